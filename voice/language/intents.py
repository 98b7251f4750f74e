"""What a caller wants of the conversation: turns of phrase by intent, in any language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from voice.language.folding import folded
from voice.language.values import Intent

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class IntentWords:
    """One language's turns of phrase: patterns over folded words."""

    patterns: Mapping[Intent, str]
    backchannels: frozenset[str]
    not_over: str
    """In a farewell it takes the farewell back: "nicht alles"."""
    subjects: Mapping[str, str]
    """By slot: how a caller names that part of a read-back."""


class Intents:
    """What words show of a caller's wish."""

    def __init__(self, words: IntentWords) -> None:
        self._words = words
        self._patterns = {
            intent: re.compile(pattern if pattern.startswith("^") else rf"\b(?:{pattern})")
            for intent, pattern in words.patterns.items()
        }
        self._subjects = {
            slot: re.compile(rf"\b(?:{pattern})\b") for slot, pattern in words.subjects.items()
        }

    def parse(self, text: str) -> frozenset[Intent]:
        """Every intent that the words show; empty when they show none."""
        tokens = _WORD.findall(folded(text))
        if not tokens:
            return frozenset()
        plain = " ".join(tokens)
        found = {intent for intent, pattern in self._patterns.items() if pattern.search(plain)}
        if set(tokens) <= self._words.backchannels:
            found.add(Intent.BACKCHANNEL)
        if found & {Intent.MOVE, Intent.CANCEL, Intent.PRICE, Intent.PLACE}:
            found.discard(Intent.BOOK)
        if Intent.FAREWELL in found and self._words.not_over in plain:
            found.discard(Intent.FAREWELL)
        if Intent.MACHINE in found:
            found.discard(Intent.PERSON)
        return frozenset(found)

    def subject(self, text: str) -> str | None:
        """Which part of a read-back the caller wants to change: a slot's name; None when none is named."""
        plain = " ".join(_WORD.findall(folded(text)))
        return next(
            (slot for slot, pattern in self._subjects.items() if pattern.search(plain)), None
        )
