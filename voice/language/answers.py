"""Yes, no, or neither: how people answer a question that stores something, in any language."""

import re
from dataclasses import dataclass

from voice.language.folding import folded
from voice.language.values import Answer

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class AnswerWords:
    """One language's words for it; all folded, patterns over folded words."""

    fillers: frozenset[str]
    yes: frozenset[str]
    leading_yes: frozenset[str]
    """At the beginning they agree, whatever follows that is no objection."""
    neutral: frozenset[str]
    """Beside a phrase that agrees they change nothing."""
    yes_phrases: str
    no: frozenset[str]
    no_phrases: str
    unsure: str
    but: frozenset[str]
    """Behind a yes they take it back."""
    alone: frozenset[str]
    """What agrees only when nothing else is said."""
    dismissing: frozenset[str]
    """First words of a refusal beside the no: thanks."""


class Answers:
    """Yes, no, or neither."""

    def __init__(self, words: AnswerWords) -> None:
        self._words = words
        self._yes_phrases = re.compile(rf"\b(?:{words.yes_phrases})\b")
        self._no_phrases = re.compile(rf"\b(?:{words.no_phrases})\b")
        self._unsure = re.compile(rf"\b(?:{words.unsure})\b")

    def parse(self, text: str) -> Answer | None:
        """What a text answers to a yes/no question; None when it answers none.

        Anything between yes and no is `UNSURE`, never a yes: a yes stores.
        """
        tokens, words = self._tokens(text), self._words
        if not tokens:
            return None
        plain = " ".join(tokens)
        if self._unsure.search(plain):
            return Answer.UNSURE
        rest = self._yes_phrases.sub(" ", plain)
        refused = bool(words.no & set(rest.split()))
        negated = bool(self._no_phrases.search(rest))
        agrees = tokens[0] in words.leading_yes
        if refused or negated:
            return Answer.UNSURE if agrees and refused and not negated else Answer.NO
        if tokens[0] in words.but and set(tokens[1:]) and set(tokens[1:]) <= words.yes:
            return Answer.YES
        if agrees:
            return Answer.UNSURE if words.but & set(tokens[1:]) else Answer.YES
        return self._agreement(plain, rest)

    def dismisses(self, text: str) -> bool:
        """True for "nein danke": a refusal that begins with its no, not a fact that holds a "nicht"."""
        tokens = self._tokens(text)
        return bool(tokens) and (tokens[0] in self._words.no or tokens[0] in self._words.dismissing)

    def _tokens(self, text: str) -> list[str]:
        found: list[str] = _WORD.findall(folded(text))
        return [token for token in found if token not in self._words.fillers]

    def _agreement(self, plain: str, rest: str) -> Answer | None:
        left = [token for token in rest.split() if token not in self._words.neutral]
        phrase = rest != plain
        said = bool(left) and set(left) <= self._words.yes
        agreed = said or (phrase and not left) or plain in self._words.alone
        return Answer.YES if agreed else None
