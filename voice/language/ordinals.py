"""Which of several offers a caller takes, in any language: "das zweite", "the last one", "перший варіант"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voice.language.folding import folded

LAST, MIDDLE = -1, -2
"""Places that depend on how many offers there are."""


@dataclass(frozen=True)
class OrdinalWords:
    """One language's words for it: patterns over folded words."""

    places: Mapping[str, int]
    """By the stem that the patterns capture: from 0, or LAST, or MIDDLE."""
    taken: str
    """What takes an offer; captures the stem."""
    numbered: str
    """Number three; captures the number."""
    dated: str
    """What makes a date of it."""
    cardinal: Callable[[str], int | None]


class Ordinals:
    """Offers by their place."""

    def __init__(self, words: OrdinalWords) -> None:
        self._words = words
        self._taken = re.compile(words.taken)
        self._numbered = re.compile(words.numbered)
        self._dated = re.compile(words.dated)

    def parse(self, text: str, count: int) -> int | None:
        """The index (from 0) of the offer that is meant, of `count`; None when none is named.

        Dates are left alone: "am dritten März", "den dritten vierten".
        """
        plain = " ".join(re.findall(r"[^\W_]+", folded(text)))
        index: int | None = None
        numbered, taken = self._numbered.search(plain), self._taken.search(plain)
        if numbered and (value := self._words.cardinal(numbered[1])) is not None:
            index = value - 1
        elif taken and not self._dated.search(plain):
            place = self._words.places[next(stem for stem in taken.groups() if stem)]
            middle = 1 if count == 3 else None
            index = {LAST: count - 1, MIDDLE: middle}.get(place, place)
        return index if index is not None and 0 <= index < count else None
