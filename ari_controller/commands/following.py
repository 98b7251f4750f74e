"""`calls --follow`: what happens, line by line, for people and for programs."""

import asyncio
import contextlib
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typer

from ari_controller.commands.common import configuration, print_json
from ari_controller.control.client import ControlClient
from config.runtime import socket_places
from storage.events import Event, decode
from storage.live import fold
from storage.live.model import LiveCall
from storage.live.need import needs
from storage.times import parse, stamp

LOOK_EVERY_S = 1.0
"""Silence and length need a human without anything happening."""
_SHOWN = {
    "call_started": "rings: {caller}",
    "state_changed": "{before} → {after}",
    "heard": "caller: {text}",
    "said": "we: {text}",
    "slot_filled": "{slot} = {value}",
    "tool_called": "{tool}: {outcome}",
    "booking_changed": "booking {booking} is {status}",
    "message_taken": "message {message}",
    "engine_changed": "{part}: {after} instead of {before} ({reason})",
    "operator_did": "{operator}: {verb} {outcome} {reason}",
    "dtmf": "key {digit}",
    "call_ended": "ended: {reason}",
}
"""What people read; other events are for programs."""


def follow(config: Path | None, business: str | None, *, as_json: bool) -> None:
    """Follows until Ctrl-C; a controller that goes is waited for.

    Raises:
        ControlClientError: none runs, or this account may not watch.
    """
    client = ControlClient(socket_places(configuration(config), os.environ))
    with contextlib.suppress(BrokenPipeError):
        asyncio.run(_follow(client, business, as_json=as_json))


async def _follow(client: ControlClient, business: str | None, *, as_json: bool) -> None:
    reader = Reader()

    async def look() -> None:
        while not as_json:
            await asyncio.sleep(LOOK_EVERY_S)
            _echo(reader.needed(datetime.now(UTC)))

    looking = asyncio.create_task(look(), name="needs")
    try:
        async with contextlib.aclosing(client.messages()) as messages:
            async for message in messages:
                if business is not None and not about(message, business):
                    continue
                if as_json:
                    print_json(message)
                else:
                    _echo(reader.lines(message))
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


def _echo(found: Iterator[str]) -> None:
    for line in found:
        typer.echo(line)


def about(message: Mapping[str, Any], business: str) -> bool:
    """True for what concerns a business, and for what concerns none."""
    match message:
        case {"type": "event", "event": {"business": other}} | {"type": "entry", "business": other}:
            return bool(other == business)
        case {"type": "snapshot_call", "events": [{"business": other}, *_]}:
            return bool(other == business)
        case _:
            return True


class Reader:
    """Turns messages into lines, and knows which calls need a human."""

    def __init__(self) -> None:
        self._calls: dict[str, LiveCall] = {}
        self._told: set[tuple[str, str]] = set()
        """Calls with the reasons that were told."""
        self._ahead = timedelta()
        """How far the controller's clock is before ours; a lab's may pretend another day."""

    def lines(self, message: Mapping[str, Any]) -> Iterator[str]:
        """A message as people read it."""
        match message:
            case {"type": "hello", "now": now}:
                self._ahead = parse(now) - datetime.now(UTC)
            case {"type": "snapshot_begin"}:
                self._calls.clear()
            case {"type": "event", "event": event}:
                yield from self._event(event)
            case {"type": "snapshot_call", "events": events}:
                for event in events:
                    yield from self._event(event)
            case {
                "type": "entry",
                "at": at,
                "business": business,
                "entry": entry,
                "verb": verb,
                "who": who,
            }:
                yield f"{at[11:19]}  {business}  {who}: {verb} {entry}"
            case {"type": "link", "state": state}:
                yield f"-- {state}{': ' + message['why'] if 'why' in message else ''}"
            case {"type": "lagging", "dropped": dropped}:
                yield f"-- {dropped} messages were dropped: this terminal is too slow"
            case _:
                pass

    def _event(self, encoded: Mapping[str, Any]) -> Iterator[str]:
        event = decode(encoded)
        if event.call:
            fold.follow(self._calls, event)
        form = _SHOWN.get(encoded["kind"])
        if form is not None:
            values = {key: "withheld" if value is None else value for key, value in encoded.items()}
            yield _line(event, event.at, form.format_map(values).strip())
        if encoded["kind"] == "call_ended":
            self._calls.pop(event.call, None)
            self._told = {told for told in self._told if told[0] != event.call}

    def needed(self, now: datetime) -> Iterator[str]:
        """Calls that need a human and did not before; each reason is told once."""
        now += self._ahead
        for call in list(self._calls.values()):
            for need in needs(call, now):
                if (call.call, need.reason) not in self._told:
                    self._told.add((call.call, need.reason))
                    said = f"NEEDS A HUMAN: {need.reason} {need.detail}"
                    yield _line(call, stamp(now), said.strip())


def _line(about_: Event | LiveCall, at: str, said: str) -> str:
    return f"{at[11:19]}  {about_.business}  {about_.call[-6:]}  {_printable(said)}"


def _printable(text: str) -> str:
    """What callers said and operators typed moves no cursor."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
