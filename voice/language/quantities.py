"""How many, where halves and dozens count: "anderthalb", "half a dozen", "пара"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from voice.language.folding import folded
from voice.language.numerals import Numerals


@dataclass(frozen=True)
class Quantities:
    """One language's words for quantities."""

    named: Mapping[str, float]
    """Phrases and what they amount to, the longest first to be tried."""
    dozen: str
    """Folded words for twelve, as a pattern."""
    comma: str
    half: str
    """What adds a half: "and a half"; a pattern."""
    numerals: Numerals

    def parse(self, text: str) -> float | None:
        """The quantity in a text; None when there is none."""
        plain = " ".join(re.findall(r"[^\W_]+", folded(text)))
        for phrase in sorted(self.named, key=len, reverse=True):
            if re.search(rf"\b{folded(phrase)}\b", plain):
                return self.named[phrase]
        value = self.numerals.first(plain)
        if value is None:
            return None
        whole, mark, decimals = plain.partition(f" {self.comma} ")
        if mark and (tenths := self.numerals.first(decimals)) is not None:
            first = self.numerals.first(whole)
            return None if first is None else first + tenths / 10 ** len(str(tenths))
        if re.search(rf"\b(?:{self.half})\b", plain):
            return value + 0.5
        counted = re.search(rf"\b(\w+) (?:{self.dozen})\b", plain)
        if counted is not None and (dozens := self.numerals.single(counted[1])) is not None:
            return dozens * 12.0
        return float(value)
