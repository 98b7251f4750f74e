"""The way to an appointment: service, time, name, number, read-back, yes."""

from dataclasses import replace
from datetime import time

from voice.dialogue.acts import (
    Act,
    Ask,
    Book,
    Booked,
    CallForHelp,
    Decide,
    Find,
    Found,
    Move,
    Offer,
    Say,
)
from voice.dialogue.reading import Reading
from voice.dialogue.talk import ANYONE, Goal, Pending, Talk
from voice.language.values import Answer, Intent, When

_DAYS_BEGIN, _DAYS_END = time(0, 0), time(23, 59)


def advance(talk: Talk) -> list[Act]:
    """The next step: find a time, ask for what is missing, or read everything back."""
    facts, business = talk.facts, talk.business
    if facts.service is None and len(business.services) == 1:
        facts.service = next(iter(business.services))
    if facts.service is None:
        return talk.ask("service")
    if facts.offer is None:
        if facts.wish is None:
            return talk.ask("when")
        staff = None if facts.staff in (None, ANYONE) else facts.staff
        but = talk.own.booking if talk.own is not None and talk.goal is Goal.MOVE else None
        refused = tuple(sorted(talk.refused))
        return [Find(facts.service, staff, facts.wish, refused, but, talk.not_before)]
    if facts.name is None:
        return talk.ask("name")
    if facts.phone is None:
        return talk.ask("phone")
    return read_back(talk, facts.offer, facts.name, facts.phone)


def read_back(talk: Talk, offer: Offer, name: str, phone: str) -> list[Act]:
    """All that would be stored, and the question whether it is right."""
    if talk.goal is Goal.MOVE and talk.own is not None:
        summary = talk.own_sentences.read_back(talk.own, offer)
    else:
        summary = talk.phrases.read_back(offer, name=name, phone=phone)
    return [Say(summary), *talk.ask("confirm", pending=Pending.READ_BACK)]


def merge(before: When | None, new: When) -> When:
    """A new wish on top of an older one: what it leaves open stays as it was."""
    if before is None:
        return new
    if new.date is None and (new.time or new.daypart):
        return replace(new, date=before.date, end_date=before.end_date)
    if new.date is not None and new.time is None and new.daypart is None:
        return replace(new, time=before.time, end_time=before.end_time, daypart=before.daypart)
    return new


def absorb(talk: Talk, reading: Reading) -> list[Act]:
    """Takes over the facts of what was said; a changed wish gives up the time found for the old one."""
    facts, fills, quote = talk.facts, list[Act](), reading.text
    another = reading.service != facts.service and talk.goal is not Goal.MOVE
    if reading.service and another:
        facts.service, facts.offer = reading.service, None
        fills.append(talk.fill("service", reading.service, quote))
    if reading.staff and reading.staff != facts.staff:
        facts.staff, facts.offer = reading.staff, None
        fills.append(talk.fill("staff", reading.staff, quote))
    if reading.when is not None:
        facts.wish, facts.offer = merge(facts.wish, reading.when), None
        talk.refused.clear()
        fills.append(talk.fill("when", written(facts.wish), quote))
    if reading.name is not None:
        given = f"{reading.name.given} " if reading.name.given else ""
        facts.name = given + reading.name.family
        fills.append(talk.fill("name", facts.name, quote))
    if reading.phone is not None:
        facts.phone = reading.phone.e164
        fills.append(talk.fill("phone", facts.phone, quote))
    if fills and talk.goal is Goal.UNKNOWN:
        talk.goal = Goal.BOOK
    return fills


def written(wish: When) -> str:
    """A wish as it is kept: "2026-03-06 14:30:00"; what it leaves open is left out."""
    parts = (wish.date, wish.time, wish.daypart)
    return " ".join(str(part) for part in parts if part is not None)


def choose(talk: Talk, offer: Offer, quote: str) -> list[Act]:
    """The caller took one of the free times."""
    talk.facts.offer, talk.offers, talk.pending = offer, (), Pending.NOTHING
    return [talk.fill("when", offer.start.isoformat(timespec="minutes"), quote), *advance(talk)]


