"""The typed configuration tree: frozen, unknown keys refused, each field documented where it is."""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A record that cannot change and refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Weekday(StrEnum):
    """Days of a week as they are written in a profile; `list(Weekday)[d.weekday()]` is the day of date `d`."""

    MONDAY = "mo"
    TUESDAY = "di"
    WEDNESDAY = "mi"
    THURSDAY = "do"
    FRIDAY = "fr"
    SATURDAY = "sa"
    SUNDAY = "so"


class Mode(StrEnum):
    """What a business does with a call: gives appointments, takes orders, sells, or reads messages."""

    TERMIN = "termin"
    AUFTRAG = "auftrag"
    SHOP = "shop"
    POSTFACH = "postfach"


class Confirm(StrEnum):
    """Whether a booking counts at once (`confirmed`) or waits for the business (`requested`)."""

    AUTO = "auto"
    BY_HAND = "by_hand"


class TimeRange(Frozen):
    """Local clock times of one day, `opens` < `closes`; written "09:00-12:30" in a profile."""

    opens: time
    """From, local."""
    closes: time
    """Until, local."""


WeeklyHours = dict[Weekday, tuple[TimeRange, ...]]
"""Opening hours by weekday; a day that is absent is closed."""


Key = Literal["de", "uk", "en"]
"""A language by its ISO 639-1 code."""
OtherKey = Literal["uk", "en"]


class Service(Frozen):
    """One thing that can be booked."""

    name: str
    """What people hear, without an article: "Haarschnitt"."""
    accusative: str
    """With its article, as in "Sie möchten …": "einen Haarschnitt"."""
    words: tuple[str, ...] = ()
    """Other ways in which callers say it."""
    answers: tuple[str, ...] = ()
    """Short answers that mean it only where the service was asked for: "zwei", for a table."""
    spoken: dict[OtherKey, tuple[str, ...]] = {}
    """What it is called in other languages; the first one is what people hear: {en: [haircut, cut]}."""
    duration_min: Annotated[int, Field(gt=0, le=600)]
    """How long it takes."""
    buffer_min: Annotated[int, Field(ge=0, le=240)] = 0
    """Time after it in which the same person takes nobody else."""
    price_eur: Annotated[str, Field(pattern=r"^\d+(,\d\d)?$")] | None = None
    """As it is written on the price list: "32" or "32,50"."""
    staff: tuple[str, ...] = ()
    """Keys of those who do it; empty: everyone."""
    resources: tuple[str, ...] = ()
    """Keys of rooms or devices of which it needs any one; empty: none."""

    def called(self, language: str) -> str:
        """Its name in a language; where none is known, as it is written."""
        return next(
            (names[0] for key, names in self.spoken.items() if key == language and names), self.name
        )

    @property
    def all_words(self) -> tuple[str, ...]:
        """Every way to say it, in whichever language."""
        return (self.name, *self.words, *(word for said in self.spoken.values() for word in said))


class Resource(Frozen):
    """One room, chair or device that serves one customer at a time."""

    name: str
    """As people call it: "Kabine 1"."""


class StaffMember(Frozen):
    """One person who takes appointments."""

    name: str
    """The name by which callers ask for them."""
    words: tuple[str, ...] = ()
    """Other ways in which callers name them."""
    hours: WeeklyHours | None = None
    """Their own hours within the business's; absent: the business's."""


class Category(Frozen):
    """One kind of order: told by the words of the problem, never asked for."""

    name: str
    """As the business sees it in its list: "Heizung"."""
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    """What callers say of such a problem."""


class BookingRules(Frozen):
    """How far ahead and on which grid appointments may start."""

    step_min: Annotated[int, Field(gt=0, le=120)] = 15
    """Appointments start at multiples of this from the hour."""
    lead_min: Annotated[int, Field(ge=0)] = 60
    """The least time between the call and the start."""
    horizon_days: Annotated[int, Field(gt=0, le=730)] = 90
    """The furthest day that can be booked, counted from today."""


class Limits(Frozen):
    """When a conversation ends by itself, and how much may be booked in it."""

    turns: Annotated[int, Field(gt=0)] = 20
    """After so many turns."""
    minutes: Annotated[int, Field(gt=0)] = 10
    """After so many minutes."""
    bookings: Annotated[int, Field(gt=0)] = 3
    """So many appointments in one call; further wishes go to the team as a message."""


class ClosedPeriod(Frozen):
    """Company holidays, both days included."""

    first: date
    """2026-12-24"""
    last: date
    """2027-01-06"""


Days = Annotated[int, Field(gt=0, le=3660)]


class Retention(Frozen):
    """How many days each kind of data is kept after it is over."""

    calls_days: Days = 90
    """Calls with everything that was said in them."""
    messages_days: Days = 90
    """Messages and call-backs, after they are done."""
    inquiries_days: Days = 730
    """Inquiries, after they are done."""
    bookings_days: Days = 730
    """Appointments, after their end."""
    outbox_days: Days = 30
    """Messages to customers and to the business."""


class Notify(Frozen):
    """Whom a business tells of what happens, by the names of the site's channels."""

    business: tuple[str, ...] = ()
    """Channels on which the business hears of bookings, inquiries, messages and call-backs."""
    customers: str | None = None
    """The channel on which customers hear of their appointments; its address needs {to}."""
    customers_mail: str | None = None
    """The channel on which customers with an address for mail hear of them too; its address needs {to}."""
    reminder_h: Annotated[int, Field(ge=0, le=168)] = 24
    """How long before an appointment its customer is reminded; 0: never."""
    quiet: TimeRange = TimeRange(opens=time(8), closes=time(21))
    """When customers may be written to about what they did not just do themselves: "08:00-21:00"."""
    texts: dict[str, str] = {}
    """Templates in the business's own words, by their keys, such as customer.booked."""


