"""What a caller's words mean here and now: for this business, at this question."""

from dataclasses import dataclass, field
from datetime import datetime

from config.models import Business, Mode
from storage.events import SlotName
from voice.dialogue.talk import ANYONE, Goal, Talk
from voice.language.choices import match_choice
from voice.language.moving import halves, instead
from voice.language.values import Answer, Intent, PersonName, Phone, Urgency, When

WITHOUT_DATES: frozenset[SlotName] = frozenset({"name", "phone", "problem", "more"})
"""Questions at which a weekday is more likely a name or part of a story than a wish."""


@dataclass(frozen=True)
class Reading:
    """Everything that could be understood; absent parts are None or empty."""

    text: str
    intents: frozenset[Intent] = field(default_factory=frozenset)
    answer: Answer | None = None
    service: str | None = None
    staff: str | None = None
    when: When | None = None
    name: PersonName | None = None
    phone: Phone | None = None
    ordinal: int | None = None
    urgency: Urgency | None = None
    address: str | None = None
    which: When | None = None
    """Of an appointment that is to be moved or cancelled: when it is …"""
    moved_to: When | None = None
    """… and when it is to be."""

    @property
    def has_facts(self) -> bool:
        """True when the words name something that a booking needs."""
        return any((self.service, self.staff, self.when, self.name, self.phone))


def read(text: str, talk: Talk, now: datetime) -> Reading:
    """Reads words at the open question; `now` is local time of the business."""
    language, business, question = talk.language, talk.business, talk.question
    intents = language.intents(text)
    correcting = Intent.CORRECTION in intents
    meant = instead(text, language.key) if correcting else text
    services, short = _services(meant, business, question)
    people = match_choice(meant, {key: (p.name, *p.words) for key, p in business.staff.items()})
    choices = len(talk.offers) or len(talk.owns)
    free = question in ("problem", "name", "phone")
    staff = people[0] if people and not free else None
    if staff is None and Intent.ANY in intents and question in ("staff", "when"):
        staff = ANYONE
    wished = question == "more" and (services or intents & {Intent.BOOK, Intent.NEXT_FREE})
    dated = question not in WITHOUT_DATES or correcting or bool(wished)
    changing = intents & {Intent.MOVE, Intent.CANCEL}
    before, after = halves(text, language.key) if Intent.MOVE in intents else (text, "")
    name_wanted = question == "name" or language.introduces_name(text)
    return Reading(
        text=text,
        intents=intents,
        answer=language.answer(text),
        service=services[0] if services and not free else None,
        staff=staff,
        when=language.when(text, now, business.hours) if dated and not short else None,
        name=language.name(text, business.names) if name_wanted else None,
        phone=language.phone(text) if _may_be_number(talk) else None,
        ordinal=language.ordinal(text, choices) if choices else None,
        urgency=language.urgency(text) if talk.business.mode is Mode.AUFTRAG else None,
        address=language.address(text) if question == "address" else None,
        which=language.when(before, now, business.hours) if changing else None,
        moved_to=language.when(after, now, business.hours) if after else None,
    )


def _services(text: str, business: Business, question: SlotName) -> tuple[list[str], bool]:
    """The services that are named; True when only a short answer to the question for one names it."""
    ways = {key: s.all_words for key, s in business.services.items()}
    named = match_choice(text, ways)
    if named or question != "service":
        return named, False
    short = match_choice(text, {key: s.answers for key, s in business.services.items()})
    return short, bool(short)


def _may_be_number(talk: Talk) -> bool:
    return talk.question in ("phone", "confirm", "open") or talk.goal is Goal.MESSAGE