def found(talk: Talk, result: Found) -> list[Act]:
    """Free times came back: take the wished one, or offer at most three."""
    wish = talk.facts.wish
    if result.reason == "exact" and result.offers:
        talk.facts.offer, talk.offers = result.offers[0], ()
        return advance(talk)
    acts: list[Act] = [Decide(f"slots:{result.reason}")]
    if result.reason in ("closed", "taken") and wish is not None:
        acts.append(Say(talk.phrases.text(f"offer.{result.reason}", wish=wished(talk, wish))))
    elif result.reason in ("past", "too_far", "none"):
        acts.append(Say(talk.phrases.text(f"offer.{result.reason}")))
    if not result.offers:
        talk.facts.wish = None
        return [*acts, CallForHelp("no_free_slot"), *talk.offer_callback()]
    talk.offers, talk.question, talk.pending = result.offers, "when", Pending.OFFERS
    return [*acts, Say(talk.phrases.offer(result.offers)), Ask("when")]


def wished(talk: Talk, wish: When) -> str:
    """The wish as the caller would hear it: its day, its time, or both."""
    language = talk.language
    parts = []
    if wish.date is not None:
        parts.append(language.spoken_date(wish.date, case="dative"))
    if wish.time is not None:
        parts.append(talk.phrases.text("slot.same_day", time=language.spoken_time(wish.time)))
    return _sentence_start(" ".join(parts) or talk.phrases.text("offer.then"))


def _sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]


def answer_offers(talk: Talk, reading: Reading) -> list[Act] | None:
    """Takes an offer, refuses them, or None when the words say something else."""
    offers = talk.offers
    if reading.ordinal is not None:
        return choose(talk, offers[reading.ordinal], reading.text)
    chosen = _matching(offers, reading)
    if chosen is not None:
        return choose(talk, chosen, reading.text)
    if reading.when is None and reading.answer is Answer.YES:
        if len(offers) == 1 or Intent.ANY in reading.intents:
            return choose(talk, offers[0], reading.text)
        return [Decide("which_offer"), *talk.reopen()]
    if reading.when is None and Intent.ANY in reading.intents:
        return choose(talk, offers[0], reading.text)
    if reading.when is None and reading.staff is None:
        return _refuse(talk, reading)
    return None