class Faq(Frozen):
    """One question that callers ask, and what they are told."""

    questions: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ways in which callers ask it; other forms and orders of the words are understood too."""
    answer: str
    """What they hear: one or two sentences."""


class Emergency(Frozen):
    """One kind of emergency: by which words it is recognised, what is said and what is done."""

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    """Words that stand near each other, in any order: "riecht gas"; "verblut*" stands for every ending."""
    unless: tuple[str, ...] = ()
    """Words beside which something else is meant, written like `words`."""
    say: str
    """What the caller hears at once and to its last word."""
    subject: str
    """How the urgent message begins: "Gasgeruch"."""
    ask: tuple[Literal["address", "phone"], ...] = ("phone",)
    """What the caller is still asked for, if it is not known."""
    vague: bool = False
    """Counts only where no other fits; where it is asked how urgent something is, the words are an answer."""


class Offered(StrEnum):
    """What a caller can be offered while the business is closed; at `auftrag`, `booking` is an order."""

    BOOKING = "booking"
    MESSAGE = "message"
    CALLBACK = "callback"


class ClosedCall(Frozen):
    """What callers hear and may do while the business is closed; nothing is offered for the same day."""

    greeting: str | None = None
    """In the business's own words, with {business} and {opens} ("am Montag, dem neunten März, um neun Uhr")."""
    offers: Annotated[tuple[Offered, ...], Field(min_length=1)] = (
        Offered.BOOKING,
        Offered.MESSAGE,
        Offered.CALLBACK,
    )
    """What may be done then; the first of them is offered first. Without `booking` a wish for one becomes a message."""


Endpoint = Annotated[str, Field(pattern=r"^(PJSIP|Local)/[A-Za-z0-9_.@+/-]+$")]
"""What Asterisk can ring: "PJSIP/empfang", "Local/21@intern"."""


class Colleague(Frozen):
    """One person to whom operators can transfer a caller."""

    name: str
    """As the caller hears it, after "Ich verbinde Sie mit …": "Frau Schmidt", "der Werkstatt"."""
    endpoint: Endpoint
    """Their telephone: "PJSIP/schmidt", "Local/21@intern"."""


class Business(Frozen):
    """One firm: what it is. What happens to it lives in the database."""

    key: str
    """The file's name without its ending; every row, event and cache key carries it."""
    name: str
    """As callers hear it in the greeting: "Salon Anna"."""
    mode: Mode
    """What it does with a call."""
    branch: str
    """The profile that it extends: "friseur"."""
    numbers: tuple[str, ...]
    """Dialled numbers (E.164, or an internal extension) that reach it."""
    language: Key = "de"
    """What its callers are greeted in."""
    languages: tuple[Key, ...] = ("de", "uk", "en")
    """What they may change to, where this machine can hear and speak it."""
    address: Literal["sie", "du"] = "sie"
    """How callers are addressed."""
    zone: str = "Europe/Berlin"
    """IANA name of its time zone."""
    state: str | None = None
    """Bundesland whose holidays it keeps, by its two letters: "BY"; absent: the nationwide ones."""
    confirm: Confirm = Confirm.AUTO
    """Whether a booking counts at once."""
    hours: WeeklyHours
    """The opening hours of a week: `{di-fr: 09:00-18:00, sa: "09:00-12:00, 13:00-15:00", so: zu}`."""
    closed: tuple[ClosedPeriod, ...] = ()
    """Company holidays."""
    open_on_holidays: bool = False
    """True for those who work on public holidays."""
    services: dict[str, Service] = {}
    """What can be booked, by a key."""
    staff: dict[str, StaffMember] = {}
    """Who takes appointments, by a key; in a restaurant, its tables."""
    resources: dict[str, Resource] = {}
    """Rooms, chairs and devices, by a key."""
    categories: dict[str, Category] = {}
    """Kinds of orders, by a key; told by the words of the problem, never asked for."""
    booking: BookingRules = BookingRules()
    """How far ahead and on which grid."""
    limits: Limits = Limits()
    """After how many turns and minutes a conversation ends by itself."""
    notify: Notify = Notify()
    """Whom it tells of what happens."""
    retention: Retention = Retention()
    """How long each kind of data is kept."""
    place: str | None = None
    """Where it is, as one or two whole sentences: "Sie finden uns in der Hauptstraße 12 in Kassel."."""
    faq: dict[str, Faq] = {}
    """What callers ask, beside prices, hours and the place."""
    emergencies: dict[str, Emergency] = {}
    """What is recognised before anything else; the first that fits counts."""
    closed_call: ClosedCall = ClosedCall()
    """What callers hear and may do while it is closed."""
    transfer: dict[str, Colleague] = {}
    """To whom operators can transfer callers, by a key."""
    voice: str | None = None
    """Another voice than the site's."""
    names: tuple[str, ...] = ()
    """Family names that the recogniser should know beside the common ones."""
    texts: dict[str, str | tuple[str, ...]] = {}
    """Catalogue entries in this business's own words, a list for the first, second, third time that they are said;
    the disclosure (P1) cannot be among them."""
