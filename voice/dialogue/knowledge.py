"""Questions that are neither a fact nor an intent: answered with what the business has written, with nothing else."""

from collections.abc import Sequence

from config.models import Mode
from storage.knowledge import Passage, content
from voice.dialogue import told
from voice.dialogue.acts import Act, Decide, Say, TakeMessage
from voice.dialogue.reading import Reading
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.values import Intent
from voice.language.wishes import wished_language

ENOUGH = 0.5
"""A question that nothing else was understood of is answered from here on (`Passage.score`)."""
REMARK = 0.6
"""A remark that nothing else was understood of is answered from here on: "Ich brauche eine Überweisung."."""
SURE = 0.65
"""What may as well be a fact, a wish or a part of a story only from here on."""
QUESTION_NOTED = "question_noted"
LEAST_WORDS = 3
"""Fewer are no question that a person could answer later."""
_ELSEWHERE = frozenset(
    {
        Intent.REPEAT,
        Intent.HOURS,
        Intent.FAREWELL,
        Intent.WAIT,
        Intent.WRONG_NUMBER,
        Intent.PERSON,
        Intent.HELP,
        Intent.MACHINE,
        Intent.SMALL_TALK,
    }
)
_PLAIN = frozenset({Intent.PRICE, Intent.PLACE, Intent.GREETING})
"""What a question may be beside."""
_YES_OR_NO = frozenset({"confirm", "more"})
_STORIES = frozenset({"name", "phone", "address", "problem", "urgency"})
"""Questions at which people tell things that only look like questions."""


def worth_looking(talk: Talk, reading: Reading) -> bool:
    """True when the words may be a question about the business, or a remark that it has an answer to."""
    if not talk.business.faq or talk.busy or not told.in_its_own_language(talk):
        return False
    if wished_language(reading.text) is not None:
        return False
    if reading.answer is not None and talk.question in _YES_OR_NO:
        return False
    if reading.intents & _ELSEWHERE or talk.goal is Goal.MESSAGE:
        return False
    if reading.service is not None and reading.when is not None:
        return False  # "Kann ich morgen zum Haareschneiden kommen?"
    if talk.pending in (Pending.EMERGENCY, Pending.CHANGE):
        return False
    if talk.language.asks(reading.text):
        return True
    remark = talk.question == "open" and talk.business.mode is Mode.TERMIN
    remark = remark and not _about_services(talk, reading.text)
    return (
        remark and reading.answer is None and not reading.has_facts and not reading.intents - _PLAIN
    )


def _about_services(talk: Talk, text: str) -> bool:
    """A remark on what is offered is more likely a wish than a question: "meine Haare sind zu lang"."""
    offered = " ".join(word for s in talk.business.services.values() for word in s.all_words)
    return set(content(text)) <= set(content(offered))


def looked(talk: Talk, reading: Reading, passages: Sequence[Passage]) -> list[Act] | None:
    """The answer and the open question again, or a note of the question; None when the words are not for here."""
    asks = talk.language.asks(reading.text)
    alone = not reading.has_facts and not reading.intents - _PLAIN
    plain = asks and alone
    unclear = talk.question in _STORIES or (
        talk.business.mode is Mode.AUFTRAG and talk.question == "open"
    )
    enough = SURE if unclear or not alone else ENOUGH if asks else REMARK
    if Intent.PRICE in reading.intents and reading.service is not None:
        return None  # the price list knows
    if passages and passages[0].score >= enough:
        return _told(talk, passages[0])
    unknown = plain and not unclear and not reading.intents and talk.pending is not Pending.CALLBACK
    if unknown and len(reading.text.split()) >= LEAST_WORDS:
        return _noted(talk, reading)
    return None


def _told(talk: Talk, passage: Passage) -> list[Act]:
    own = {"hours": told.hours, "place": told.place}
    answer = passage.answer
    for name, say in own.items():
        answer = answer.replace(f"{{{name}}}", say(talk))
    return [Decide(f"answered:{passage.key}"), Say(answer), *talk.reopen()]


def _noted(talk: Talk, reading: Reading) -> list[Act]:
    """Nobody has written an answer: a person gets the question."""
    talk.noting = True
    words = talk.phrases.text("knowledge.message", question=reading.text)
    note = TakeMessage(words, talk.facts.name, talk.facts.phone, callback=False)
    # A model may see a wish in it; it may not answer it: what is not written here nobody knows.
    return [Decide(QUESTION_NOTED, sure=False), Say(talk.phrases.text("knowledge.unknown")), note]
