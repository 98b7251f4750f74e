"""A model's answer as it streams in: first the commands, then the sentences to say. No I/O.

    {"commands": [{"do": "set_slot", "slot": "when", "quote": "am Freitag"}], "say": ""}

What stands around the object (prose, a code fence) is ignored; what is inside must have this shape.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from voice.speaking.sentences import sentences

Do = Literal["set_slot", "correct", "intent", "knowledge", "smalltalk", "person", "message"]
Slot = Literal["service", "staff", "when", "name", "phone", "problem", "address", "urgency"]
IntentName = Literal[
    "book",
    "cancel",
    "move",
    "callback",
    "earlier",
    "later",
    "other",
    "next_free",
    "any",
    "hours",
    "price",
    "place",
    "repeat",
    "help",
]
READ_ONLY: frozenset[Do] = frozenset({"knowledge", "smalltalk"})
MOST_COMMANDS = 4
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "commands": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "do": {"type": "string", "enum": list(get_args(Do))},
                    "slot": {"type": "string", "enum": list(get_args(Slot))},
                    "name": {"type": "string", "enum": list(get_args(IntentName))},
                    "quote": {"type": "string"},
                },
                "required": ["do"],
                "additionalProperties": False,
            },
        },
        "say": {"type": "string"},
    },
    "required": ["commands", "say"],
    "additionalProperties": False,
}
"""The keys' order is the order in which they are written: what is to be done is known before anything is said."""
_COMMANDS = re.compile(r'\{\s*"commands"\s*:\s*')
_SAY = re.compile(r'\s*,\s*"say"\s*:\s*"')
_DECODER = json.JSONDecoder()


class Invalid(ValueError):
    """The answer cannot be used; the message tells the model what to do better."""


@dataclass(frozen=True)
class Command:
    """What the model proposes, with the caller's words for it: never a value of its own."""

    do: Do
    slot: Slot | None = None
    name: IntentName | None = None
    quote: str = ""


@dataclass(frozen=True)
class Commands:
    """All commands of the answer; empty when there is only something to say."""

    commands: tuple[Command, ...]

    @property
    def read_only(self) -> bool:
        """Nothing is to be changed: what is to be said may be said."""
        return all(command.do in READ_ONLY for command in self.commands)


@dataclass(frozen=True)
class Sentence:
    """One complete sentence of what the model would say."""

    text: str


@dataclass
class AnswerReader:
    """Fed the pieces of one answer."""

    text: str = ""
    _commands_end: int | None = None
    _say_start: int | None = None
    _said: int = 0
    """How many sentences were given out."""
    _over: bool = False
    _seen: set[str] = field(default_factory=set)

    def feed(self, piece: str) -> Iterator[Commands | Sentence]:
        """What is complete with this piece.

        Raises:
            Invalid: it is not of the expected shape.
        """
        self.text += piece
        if self._commands_end is None:
            commands = self._read_commands()
            if commands is None:
                return
            yield commands
        yield from self._read_say()

    def close(self) -> Iterator[Commands | Sentence]:
        """The answer is over.

        Raises:
            Invalid: something of it is missing.
        """
        if self._commands_end is None:
            yield from self._whole()
        elif not self._over:
            raise Invalid('the object ends after "say": close its text and the object')

    def _read_commands(self) -> Commands | None:
        start = _COMMANDS.search(self.text)
        if start is None:
            return None
        try:
            found, self._commands_end = _DECODER.raw_decode(self.text, start.end())
        except json.JSONDecodeError:
            return None  # not complete yet
        return _commands(found)

    def _read_say(self) -> Iterator[Sentence]:
        if self._over or self._commands_end is None:
            return
        if self._say_start is None:
            start = _SAY.match(self.text, self._commands_end)
            if start is None:
                return
            self._say_start = start.end()
        raw, self._over = _string(self.text, self._say_start)
        found = sentences(raw)
        # The last one may go on, until the text is closed or another one begins.
        ready = found if self._over else found[:-1]
        yield from self._new(ready)

    def _new(self, ready: list[str]) -> Iterator[Sentence]:
        for text in ready[self._said :]:
            self._said += 1
            if text not in self._seen:
                self._seen.add(text)
                yield Sentence(text)

    def _whole(self) -> Iterator[Commands | Sentence]:
        """An answer whose keys came in another order."""
        start, end = self.text.find("{"), self.text.rfind("}")
        try:
            found = json.loads(self.text[start : end + 1]) if start >= 0 else None
        except json.JSONDecodeError:
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("say"), str):
            raise Invalid(
                'one JSON object {"commands": [...], "say": "..."} is expected, nothing else'
            )
        yield _commands(found.get("commands"))
        yield from self._new(sentences(found["say"]))


def _string(text: str, start: int) -> tuple[str, bool]:
    """A JSON string's content as far as it is there, and whether it is closed."""
    at, closed = start, False
    while at < len(text):
        if text[at] == "\\":
            step = 6 if text[at + 1 : at + 2] == "u" else 2
            if at + step > len(text):
                break
            at += step
        elif text[at] == '"':
            closed = True
            break
        else:
            at += 1
    try:
        return str(json.loads(f'"{text[start:at]}"', strict=False)), closed
    except json.JSONDecodeError:
        raise Invalid('the text of "say" is no JSON string') from None


def _commands(found: object) -> Commands:
    if not isinstance(found, list):
        raise Invalid('"commands" must be a list')
    if len(found) > MOST_COMMANDS:
        raise Invalid(f"at most {MOST_COMMANDS} commands")
    return Commands(tuple(_command(entry) for entry in found))


def _command(entry: object) -> Command:
    if not isinstance(entry, dict):
        raise Invalid('each command must be an object with "do"')
    allowed = {"do": get_args(Do), "slot": get_args(Slot), "name": get_args(IntentName)}
    for key, known in allowed.items():
        if entry.get(key) is not None and entry[key] not in known:
            raise Invalid(f'"{key}" must be one of {", ".join(known)}')
    do, quote = entry.get("do"), entry.get("quote") or ""
    if do is None or not isinstance(quote, str):
        raise Invalid('each command needs "do", and "quote" must be a text')
    if do in ("set_slot", "correct") and entry.get("slot") is None:
        raise Invalid(f'"{do}" needs "slot"')
    if do == "intent" and entry.get("name") is None:
        raise Invalid('"intent" needs "name"')
    if do not in READ_ONLY and not quote.strip():
        raise Invalid(f'"{do}" needs "quote": the caller\'s own words for it')
    return Command(do, entry.get("slot"), entry.get("name"), quote)
