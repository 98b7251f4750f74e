"""Telephone numbers as people dictate them, to E.164, in any language."""

import re
from dataclasses import dataclass, replace

from storage.numbers import parse_number
from voice.language.folding import folded
from voice.language.numerals import Numerals
from voice.language.values import Phone

_LEAST_DIGITS = 6
_APART = re.compile(r"(?<=\d)[\s/().-]+(?=\d)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class PhoneWords:
    """One language's words around digits, folded."""

    numerals: Numerals
    between: frozenset[str]
    """Words that may stand within a number and say nothing."""
    twice: frozenset[str]
    thrice: frozenset[str]
    zeros: frozenset[str] = frozenset()
    """Zero where digits are dictated, and nowhere else."""
    glued: str = "(?!)"
    """What says "twice" and is written together with its digit."""
    ignored: frozenset[str] = frozenset()
    """Numbers that are articles."""


@dataclass(frozen=True)
class Phones:
    """Dictated numbers."""

    words: PhoneWords

    def digits(self, text: str) -> str:
        """The longest dictated run of digits, with a leading "+" when it was said; "" when there is none.

        Pairs are read as pairs: "zwölf vierunddreißig" is 1234.
        """
        return self._digits(text, self.words.numerals)

    def parse(self, text: str, region: str = "DE") -> Phone | None:
        """The valid number in a text; None when there is none, or one with a digit too few or too many.

        Where tens and ones are two words, "seventy one" is 71, or else 70 and 1; a country's code is not taken apart.
        """
        numerals = self.words.numerals
        found = _valid(self._digits(text, numerals), region)
        if found is None and numerals.composed:
            return _valid(self._digits(text, replace(numerals, joins_ones=False)), region)
        return found

    def _digits(self, text: str, numerals: Numerals) -> str:
        words = self.words
        text = _APART.sub("", folded(text).replace("+", " plus "))
        tokens = _WORD.findall(re.sub(rf"\b({words.glued})(?=[a-z])", r"\1 ", text))
        runs, run, times, at = [""], "", 1, 0
        while at < len(tokens):
            token = tokens[at]
            at += 1
            if token in _PLUS:
                run = run or "+"
            elif token in words.twice or token in words.thrice:
                times = 2 if token in words.twice else 3
            elif token in words.zeros:
                run, times = run + "0" * times, 1
            elif token.isdecimal():
                run, times = run + token * times, 1
            elif token not in words.ignored and (
                read := (words.numerals if run == "+" else numerals).read(tokens, at - 1)
            ):
                run, times, at = run + str(read[0]) * times, 1, read[1]
            elif token not in words.between:
                runs.append(run)
                run, times = "", 1
        return max([*runs, run], key=len)


def _valid(dictated: str, region: str) -> Phone | None:
    if len(dictated) < _LEAST_DIGITS:
        return None
    found = parse_number(dictated, region)
    if found is None:
        return None
    # A number without its area code is valid nowhere: "123456" would be parsed as one of Berlin's. Of a
    # mobile number a lost leading zero does no harm: it is read back.
    number, mobile = found
    return Phone(number) if mobile or dictated.startswith(("0", "+")) else None


_PLUS = frozenset({"plus", "плюс"})
