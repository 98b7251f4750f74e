"""Answers that look whole and of which more must come, or may: "nein vielen …", "um elf …", "Horst …"."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from storage.events import SlotName
from voice.language.folding import folded

_LETTER = re.compile(r"(?<!\w)[^\W\d_]$")


@dataclass(frozen=True)
class UnfinishedWords:
    """One language's words for it; all folded, patterns over folded text."""

    must_go_on: str
    """What stands at the end of a text and wants other words."""
    may_go_on: str
    is_number: Callable[[str], bool]
    with_a_number: frozenset[str]
    """Beside these a number at the end is a whole time."""
    given_names: frozenset[str]
    """The commonest ones: whoever says one alone often says the family name next."""
    before_names: frozenset[str]
    spelling: Collection[str]
    """Words of a spelling alphabet."""
    tail: frozenset[str]
    """What rounds off an answer."""


class Unfinished:
    """Whether more will come."""

    def __init__(self, words: UnfinishedWords) -> None:
        self._words = words
        self._must = re.compile(rf"(?:{words.must_go_on})$")
        self._may = re.compile(rf"(?:{words.may_go_on})$")

    def must_go_on(self, text: str) -> bool:
        """The last words want others, whatever the question."""
        return self._must.search(folded(text)) is not None

    def may_go_on(self, slot: SlotName, text: str) -> bool:
        """An answer, and often only its beginning."""
        plain, known = folded(text), self._words
        words = plain.split()
        if not words:
            return False
        match slot:
            case "confirm":
                return self._may.search(plain) is not None
            case "when" | "service" | "staff":
                bare = known.is_number(words[-1]) and not known.with_a_number & set(words[:-1])
                return bare or self._may.search(plain) is not None
            case "name":
                given = words[-1] in known.given_names
                alone = given and (len(words) == 1 or words[-2] in known.before_names)
                letter = _LETTER.search(plain) is not None
                return alone or words[-1] in known.spelling or letter
            case _:
                return False

    def is_tail(self, text: str) -> bool:
        """Words that round off an answer and add nothing to it: "bitte", "passt mir gut"."""
        words = folded(text).split()
        return bool(words) and all(word in self._words.tail for word in words)
