"""Everything that a dialogue needs of a language, in one record per language."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Literal, Protocol

from config.models import WeeklyHours
from storage.events import SlotName
from voice.language.completeness import Completeness
from voice.language.de import (
    answers,
    grammars,
    inquiries,
    intents,
    names,
    normalising,
    ordinals,
    phone,
    questions,
    spoken,
    unfinished,
    when,
)
from voice.language.de.numbers import parse_number
from voice.language.folding import fold
from voice.language.values import Answer, Intent, PersonName, Phone, Urgency, When


class ParseWhen(Protocol):
    """Days and times in a text; `now` is the business's local time."""

    def __call__(self, text: str, now: datetime, hours: WeeklyHours | None = None) -> When | None:
        """None when the text names neither."""
        ...


class ParseName(Protocol):
    """The caller's name in a text."""

    def __call__(self, text: str, known: Collection[str] = ()) -> PersonName | None:
        """None when the text is no name."""
        ...


class PhrasesOf(Protocol):
    """Which phrases a recogniser may expect."""

    def __call__(self, slot: SlotName, names: Collection[str] = ()) -> tuple[str, ...] | None:
        """At a question; None where anything may be said."""
        ...


class SpokenDate(Protocol):
    """A day as it is said."""

    def __call__(self, day: date, *, case: Literal["accusative", "dative"] = ...) -> str:
        """Weekday, day and month."""
        ...


@dataclass(frozen=True)
class Language:
    """Both directions: what words mean, and how facts are said."""

    key: str
    intents: Callable[[str], frozenset[Intent]]
    answer: Callable[[str], Answer | None]
    asks: Callable[[str], bool]
    """Whether words are put as a question."""
    dismisses: Callable[[str], bool]
    number: Callable[[str], int | None]
    when: ParseWhen
    name: ParseName
    introduces_name: Callable[[str], bool]
    phone: Callable[[str], Phone | None]
    ordinal: Callable[[str, int], int | None]
    subject: Callable[[str], str | None]
    urgency: Callable[[str], Urgency | None]
    address: Callable[[str], str | None]
    without_introduction: Callable[[str], str]
    completeness: Completeness
    spoken_date: SpokenDate
    spoken_time: Callable[[time], str]
    spoken_price: Callable[[str], str]
    spoken_phone: Callable[[str], str]
    weekday_name: Callable[[int], str]
    normalise: Callable[[str], str]
    is_tail: Callable[[str], bool]
    """Words that round off an answer and add nothing to it."""
    grammar: PhrasesOf


_ANY_DAY = datetime(2026, 1, 5, 10, 0)  # noqa: DTZ001  # local; which day it is plays no part
_GERMAN_OPEN = frozenset(
    """
    und oder aber weil dass am an im in um ab bis von vom bei mit ohne fuer gegen zwischen vor
    nach auf zu zum zur der die das den dem des ein eine einen einem einer mein meine meinen
    halb viertel dreiviertel kurz ich wir also aeh aehm hm moechte haette wollte brauche
    braeuchte naechsten naechste kommenden diesen dieser ist heisse name lieber dann ob doppel
    plus uhr-und
    """.split()
)


def _german_when(text: str) -> bool:
    meant = when.parse_when(text, _ANY_DAY)
    timed = meant is not None and (meant.time is not None or meant.daypart is not None)
    return (
        timed
        or bool(intents.parse_intents(text) & {Intent.ANY, Intent.NEXT_FREE})
        or answers.parse_answer(text) is not None
        or ordinals.parse_ordinal(text, 3) is not None
    )


def _german() -> Language:
    def answered(text: str) -> bool:
        return answers.parse_answer(text) is not None

    return Language(
        key="de",
        intents=intents.parse_intents,
        answer=answers.parse_answer,
        asks=lambda text: questions.asks(" ".join(fold(text).split())),
        dismisses=answers.dismisses,
        number=parse_number,
        when=when.parse_when,
        name=names.parse_name,
        introduces_name=names.introduces_name,
        phone=phone.parse_phone,
        ordinal=ordinals.parse_ordinal,
        subject=intents.parse_subject,
        urgency=inquiries.parse_urgency,
        address=inquiries.parse_address,
        without_introduction=names.without_introduction,
        completeness=Completeness(
            open_words=_GERMAN_OPEN,
            filled={
                "confirm": answered,
                "more": answered,
                "when": _german_when,
                "name": lambda text: names.parse_name(text) is not None,
                "phone": lambda text: phone.parse_phone(text) is not None,
            },
            half={"phone": lambda text: bool(phone.digits(text))},
            must_go_on=unfinished.must_go_on,
            may_go_on=unfinished.may_go_on,
        ),
        spoken_date=spoken.spoken_date,
        spoken_time=spoken.spoken_time,
        spoken_price=spoken.spoken_price,
        spoken_phone=spoken.spoken_phone,
        weekday_name=spoken.weekday_name,
        normalise=normalising.normalise,
        is_tail=unfinished.is_tail,
        grammar=grammars.grammar,
    )


@cache
def language(key: str) -> Language:
    """The language of that key.

    Raises:
        KeyError: it is not there yet; German is.
    """
    return {"de": _german}[key]()
