"""The way to an appointment of the caller's own that is to be cancelled or moved.

Only appointments under the number that the caller calls from are found: a name proves nothing, and who
withholds the number, or has none here, is told nothing and leaves a message.
"""

from collections.abc import Callable
from functools import partial

from config.models import Confirm, Mode
from voice.dialogue import booking, messages
from voice.dialogue.acts import Act, Cancel, Decide, FindOwn, Own, OwnFound, Say
from voice.dialogue.reading import Reading
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.values import Answer, Intent, When

MOST_NAMED = 3
"""More appointments than that are not read out."""


Reactions = list[tuple[Intent, Callable[[Reading], list[Act]]]]


def reactions(talk: Talk) -> Reactions:
    """What to do about the wish to cancel or to move; nothing while that is being done."""
    wishes = ((Intent.CANCEL, Goal.CANCEL), (Intent.MOVE, Goal.MOVE))
    if talk.business.mode is not Mode.TERMIN:
        return [(intent, lambda _: _message(talk)) for intent, _ in wishes]
    return [
        (intent, partial(start, talk, goal)) for intent, goal in wishes if talk.goal is not goal
    ]


def start(talk: Talk, goal: Goal, reading: Reading) -> list[Act]:
    """Looks for the caller's own appointments; who has chosen one already goes on with it."""
    talk.goal, talk.pending = goal, Pending.NOTHING
    talk.which, talk.facts.wish, talk.facts.offer = reading.which, reading.moved_to, None
    if talk.own is not None:
        return chosen(talk, talk.own)
    if talk.caller is None:
        return _message(talk)
    return [FindOwn()]


def found(talk: Talk, result: OwnFound) -> list[Act]:
    """One is taken for the one that is meant, several are asked about, none becomes a message."""
    if not result.owns:
        return [Say(talk.phrases.text("own.none")), *_message(talk)]
    fitting = tuple(own for own in result.owns if _fits(own, talk.which)) or result.owns
    if len(fitting) == 1:
        return chosen(talk, fitting[0])
    talk.owns = fitting[:MOST_NAMED]
    return talk.ask("when", pending=Pending.OWN)


def _fits(own: Own, which: When | None) -> bool:
    if which is None:
        return True
    same_day = which.date in (None, own.start.date())
    return same_day and which.time in (None, own.start.time())


def answer_which(talk: Talk, reading: Reading) -> list[Act]:
    """Which of several is meant: by its number, its day or time, or what it is for."""
    if reading.ordinal is not None:
        return chosen(talk, talk.owns[reading.ordinal])
    named = reading.when is not None or reading.service is not None
    fitting = [
        own
        for own in talk.owns
        if named and _fits(own, reading.when) and reading.service in (None, own.service)
    ]
    return chosen(talk, fitting[0]) if len(fitting) == 1 else talk.fail("which_own_unclear")


def chosen(talk: Talk, own: Own) -> list[Act]:
    """Reads the appointment out, and asks whether to cancel it or where to move it."""
    talk.own, talk.owns, talk.pending = own, (), Pending.NOTHING
    business, facts = talk.business, talk.facts
    facts.name = own.name
    said = Say(talk.own_sentences.about("own.found", own))
    if talk.goal is Goal.CANCEL:
        return [Decide("own_found"), said, *talk.ask("confirm", pending=Pending.CANCELLING)]
    if business.confirm is Confirm.BY_HAND or own.parts > 1 or own.service not in business.services:
        return [Decide("moved_by_hand"), said, *_message(talk)]
    facts.service, facts.phone = own.service, talk.caller
    facts.staff = own.staff if own.staff in business.staff else None
    return [Decide("own_found"), said, *booking.advance(talk)]


def answer_cancel(talk: Talk, reading: Reading, *, overlapped: bool) -> list[Act]:
    """Yes cancels, no keeps; nothing else does either."""
    agreed = reading.answer is Answer.YES
    agreed |= reading.answer is None and Intent.CANCEL in reading.intents
    if agreed and overlapped and talk.own is not None:
        return chosen(talk, talk.own)
    if agreed:
        return cancel(talk)
    if reading.answer is Answer.NO:
        return [Decide("kept"), Say(talk.phrases.text("own.kept")), *_done(talk)]
    return talk.fail("cancel_unclear")


def cancel(talk: Talk) -> list[Act]:
    """What the caller has just agreed to."""
    if talk.own is None:
        return talk.fail("nothing_to_cancel")
    return [Decide("confirmed"), Cancel(talk.own)]


def cancelled(talk: Talk) -> list[Act]:
    """The row says so, so it may be said."""
    said = [Say(talk.own_sentences.about("own.cancelled", talk.own))] if talk.own else []
    return [*said, *_done(talk)]


def moved(talk: Talk) -> list[Act]:
    """The row has the new time, so it may be said."""
    offer = talk.facts.offer
    said = [Say(talk.own_sentences.moved(offer))] if offer else []
    return [*said, *_done(talk)]


def refused(talk: Talk) -> list[Act]:
    """The house did not do it: the team will."""
    return [Decide("refused"), Say(talk.phrases.text("own.refused")), *_message(talk)]


def _message(talk: Talk) -> list[Act]:
    """The team decides: what was said goes to it as a message with a call-back."""
    told = " … ".join(talk.heard)
    talk.own, talk.owns = None, ()
    return messages.start(talk, "changes", problem=told)


def _done(talk: Talk) -> list[Act]:
    booking.start_over(talk)
    return talk.goodbye() if talk.leaving else talk.ask("more")
