"""A change of language in the middle of a call: by wish or by key. What was understood before stays."""

from voice.dialogue import booking, inquiry, own
from voice.dialogue.acts import Act, Ask, CallForHelp, Decide, Say, SwitchLanguage
from voice.dialogue.reading import Reading
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.wishes import wished_language

KEYS = {"7": "de", "8": "en", "9": "uk"}
"""At the opening question."""
_MAY_BE_ONE = frozenset({"name", "problem", "address"})
"""Questions whose answer may be a language's name."""


def wished(talk: Talk, reading: Reading) -> str | None:
    """The language that the caller asks for; None when the words are something else."""
    return wished_language(reading.text, alone=talk.question not in _MAY_BE_ONE)


def keyed(talk: Talk, digit: str) -> str | None:
    """The language of a key; None where it has another meaning or none."""
    return KEYS.get(digit) if talk.question == "open" and talk.pending is Pending.NOTHING else None


def switch(talk: Talk, key: str) -> list[Act]:
    """Goes on in that language at the open question, or says that it is not spoken here."""
    before = talk.language.key
    if key == before:
        return [
            Decide("language_is_spoken"),
            Say(talk.phrases.text("language.changed")),
            *talk.reopen(),
        ]
    tongue = talk.others(key)
    if tongue is None:
        return _missing(talk)
    talk.language, talk.phrases = tongue.language, tongue.phrases
    talk.attempts.clear()
    hello = Say(talk.phrases.text("language.changed"))
    if key not in talk.told and talk.goal is Goal.UNKNOWN:
        # Whoever did not understand the greeting does not know yet that a machine speaks.
        hello = Say(talk.phrases.text("disclosure"), protected=True)
        talk.told |= {before, key}
    return [Decide("language_wanted"), SwitchLanguage(before, key), hello, *_again(talk)]


def _again(talk: Talk) -> list[Act]:
    """The open question; one that refers to what was said in the other language says it once more."""
    if talk.pending is Pending.READ_BACK:
        return inquiry.advance(talk) if talk.goal is Goal.INQUIRY else booking.advance(talk)
    if talk.pending is Pending.CANCELLING and talk.own is not None:
        return own.chosen(talk, talk.own)
    if talk.pending is Pending.OFFERS:
        return [Say(talk.phrases.offer(talk.offers)), Ask("when")]
    return talk.reopen()


def _missing(talk: Talk) -> list[Act]:
    """Nobody here understands it: somebody may ring back."""
    sorry: list[Act] = [
        Decide("language_missing"),
        CallForHelp("language_missing"),
        Say(talk.phrases.text("language.missing")),
    ]
    if talk.pending is Pending.CALLBACK or talk.goal is Goal.MESSAGE:
        return [*sorry, *talk.reopen()]
    return [*sorry, *talk.offer_callback()]
