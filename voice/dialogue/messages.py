"""The way to a message: what it is about, who, and where to ring back."""

from collections.abc import Callable

from voice.dialogue.acts import (
    Act,
    Ask,
    Back,
    CallForHelp,
    Decide,
    End,
    MessageStored,
    NotReached,
    Say,
    TakeMessage,
)
from voice.dialogue.reading import Reading
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.values import Answer


def start(talk: Talk, key: str, *, problem: str | None = None) -> list[Act]:
    """Explains why a message is taken and asks for what is missing."""
    talk.goal, talk.pending = Goal.MESSAGE, Pending.NOTHING
    talk.facts.problem = problem
    return [Say(talk.phrases.text(key)), *advance(talk)]


TOLD_WORDS = 6
"""So many words tell what a complaint is about; fewer only say that there is one."""


def complaint(talk: Talk) -> Callable[[Reading], list[Act]]:
    """Somebody is angry: an apology, a person is told, and what it is about goes to the team."""

    def react(reading: Reading) -> list[Act]:
        told = len(reading.text.split()) >= TOLD_WORDS
        problem = reading.text if told else None
        return [CallForHelp("complaint"), *start(talk, "complaint", problem=problem)]

    return react


def advance(talk: Talk) -> list[Act]:
    """The next missing part, or the message itself."""
    facts = talk.facts
    if facts.problem is None:
        return talk.ask("problem")
    if facts.name is None and talk.attempts["name"] < 2:
        return talk.ask("name")
    if facts.phone is None and talk.attempts["phone"] < 2:
        return talk.ask("phone")
    return [TakeMessage(facts.problem, facts.name, facts.phone, callback=True)]


def absorb(talk: Talk, reading: Reading) -> list[Act]:
    """Takes over what a message needs from what was said."""
    facts, fills, quote = talk.facts, list[Act](), reading.text
    if talk.question == "problem":
        facts.problem = reading.text
        fills.append(talk.fill("problem", reading.text, quote))
    if reading.name is not None:
        given = f"{reading.name.given} " if reading.name.given else ""
        facts.name = given + reading.name.family
        fills.append(talk.fill("name", facts.name, quote))
    if reading.phone is not None:
        facts.phone = reading.phone.e164
        fills.append(talk.fill("phone", facts.phone, quote))
    return fills


def answer(talk: Talk, reading: Reading) -> list[Act]:
    """Words while a message is being taken."""
    fills = absorb(talk, reading)
    if not fills:
        if talk.question in ("name", "phone") and talk.attempts[talk.question] >= 1:
            talk.attempts[talk.question] += 1
            return [Decide("message_without_" + talk.question), *advance(talk)]
        return talk.fail("message_unclear")
    return [Decide("message"), *fills, *advance(talk)]


def stored(talk: Talk, result: MessageStored) -> list[Act]:
    """The row exists, so it may be said."""
    del result
    if talk.pending is Pending.LIMIT:
        return [Say(talk.phrases.text("limit")), End("limit")]
    key = "callback.promised" if talk.leaving else "message.taken"
    talk.goal, talk.facts.problem = Goal.UNKNOWN, None
    talk.attempts.clear()
    if talk.leaving:
        return [Say(talk.phrases.text(key)), *talk.goodbye()]
    return [Say(talk.phrases.text(key)), *talk.ask("more")]


def answer_callback(talk: Talk, reading: Reading) -> list[Act]:
    """Whether somebody should ring back."""
    if reading.answer is Answer.YES:
        talk.goal, talk.pending, talk.leaving = Goal.MESSAGE, Pending.NOTHING, True
        talk.facts.problem = talk.facts.problem or " … ".join(talk.heard[:-1])
        talk.attempts["name"] = max(talk.attempts["name"], 2)
        return [Decide("callback_wanted"), *advance(talk)]
    if reading.answer is Answer.NO and talk.busy:
        return [Decide("callback_refused"), *talk.goodbye()]
    if reading.answer is Answer.NO:
        talk.pending = Pending.NOTHING
        talk.attempts.clear()
        return [Decide("callback_refused"), *talk.ask("open")]
    return talk.fail("callback_unclear")


def limit(talk: Talk) -> list[Act]:
    """Nothing more can be said: the call-back is stored, then the goodbye."""
    facts = talk.facts
    message = TakeMessage(" … ".join(talk.heard), facts.name, facts.phone, callback=True)
    talk.goal, talk.pending = Goal.UNKNOWN, Pending.LIMIT
    return [Decide("limit"), message]


def silent(talk: Talk, stage: int) -> list[Act]:
    """Nobody speaks: ask again, offer a call-back, end politely (C6)."""
    if stage == 1:
        return [Decide("silence"), Say(talk.phrases.text("silence.first")), *talk.reopen()]
    if stage == 2 and talk.pending is not Pending.CALLBACK:
        return [Decide("silence"), *talk.offer_callback()]
    if stage == 2:
        attempt = Ask("confirm", 2)
        return [Decide("silence"), Say(talk.phrases.ask("callback", 2)), attempt]
    return [Decide("silence"), Say(talk.phrases.text("silence.last")), End("silence")]


def back(talk: Talk, happened: Back | NotReached) -> list[Act]:
    """We have the caller again: from an operator, or because the person was not to be reached."""
    if isinstance(happened, Back):
        return [Say(talk.phrases.text("operator.back")), *talk.reopen()]
    told = Say(talk.phrases.text("transfer.not_reached", name=happened.person))
    return [Decide("not_reached"), told, *talk.offer_callback()]
