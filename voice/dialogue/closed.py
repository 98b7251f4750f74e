"""A call outside of the business's hours: another greeting, nothing for the same day, what the business offers then."""

from datetime import datetime, timedelta

from config.models import Mode, Offered
from storage.availability import is_open, next_opening
from voice.dialogue import messages
from voice.dialogue.acts import Act, Ask, Decide, Say
from voice.dialogue.reading import Reading
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.values import Intent


def hello(talk: Talk, now: datetime) -> list[Act]:
    """The greeting and what is offered first; nothing while the business is open. `now` is its local time."""
    if is_open(talk.business, now):
        return []
    talk.closed, talk.not_before = True, now.date() + timedelta(days=1)
    said: list[Act] = [Decide("closed"), Say(_greeting(talk, now))]
    match talk.business.closed_call.offers[0]:
        case Offered.CALLBACK:
            return [*said, *talk.offer_callback()]
        case Offered.MESSAGE:
            return [*said, *messages.start(talk, "closed.message")]
        case Offered.BOOKING:
            key = "order" if talk.business.mode is Mode.AUFTRAG else "booking"
            return [*said, Say(talk.phrases.text(f"closed.{key}")), Ask("open")]


def _greeting(talk: Talk, now: datetime) -> str:
    """The business's own words, else when it opens again."""
    phrases, language, business = talk.phrases, talk.language, talk.business
    opens = next_opening(business, now)
    if opens is None:
        return phrases.text("closed.long", business=business.name)
    at = language.spoken_time(opens.time())
    if opens.date() == now.date():
        spoken = phrases.text("closed.today", time=at)
    else:
        day = language.spoken_date(opens.date(), case="dative")
        spoken = phrases.text("closed.day", date=day, time=at)
    own = business.closed_call.greeting
    if own is not None:
        return own.format(business=business.name, opens=spoken)
    return phrases.text("closed.greeting", business=business.name, opens=spoken)


def instead(talk: Talk, reading: Reading) -> list[Act] | None:
    """What becomes of a wish that the open question did not ask for; None while nothing is special about it."""
    if not talk.closed or talk.busy or reading.answer is not None:
        return None
    wishes = _wishes(talk, reading)
    if wishes and talk.pending is Pending.CALLBACK:
        talk.pending, talk.question = Pending.NOTHING, "open"
    refused = Offered.BOOKING not in talk.business.closed_call.offers
    if wishes and refused and talk.goal is Goal.UNKNOWN and talk.pending is Pending.NOTHING:
        acts = messages.start(talk, "closed.no_booking", problem=reading.text)
        return [Decide("closed_for_bookings"), *acts]
    return None


def _wishes(talk: Talk, reading: Reading) -> bool:
    """The caller wants what they would want of an open business."""
    if talk.question not in ("open", "confirm") or talk.pending is Pending.READ_BACK:
        return False
    if reading.intents & {Intent.BOOK, Intent.NEXT_FREE} or reading.has_facts:
        return True
    return talk.business.mode is Mode.AUFTRAG and len(reading.text.split()) >= 3
