"""Numbers of several words: "двадцять три", "one hundred and twenty"; German writes them as one."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from voice.language.folding import folded

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Numerals:
    """How one language puts number words together; words are folded."""

    single: Callable[[str], int | None]
    """The value of one word or of digits; None when it is no number."""
    articles: frozenset[str] = frozenset()
    """Words that are a number only where nothing else is."""
    composed: bool = False
    """Tens and ones are words of their own."""
    hundreds: Collection[str] = ()
    """Words that multiply by a hundred."""
    thousands: Collection[str] = ()
    links: Collection[str] = ()
    """Words between hundreds and what follows."""
    joins_ones: bool = True
    """Tens and the ones behind them are one number; dictated digits may be meant apart."""
    years: bool = False
    """Years are said in two halves: "twenty twenty six"."""

    def read(self, tokens: Sequence[str], at: int) -> tuple[int, int] | None:
        """The number that begins at a token, below a thousand thousands, and where it ends."""
        found = self._below_thousand(tokens, at)
        if found is None:
            return (1000, at + 1) if tokens[at] in self.thousands else None
        value, end = found
        if end < len(tokens) and tokens[end] in self.thousands:
            rest = self._rest(tokens, end + 1, self._below_thousand)
            return (value * 1000 + rest[0], rest[1]) if rest else (value * 1000, end + 1)
        if self.years and value in (19, 20) and end < len(tokens):
            half = self._below_hundred(tokens, end)
            if half is not None and half[0] >= 10:
                return value * 100 + half[0], half[1]
        return value, end

    def first(self, text: str) -> int | None:
        """The first number in a text: twelve in "so zwölf Personen"; None when there is none."""
        tokens = _WORD.findall(folded(text))
        for articles in (self.articles if len(tokens) > 1 else frozenset(), frozenset()):
            for at, token in enumerate(tokens):
                if token in articles and not self._multiplied(tokens, at):
                    continue
                found = self.read(tokens, at)
                if found is not None:
                    return found[0]
        return None

    def _multiplied(self, tokens: Sequence[str], at: int) -> bool:
        return at + 1 < len(tokens) and tokens[at + 1] in {*self.hundreds, *self.thousands}

    def _below_hundred(self, tokens: Sequence[str], at: int) -> tuple[int, int] | None:
        value = self.single(tokens[at])
        if value is None:
            return None
        if self.composed and self.joins_ones and 20 <= value <= 90 and value % 10 == 0:
            ones = self._ones(tokens, at + 1)
            if ones is not None:
                return value + ones, at + 2
        return value, at + 1

    def _ones(self, tokens: Sequence[str], at: int) -> int | None:
        if at >= len(tokens) or tokens[at].isdecimal():
            return None
        value = self.single(tokens[at])
        return value if value is not None and 1 <= value <= 9 else None

    def _below_thousand(self, tokens: Sequence[str], at: int) -> tuple[int, int] | None:
        found = self._below_hundred(tokens, at)
        if found is None or not self.composed or tokens[at].isdecimal():
            return found
        value, end = found
        if end < len(tokens) and tokens[end] in self.hundreds and value < 100:
            value, end = value * 100, end + 1
        elif not (100 <= value <= 900 and value % 100 == 0):
            return found
        rest = self._rest(tokens, end, self._below_hundred)
        return (value + rest[0], rest[1]) if rest and rest[0] < 100 else (value, end)

    def _rest(
        self,
        tokens: Sequence[str],
        at: int,
        read: Callable[[Sequence[str], int], tuple[int, int] | None],
    ) -> tuple[int, int] | None:
        if at < len(tokens) and tokens[at] in self.links:
            at += 1
        if at >= len(tokens) or tokens[at].isdecimal():
            return None
        found = read(tokens, at)
        return found if found is not None and found[0] > 0 else None
