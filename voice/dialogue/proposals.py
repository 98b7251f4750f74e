"""What a model proposes, turned into a reading of the caller's words by our own grammars. No I/O.

A command carries words of the caller, never a value. Words that were not said are dropped; words that our
grammar cannot read are dropped; what is left goes the way of every reading, through the same rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz

from voice.dialogue.reading import Reading
from voice.dialogue.talk import ANYONE, Goal, Pending, Talk
from voice.language.choices import match_choice
from voice.language.folding import fold
from voice.language.values import Intent
from voice.thinking.answer import Command, Invalid

LEAST_LIKENESS = 85.0
"""Of a quote and the words that it is taken from; recognisers and models both misspell."""
SHORT = 4
"""Quotes of so few letters must be exact: "nein" is not "ein"."""
_ACTED_ON = {
    "book": Intent.BOOK,
    "earlier": Intent.EARLIER,
    "later": Intent.LATER,
    "other": Intent.OTHER,
    "next_free": Intent.NEXT_FREE,
    "any": Intent.ANY,
    "hours": Intent.HOURS,
    "price": Intent.PRICE,
    "place": Intent.PLACE,
    "repeat": Intent.REPEAT,
    "help": Intent.HELP,
}
"""Intents that only ask, look up or say something."""
_ASKED_FIRST = frozenset({"cancel", "move", "callback"})
"""Intents that leave the way to an appointment: the caller is asked before."""


@dataclass
class Proposal:
    """What is left of a model's commands."""

    reading: Reading
    wants_somebody: bool = False
    """A person, a message, a change of an appointment: the caller is asked whether somebody should ring back."""
    rejects: bool = False
    """A part of what was read back is wrong, without its right value."""
    kept: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    """Why commands were dropped, in words for the model."""

    @property
    def empty(self) -> bool:
        """Nothing could be used."""
        return not self.kept


def spoken(quote: str, words: str) -> str | None:
    """The caller's own words that a quote repeats, but for a letter or two; None when they did not say it.

    What is read is always what was heard: a quote that says "zwei" for "drei" gives "drei".
    """
    heard = words.split()
    sought = " ".join(fold(quote).split())
    if not sought or not heard:
        return None
    count = len(sought.split())
    windows = [
        " ".join(heard[at : at + size])
        for size in (count, count - 1, count + 1)
        if 0 < size <= len(heard)
        for at in range(len(heard) - size + 1)
    ]
    likeness = [(fuzz.ratio(sought, " ".join(fold(window).split())), window) for window in windows]
    best, window = max(likeness, key=lambda pair: pair[0], default=(0.0, ""))
    least = LEAST_LIKENESS if len(sought) > SHORT else 100.0
    return window if best >= least else None


def proposal(commands: Sequence[Command], words: str, talk: Talk, now: datetime) -> Proposal:
    """Reads each command's quote.

    Raises:
        Invalid: nothing of it can be used; the message names each command's fault.
    """
    found = Proposal(Reading(text=words))
    quotes: list[str] = []
    for command in commands:
        if command.do in ("knowledge", "smalltalk"):
            continue  # to be spoken only where nothing else is to be done
        quote = spoken(command.quote, words)
        if quote is None:
            found.dropped.append(
                f'"{command.quote[:60]}" was not said: "quote" must repeat words of "caller" exactly'
            )
            continue
        why = _take(found, replace(command, quote=quote), talk, now)
        if why is None:
            found.kept.append(f"{command.do}:{command.slot or command.name or ''}".rstrip(":"))
            quotes.append(quote)
        else:
            found.dropped.append(why)
    if found.empty:
        raise Invalid("; ".join(found.dropped) or "no command")
    if not found.wants_somebody:
        found.reading = replace(found.reading, text=" … ".join(quotes))
    return found


def _take(found: Proposal, command: Command, talk: Talk, now: datetime) -> str | None:
    """Adds a command to the proposal, or tells why not."""
    if command.do in ("person", "message") or command.name in _ASKED_FIRST:
        if talk.goal is Goal.MESSAGE:
            return "a message is being taken already"
        found.wants_somebody = True
        return None
    if command.do == "intent":
        intent = _ACTED_ON[str(command.name)]
        service = found.reading.service
        if intent is Intent.PRICE and service is None:
            service = next(iter(_services(command.quote, talk)), None)
        found.reading = replace(
            found.reading, intents=found.reading.intents | {intent}, service=service
        )
        return None
    value = _value(command, talk, now)
    if value is not None:
        found.reading = replace(found.reading, **{str(command.slot): value})
        return None
    open_to_change = talk.pending in (Pending.READ_BACK, Pending.CHANGE)
    if (
        command.do == "correct"
        and open_to_change
        and talk.language.subject(command.quote) == command.slot
    ):
        found.rejects = True
        return None
    return f'"{command.quote[:60]}" is no {command.slot}'


def _services(quote: str, talk: Talk) -> list[str]:
    known = talk.business.services.items()
    return match_choice(quote, {key: (service.name, *service.words) for key, service in known})


def _value(command: Command, talk: Talk, now: datetime) -> Any:
    language, business, quote = talk.language, talk.business, command.quote
    match command.slot:
        case "service":
            return next(iter(_services(quote, talk)), None)
        case "staff":
            people = {key: (p.name, *p.words) for key, p in business.staff.items()}
            anyone = ANYONE if Intent.ANY in language.intents(quote) else None
            return next(iter(match_choice(quote, people)), anyone)
        case "when":
            return language.when(quote, now, business.hours)
        case "name":
            return language.name(quote, business.names)
        case "phone":
            return language.phone(quote)
        case "urgency":
            return language.urgency(quote)
        case "address":
            return language.address(quote) if talk.question == "address" else None
        case _:
            return None