def _matching(offers: tuple[Offer, ...], reading: Reading) -> Offer | None:
    """The only offer that the named time or day fits; none when several do, or on a refusal."""
    wish = reading.when
    if wish is None or reading.answer is Answer.NO:
        return None
    fitting = [
        offer
        for offer in offers
        if (wish.time is None or wish.time == offer.start.time())
        and (wish.date is None or wish.date == offer.start.date())
        and (wish.time is not None or wish.daypart is None)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _refuse(talk: Talk, reading: Reading) -> list[Act] | None:
    """Other times than those offered: later, earlier, or simply others."""
    refusing = reading.intents & {Intent.OTHER, Intent.LATER, Intent.EARLIER}
    if reading.answer is not Answer.NO and not refusing:
        return None
    offers, facts = talk.offers, talk.facts
    talk.refused.update(offer.start for offer in offers)
    first, last = offers[0].start, offers[-1].start
    if Intent.LATER in reading.intents:
        facts.wish = When(date=last.date(), time=last.time(), end_time=_DAYS_END)
    elif Intent.EARLIER in reading.intents:
        facts.wish = When(date=first.date(), time=_DAYS_BEGIN, end_time=first.time())
    elif not refusing:
        talk.offers, facts.wish = (), None
        talk.attempts["when"] += 1
        return [Decide("offers_refused"), *talk.ask("when")]
    return [Decide("other_times"), Say(talk.phrases.text("offer.other")), *advance(talk)]


def answer_read_back(talk: Talk, reading: Reading, *, overlapped: bool) -> list[Act]:
    """Yes stores, no changes; nothing else does."""
    changes = absorb(talk, _correction(talk, reading))
    if changes:
        return [Decide("corrected"), *changes, *advance(talk)]
    if reading.answer is Answer.YES and overlapped:
        return [Decide("yes_before_the_read_back_was_heard"), *advance(talk)]
    if reading.answer is Answer.YES:
        return agreed(talk)
    if reading.answer is Answer.NO:
        talk.question, talk.pending = "open", Pending.CHANGE
        return [Decide("read_back_refused"), Say(talk.phrases.text("ask.change")), Ask("open")]
    return talk.fail("read_back_unclear")


def change(talk: Talk, reading: Reading) -> list[Act]:
    """Which part of the read-back was wrong, or its right value at once."""
    facts = talk.facts
    fills = absorb(talk, reading)
    subject = talk.language.subject(reading.text)
    if not fills and subject is None:
        return talk.fail("change_unclear")
    talk.pending = Pending.NOTHING
    if not fills:
        if subject == "when":
            facts.wish = facts.offer = None
        elif subject == "staff":
            facts.staff = facts.offer = None
        elif subject == "service":
            facts.service = facts.offer = None
        elif subject == "name":
            facts.name = None
        elif subject == "phone":
            facts.phone = None
    return [Decide("change"), *fills, *advance(talk)]


def agreed(talk: Talk) -> list[Act]:
    """The caller said yes to the read-back: book, or move, exactly what was read."""
    facts = talk.facts
    if talk.goal is Goal.MOVE and talk.own is not None and facts.offer is not None:
        return [Decide("confirmed"), Move(talk.own, facts.offer)]
    if facts.offer is None or facts.name is None or facts.phone is None:
        return advance(talk)
    return [Decide("confirmed"), Book(facts.offer, facts.name, facts.phone)]


def as_soon_as_possible(talk: Talk, quote: str) -> list[Act]:
    """Any time will do, the sooner the better."""
    talk.facts.wish, talk.facts.offer = When(), None
    return [talk.fill("when", "next_free", quote)]


def _correction(talk: Talk, reading: Reading) -> Reading:
    """Leaves out what only repeats the read-back: it is agreement, not a change."""
    offer, facts = talk.facts.offer, talk.facts
    when = reading.when
    if when is not None and offer is not None:
        same_day = when.date in (None, offer.start.date())
        same_time = when.time in (None, offer.start.time()) and when.daypart is None
        when = None if same_day and same_time else _completed(when, offer)
    staff = None if offer and reading.staff in (offer.staff, ANYONE) else reading.staff
    name = reading.name
    if name is not None and name.family in (facts.name or ""):
        name = None
    return replace(reading, when=when, staff=staff, name=name)


def _completed(when: When, offer: Offer) -> When:
    if when.date is None:
        return replace(when, date=offer.start.date())
    if when.time is None and when.daypart is None:
        return replace(when, time=offer.start.time())
    return when


def booked(talk: Talk, result: Booked) -> list[Act]:
    """The row exists, so it may be said."""
    offer = talk.facts.offer
    talk.booked += 1
    acts: list[Act] = [Say(talk.phrases.done(offer, result.status))] if offer else []
    start_over(talk)
    if talk.leaving:
        return [*acts, *talk.goodbye()]
    return [*acts, *talk.ask("more")]


def lost(talk: Talk) -> list[Act]:
    """Somebody else was quicker: say so and look again near the same wish."""
    offer = talk.facts.offer
    talk.facts.offer = None
    if offer is not None:
        talk.facts.wish = When(date=offer.start.date(), time=offer.start.time())
        talk.refused.add(offer.start)
    return [Decide("lost"), Say(talk.phrases.text("just_taken")), *advance(talk)]


def start_over(talk: Talk) -> None:
    """Done or given up: the next wish begins with nothing but who calls."""
    facts = talk.facts
    facts.service = facts.staff = facts.wish = facts.offer = None
    talk.goal, talk.offers, talk.pending = Goal.UNKNOWN, (), Pending.NOTHING
    talk.own, talk.owns, talk.which = None, (), None
    talk.refused.clear()
    talk.attempts.clear()
