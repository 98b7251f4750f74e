"""What may be said at a question whose answers are few: a recogniser with a general vocabulary is told.

The project's own recogniser is better without (`python -m benchmarks hearing`): its language model was
made for these very sentences. One that learned newspapers hears "nein danke" rather than "Neiden".
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from storage.events import SlotName

Phrases = tuple[str, ...]


@dataclass(frozen=True)
class GrammarWords:
    """One language's phrases, as a recogniser writes them."""

    always: Phrases
    """At any question: "einen Moment bitte", "Hilfe"."""
    answers: Phrases
    times: Phrases
    numbers: Phrases
    """Around the digits of a telephone number, and the digits."""
    by_person: str
    """How somebody is asked for: "bei {name}"."""


@dataclass(frozen=True)
class PhraseLists:
    """The phrases of each question."""

    words: GrammarWords

    @cached_property
    def _confirm(self) -> Phrases:
        return _once(self.words.always, self.words.answers, self.words.times)

    def of(self, slot: SlotName, names: Collection[str] = ()) -> Phrases | None:
        """The phrases of a question; None where anything may be said. `names`: those that the business knows."""
        words = self.words
        match slot:
            case "confirm":
                return self._confirm
            case "more":
                return _once(words.always, words.answers)
            case "phone":
                return _once(words.always, words.numbers)
            case "when":
                people = tuple(words.by_person.format(name=name.lower()) for name in names)
                return _once(words.always, words.times, people)
            case _:
                return None


def _once(*phrases: Phrases) -> Phrases:
    return tuple(dict.fromkeys(phrase for group in phrases for phrase in group))
