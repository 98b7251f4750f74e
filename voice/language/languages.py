"""Everything that a dialogue needs of a language, in one record per language."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Literal, Protocol

from config.models import WeeklyHours
from storage.events import SlotName
from voice.language.completeness import Completeness
from voice.language.comprehension import Comprehension
from voice.language.de.comprehension import COMPREHENSION as GERMAN
from voice.language.en.comprehension import COMPREHENSION as ENGLISH
from voice.language.spoken_forms import NORMALISE, SPOKEN
from voice.language.uk.comprehension import COMPREHENSION as UKRAINIAN
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
    email: Callable[[str], str | None]
    quantity: Callable[[str], float | None]
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


def assembled(key: str, known: Comprehension) -> Language:
    """One language's record: what is understood of it, and how it says facts."""
    forms = SPOKEN[key]
    return Language(
        key=key,
        intents=known.intents.parse,
        answer=known.answers.parse,
        asks=known.asks,
        dismisses=known.answers.dismisses,
        number=known.numerals.first,
        when=known.grammar.parse,
        name=known.names.parse,
        introduces_name=known.names.introduces,
        phone=known.phones.parse,
        ordinal=known.ordinals.parse,
        subject=known.intents.subject,
        urgency=known.inquiries.urgency,
        address=known.inquiries.address,
        email=known.emails.parse,
        quantity=known.quantities.parse,
        without_introduction=known.names.without_introduction,
        completeness=known.completeness(),
        spoken_date=forms.spoken_date,
        spoken_time=forms.spoken_time,
        spoken_price=forms.spoken_price,
        spoken_phone=forms.spoken_phone,
        weekday_name=forms.weekday_name,
        normalise=NORMALISE[key],
        is_tail=known.unfinished.is_tail,
        grammar=known.phrases.of,
    )


_KNOWN: Mapping[str, Comprehension] = {"de": GERMAN, "uk": UKRAINIAN, "en": ENGLISH}
LANGUAGES = tuple(_KNOWN)
"""The keys that `language` knows."""


@cache
def language(key: str) -> Language:
    """The language of that key: "de", "uk", "en".

    Raises:
        KeyError: there is none of that key.
    """
    return assembled(key, _KNOWN[key])
