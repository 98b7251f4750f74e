"""What the shared code makes of one language's word tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from voice.language.answers import Answers
from voice.language.completeness import Completeness
from voice.language.email import Emails
from voice.language.grammars import PhraseLists
from voice.language.inquiries import Inquiries
from voice.language.intents import Intents
from voice.language.names import Names
from voice.language.numerals import Numerals
from voice.language.ordinals import Ordinals
from voice.language.phone import Phones
from voice.language.quantities import Quantities
from voice.language.unfinished import Unfinished
from voice.language.values import Intent
from voice.language.when import Grammar

_ANY_DAY = datetime(2026, 1, 5, 10, 0)  # noqa: DTZ001  # local; which day it is plays no part


@dataclass(frozen=True)
class Comprehension:
    """One language, as far as it is understood."""

    grammar: Grammar
    intents: Intents
    answers: Answers
    numerals: Numerals
    names: Names
    phones: Phones
    ordinals: Ordinals
    inquiries: Inquiries
    unfinished: Unfinished
    emails: Emails
    quantities: Quantities
    phrases: PhraseLists
    asks: Callable[[str], bool]
    """Whether words are put as a question."""
    open_words: frozenset[str]
    """Folded words at the end of a text after which a speaker goes on."""

    def answered(self, text: str) -> bool:
        """True for a yes, a no, and what lies between."""
        return self.answers.parse(text) is not None

    def timed(self, text: str) -> bool:
        """True when a text tells when, or leaves it open."""
        meant = self.grammar.parse(text, _ANY_DAY)
        timed = meant is not None and (meant.time is not None or meant.daypart is not None)
        return (
            timed
            or bool(self.intents.parse(text) & {Intent.ANY, Intent.NEXT_FREE})
            or self.answered(text)
            or self.ordinals.parse(text, 3) is not None
        )

    def completeness(self) -> Completeness:
        """How finished partial texts look."""
        return Completeness(
            open_words=self.open_words,
            filled={
                "confirm": self.answered,
                "more": self.answered,
                "when": self.timed,
                "name": lambda text: self.names.parse(text) is not None,
                "phone": lambda text: self.phones.parse(text) is not None,
            },
            half={"phone": lambda text: bool(self.phones.digits(text))},
            must_go_on=self.unfinished.must_go_on,
            may_go_on=self.unfinished.may_go_on,
        )
