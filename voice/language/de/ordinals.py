"""Which of several offers a caller takes: "das zweite", "der letzte", "nummer drei"."""

import re

from voice.language.de.numbers import cardinal
from voice.language.folding import fold

_STEMS = {"erst": 0, "zweit": 1, "dritt": 2}
_TAKEN = re.compile(
    r"\b(?:der|die|das|den|dem|ersten?r?s?|nehme|nummer)\b.*?\b(erst|zweit|dritt|letzt|mittler)(?:e|en|er|es|em|eren|ere)\b"
    r"|^(erst|zweit|dritt|letzt)(?:e|en|er|es|em)(?: bitte| termin)*$"
)
_NUMBERED = re.compile(r"\b(?:nummer|termin|vorschlag) (\w+)\b")


def parse_ordinal(text: str, count: int) -> int | None:
    """The index (from 0) of the offer that is meant, of `count`; None when none is named.

    Dates are left alone: "am dritten März", "den dritten vierten".
    """
    plain = " ".join(re.findall(r"[^\W_]+", fold(text)))
    index: int | None = None
    numbered = _NUMBERED.search(plain)
    match = _TAKEN.search(plain)
    if numbered and (value := cardinal(numbered[1])) is not None:
        index = value - 1
    elif match and not re.search(
        r"\b(maerz|april|mai|juni|juli|august|januar|februar|woche|\w+ber)\b", plain
    ):
        stem = match[1] or match[2]
        if stem == "letzt":
            index = count - 1
        elif stem == "mittler":
            index = 1 if count == 3 else None
        else:
            index = _STEMS[stem]
    return index if index is not None and 0 <= index < count else None
