"""What a craftsman's customer says about where and how urgent, in any language."""

import re
from dataclasses import dataclass

from voice.language.folding import fold, folded
from voice.language.numerals import Numerals
from voice.language.values import Urgency

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


@dataclass(frozen=True)
class InquiryWords:
    """One language's words for it: patterns over folded words."""

    not_urgent: str
    urgent: str
    frame: str
    """What stands before an address and belongs to none."""
    no_address: str
    keep_small: frozenset[str]
    numerals: Numerals


class Inquiries:
    """Where and how urgent."""

    def __init__(self, words: InquiryWords) -> None:
        self._words = words
        self._not_urgent = re.compile(rf"\b(?:{words.not_urgent})\b")
        self._urgent = re.compile(rf"\b(?:{words.urgent})\b")
        self._frame = re.compile(rf"^(?:(?:{words.frame})\s+)+")
        self._no_address = re.compile(rf"\b(?:{words.no_address})\b")

    def urgency(self, text: str) -> Urgency | None:
        """Whether it is urgent; None when nothing is said about that."""
        plain = " ".join(re.findall(r"[^\W_]+", folded(text)))
        if self._not_urgent.search(plain):
            return "normal"
        return "urgent" if self._urgent.search(plain) else None

    def address(self, text: str) -> str | None:
        """An address as it is written: "hauptstraße zwölf in münchen" is "Hauptstraße 12 in München".

        None when the words are none.
        """
        words = _WORD.findall(text.lower())
        plain = [folded(word) for word in words]
        joined = " ".join(plain)
        if not words or self._no_address.search(joined):
            return None
        frame = self._frame.match(joined + " ")
        skip = len(frame[0].split()) if frame else 0
        written, at = [], skip if skip < len(words) else 0
        first = at
        while at < len(words):
            number = self._words.numerals.read(plain, at)
            small = fold(words[at]) in self._words.keep_small and at > first
            if number is None:
                written.append(words[at] if small else words[at].capitalize())
            else:
                written.append(str(number[0]))
            at = number[1] if number else at + 1
        return " ".join(written) if any(part[0].isalpha() for part in written) else None
