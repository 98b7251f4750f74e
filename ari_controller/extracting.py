"""After a call: what it was about, as a model sees it; kept only where the caller's own words prove it.

The model names slots and quotes. Values are read from the quotes by the same grammars as in the call, so that
a wrong date cannot come of it. No call waits for it: while callers are on the line the model is theirs.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

from config.models import Business
from config.prompts import prompts
from storage.events import Event, Heard
from storage.extraction import Extraction, Purpose, checked
from storage.times import parse
from voice.clock import Clock
from voice.dialogue.booking import written
from voice.language.choices import match_choice
from voice.language.languages import language
from voice.thinking.errors import GivenUp, Slow
from voice.thinking.model import Message, Schema
from voice.thinking.thinker import Thinker

LIMIT_S = 60.0
LOOK_EVERY_S = 0.2
"""How soon a new caller gets the model."""
MOST_TOKENS = 600
MOST_TRIES = 2
SLOTS = ("service", "staff", "when", "name", "phone", "problem", "address", "urgency")
SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "purpose": {"type": "string", "enum": list(get_args(Purpose))},
        "facts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "slot": {"type": "string", "enum": list(SLOTS)},
                    "quote": {"type": "string"},
                    "turn": {"type": "integer"},
                },
                "required": ["slot", "quote", "turn"],
                "additionalProperties": False,
            },
        },
        "questions": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["purpose", "facts", "questions"],
    "additionalProperties": False,
}


class NotNow(Exception):
    """The model is not there, or callers need it: try again later."""


@dataclass
class Extractor:
    """Asks the model about calls that are over."""

    thinker: Thinker
    clock: Clock
    busy: Callable[[], bool] = lambda: False
    """True while callers are on the line."""

    async def extract(self, business: Business, events: Sequence[Event]) -> Extraction | None:
        """What can be proved of the model's view; None when nothing that it says can be used.

        Raises:
            NotNow: see there.
            ThinkingError: the model failed.
        """
        heard = [event for event in events if isinstance(event, Heard)]
        if not heard:
            return None
        turns = [{"turn": event.turn, "caller": event.text} for event in heard]
        told = json.dumps({"turns": turns}, ensure_ascii=False)
        texts = prompts(business.language)
        messages = [Message("system", texts.extraction), Message("user", told)]
        made: Extraction | None = None
        for _ in range(MOST_TRIES):
            answer = await self._ask(messages)
            made, complaints = checked(_with_values(answer, business, heard), events)
            if not complaints:
                break
            again = texts.retry.format(error="; ".join(complaints))
            messages = [*messages[:2], Message("assistant", answer[:500]), Message("user", again)]
        return made

    async def _ask(self, messages: Sequence[Message]) -> str:
        if self.busy() or not self.thinker.ready:
            raise NotNow
        over_by, pieces = self.clock.monotonic() + LIMIT_S, list[str]()
        async with self.thinker.ask(messages, SCHEMA, MOST_TOKENS) as request:
            while True:
                try:
                    piece = await request.next(self.clock.monotonic() + LOOK_EVERY_S)
                except Slow:
                    piece = ""
                if piece is None:
                    return "".join(pieces)
                pieces.append(piece)
                if self.clock.monotonic() > over_by:
                    raise Slow(f"{self.thinker.name}: no whole answer in time")
                if self.busy():
                    request.give_up()
                    raise NotNow from GivenUp("a caller needs the model")


def _with_values(answer: str, business: Business, heard: Sequence[Heard]) -> str:
    """The answer with the value of each quote as our grammars read it; what they cannot read is left out."""
    try:
        told = json.loads(answer)
        facts = [fact for fact in told["facts"] if isinstance(fact, dict)]
    except (json.JSONDecodeError, KeyError, TypeError):
        return answer
    began = {e.turn: parse(e.at).astimezone(ZoneInfo(business.zone)) for e in heard}
    kept = []
    for fact in facts:
        slot, quote, turn = fact.get("slot"), fact.get("quote"), fact.get("turn")
        if not isinstance(quote, str) or not isinstance(turn, int):
            continue
        at = began.get(turn)
        value = None if at is None else _value(str(slot), quote, business, at)
        # A quote from nowhere is left for the check to name.
        if value is not None or at is None:
            kept.append({"slot": slot, "value": value or quote, "quote": quote, "turn": turn})
    return json.dumps({**told, "facts": kept})


def _value(slot: str, quote: str, business: Business, now: datetime) -> str | None:
    spoken = language(business.language)
    match slot:
        case "when":
            meant = spoken.when(quote, now, business.hours)
            return written(meant) if meant else None
        case "name":
            name = spoken.name(quote, business.names)
            return " ".join(part for part in (name.given, name.family) if part) if name else None
        case "phone":
            phone = spoken.phone(quote)
            return phone.e164 if phone else None
        case "service":
            ways = {key: service.all_words for key, service in business.services.items()}
            return next(iter(match_choice(quote, ways)), None)
        case "staff":
            people = {key: (p.name, *p.words) for key, p in business.staff.items()}
            return next(iter(match_choice(quote, people)), None)
        case "urgency":
            return spoken.urgency(quote)
        case "address":
            return spoken.address(quote)
        case _:
            return quote
