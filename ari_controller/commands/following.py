"""`calls --follow`: what happens, line by line, for people and for programs."""

import asyncio
import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from ari_controller.commands.common import configuration, print_json
from ari_controller.control.client import ControlClient
from config.runtime import socket_places

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
    "needs_human": "NEEDS A HUMAN: {reason}",
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
    async with contextlib.aclosing(client.messages()) as messages:
        async for message in messages:
            if business is not None and not about(message, business):
                continue
            if as_json:
                print_json(message)
                continue
            for line in lines(message):
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


def lines(message: Mapping[str, Any]) -> Iterator[str]:
    """A message as people read it."""
    match message:
        case {"type": "event", "event": event}:
            yield from _event(event)
        case {"type": "snapshot_call", "events": events}:
            for event in events:
                yield from _event(event)
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


def _event(event: Mapping[str, Any]) -> Iterator[str]:
    form = _SHOWN.get(event["kind"])
    if form is None:
        return
    values = {key: "withheld" if value is None else value for key, value in event.items()}
    said = _printable(form.format_map(values).strip())
    yield f"{event['at'][11:19]}  {event['business']}  {event['call'][-6:]}  {said}"


def _printable(text: str) -> str:
    """What callers said and operators typed moves no cursor."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
