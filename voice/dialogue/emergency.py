"""Emergencies, recognised before anything else: what is said at once, stored at once, and who is called (P6)."""

from config.models import Emergency
from voice.dialogue.acts import Act, CallForHelp, Decide, End, MessageStored, Say, TakeMessage
from voice.dialogue.reading import Reading
from voice.dialogue.talk import Goal, Pending, Talk
from voice.dialogue.told import in_its_own_language
from voice.language.nearby import mentions, says

MOST_REFUSALS = 2
"""So often the number or the address is asked for."""


def recognise(talk: Talk, text: str) -> str | None:
    """The key of the emergency that the words tell of; None when they tell of none."""
    vague: str | None = None
    for key, emergency in talk.business.emergencies.items():
        phrase = says(text, emergency.words)
        if phrase is None or mentions(text, emergency.unless):
            continue
        if not emergency.vague:
            return key
        answers = talk.question == "urgency" and talk.language.urgency(text) is not None
        vague = vague if answers else vague or key
    return vague


def react(talk: Talk, text: str) -> list[Act] | None:
    """The sentence, the urgent message and the alert; None when the words tell of no new emergency."""
    key = recognise(talk, text)
    if key is None or key == talk.emergency:
        return None
    emergency = talk.business.emergencies[key]
    talk.emergency, talk.goal, talk.pending = key, Goal.UNKNOWN, Pending.EMERGENCY
    talk.attempts.clear()
    talk.offers = ()
    words = f"{emergency.subject}: {text}"
    return [
        Decide(f"emergency:{key}"),
        Say(_sentence(talk, emergency), protected=True),
        CallForHelp("emergency"),
        TakeMessage(words, talk.facts.name, talk.facts.phone, callback=True, urgent=True),
    ]


def _sentence(talk: Talk, emergency: Emergency) -> str:
    """The branch's own; in another language than its file's, whom to call."""
    if in_its_own_language(talk):
        return emergency.say
    return talk.phrases.text("emergency.elsewhere")


def _of(talk: Talk) -> Emergency:
    return talk.business.emergencies[talk.emergency or ""]


def advance(talk: Talk) -> list[Act]:
    """The next thing that is missing, or the last words."""
    for slot in _of(talk).ask:
        if getattr(talk.facts, slot) is None and talk.attempts[slot] < MOST_REFUSALS:
            return talk.ask(slot, pending=Pending.EMERGENCY)
    return [Say(talk.phrases.text("emergency.passed_on")), End("farewell")]


def stored(talk: Talk, result: MessageStored) -> list[Act]:
    """The message's row exists: ask for what is missing."""
    del result
    return advance(talk)


def answer(talk: Talk, reading: Reading) -> list[Act]:
    """An address or a number: it is passed on at once too; anything else is asked for once more."""
    facts, fills, slot = talk.facts, list[Act](), talk.question
    if slot == "address" and reading.address is not None:
        facts.address = reading.address
        fills.append(talk.fill("address", reading.address, reading.text))
    if reading.phone is not None:
        facts.phone = reading.phone.e164
        fills.append(talk.fill("phone", facts.phone, reading.text))
    if not fills:
        talk.attempts[slot] += 1
        return [Decide("emergency_unclear"), *advance(talk)]
    said = (_of(talk).subject, facts.address, reading.phone.e164 if reading.phone else None)
    words = ", ".join(part for part in said if part)
    more = TakeMessage(words, facts.name, facts.phone, callback=True, urgent=True)
    return [Decide("emergency_details"), *fills, more]
