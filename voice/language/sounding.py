"""Names that sound alike: which of the known ones was meant."""

from collections.abc import Collection

from rapidfuzz.distance import JaroWinkler

from storage.customers import phonetic

_ALIKE_FROM = 0.85
"""Jaro-Winkler: sounding the same is not enough, Müller and Miller do."""


def closest(name: str, known: Collection[str]) -> str:
    """The known name that a heard one is another spelling of; the heard one where there is none, or more than one."""
    if not known or name in known:
        return name
    sound, plain = phonetic(name), name.lower()
    alike = {
        other
        for other in known
        if phonetic(other) == sound and JaroWinkler.similarity(plain, other.lower()) >= _ALIKE_FROM
    }
    return alike.pop() if len(alike) == 1 else name
