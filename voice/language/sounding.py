"""Names that sound alike: which of the known ones was meant."""

from collections.abc import Collection

from rapidfuzz.distance import JaroWinkler

from storage.customers import phonetic, sounds_alike
from voice.language.folding import fold

_ALIKE_FROM = 0.85
"""Jaro-Winkler: the Kölner Phonetik finds more than it should; Maier and Meyer have the same first vowel instead."""
_SHORT = 6
"""Letters of a name that every other spelling changes too much for that; its sound has to do."""


def closest(name: str, known: Collection[str]) -> str:
    """The known name that a heard one is another spelling of; the heard one where there is none, or more than one."""
    if not known or name in known:
        return name
    sound, alike = phonetic(name), set()
    for other in known:
        if phonetic(other) != sound or not sounds_alike(name, other):
            continue
        if len(name) <= _SHORT or JaroWinkler.similarity(fold(name), fold(other)) >= _ALIKE_FROM:
            alike.add(other)
    return alike.pop() if len(alike) == 1 else name
