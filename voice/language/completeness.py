"""How finished a partial text looks: what decides how long a pause ends the caller's turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from storage.events import SlotName
from voice.language.folding import folded
from voice.language.values import TextState

Filled = Callable[[str], bool]


@dataclass(frozen=True)
class Completeness:
    """One language's view: which last words want another, and what fills each slot."""

    open_words: frozenset[str]
    """Folded words at the end of a text after which a speaker goes on."""
    filled: Mapping[SlotName, Filled]
    half: Mapping[SlotName, Filled]
    """What looks like the beginning of an answer: half a number."""
    must_go_on: Callable[[str], bool]
    """The last words want others."""
    may_go_on: Callable[[SlotName, str], bool]
    """An answer that is often only the beginning of one."""

    def state(self, slot: SlotName, text: str) -> TextState:
        """Cheap enough for every partial: tens of microseconds."""
        words = folded(text).split()
        if not words:
            return "empty"
        if words[-1] in self.open_words or self.must_go_on(text):
            return "open"
        filled = self.filled.get(slot)
        if filled is not None and filled(text):
            return "neutral" if self.may_go_on(slot, text) else "complete"
        half = self.half.get(slot)
        return "open" if half is not None and half(text) else "neutral"
