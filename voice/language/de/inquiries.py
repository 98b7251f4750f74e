"""What a craftsman's customer says about where and how urgent."""

import re

from voice.language.de.numbers import cardinal
from voice.language.folding import fold
from voice.language.values import Urgency

_NOT_URGENT = re.compile(
    r"\b(nicht (so |sehr |besonders )?(dringend|eilig)|eilt nicht|hat zeit|keine eile|irgendwann|in ruhe|normal)\b"
)
_URGENT = re.compile(
    r"\b(dringend|eilig|eilt|sofort|notfall|so schnell wie moeglich|so bald wie moeglich|schnellstens|noch heute|gleich|heute noch)\b"
)
_FRAME = re.compile(
    r"^(?:(?:aeh|aehm|also|ja|das ist|es ist|ich wohne|wir wohnen|ich bin|wir sind|bei uns|meine adresse ist|die adresse ist|die|in der|im|in|am|an der)\s+)+"
)
_KEEP_SMALL = frozenset(
    {"in", "im", "am", "an", "der", "bei", "stock", "nummer"} - {"stock", "nummer"}
)
_NO_ADDRESS = re.compile(r"\b(weiss nicht|keine ahnung|wie bitte|moment|nein|ja)\b")


def parse_urgency(text: str) -> Urgency | None:
    """Whether it is urgent; None when nothing is said about that."""
    plain = " ".join(re.findall(r"[^\W_]+", fold(text)))
    if _NOT_URGENT.search(plain):
        return "normal"
    return "urgent" if _URGENT.search(plain) else None


def parse_address(text: str) -> str | None:
    """An address as it is written: "hauptstraße zwölf in münchen" is "Hauptstraße 12 in München".

    None when the words are none.
    """
    words = re.findall(r"[^\W_]+", text.lower())
    folded = " ".join(fold(word) for word in words)
    if not words or _NO_ADDRESS.search(folded):
        return None
    frame = _FRAME.match(folded + " ")
    skip = len(frame[0].split()) if frame else 0
    written = []
    for index, word in enumerate(words[skip:] or words):
        value = cardinal(fold(word))
        small = fold(word) in _KEEP_SMALL and index > 0
        written.append(str(value) if value is not None else word if small else word.capitalize())
    return " ".join(written) if any(part[0].isalpha() for part in written) else None
