"""`calls --follow` attaches, prints what happens, and waits for a controller that went away."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ari_controller.commands.following import Reader, about
from ari_controller.control.client import (
    ControlClient,
    NoController,
    RefusedByController,
)
from tests.ari_controller.control.served import Stranger, serving

EVENT = {"at": "2026-03-04T09:00:00.000Z", "business": "friseur", "call": "01JABCDEF", "seq": 1}


async def kinds(messages: AsyncGenerator[dict[str, Any], None], count: int) -> list[str]:
    async with asyncio.timeout(10):
        return [(await anext(messages))["type"] for _ in range(count)]


async def test_it_says_that_no_controller_runs(tmp_path: Path) -> None:
    for place in (tmp_path / "none.sock", Path("/nowhere/at/all.sock")):
        with pytest.raises(NoController, match="start it with `vorzimmer run`"):
            await anext(ControlClient([place]).messages())
        with pytest.raises(NoController):
            await ControlClient([place]).get("/state")


async def test_a_stranger_reads_why_they_are_refused() -> None:
    async with serving(stranger=Stranger()) as served:
        client = ControlClient([served.path])
        for asking in (client.get("/state"), anext(client.messages())):
            with pytest.raises(RefusedByController, match=r"control\.group_rights"):
                await asking


async def test_it_waits_for_a_controller_that_went_away(tmp_path: Path) -> None:
    link = tmp_path / "control.sock"
    async with serving() as served:
        link.symlink_to(served.path)
        messages = ControlClient([link]).messages()
        assert await kinds(messages, 4) == ["link", "hello", "snapshot_begin", "snapshot_end"]
    assert await kinds(messages, 1) == ["link"]
    async with serving() as served:
        link.unlink()
        link.symlink_to(served.path)
        found = [message async for message in until_hello(messages)]
        assert found[-1]["type"] == "hello"
        assert {"type": "link", "state": "connected"} in found
        await messages.aclose()


async def until_hello(messages: AsyncIterator[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    async with asyncio.timeout(10):
        while True:
            message = await anext(messages)
            yield message
            if message["type"] == "hello":
                return


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"type": "event", "event": {**EVENT, "kind": "heard", "turn": 1, "text": "[bold]ja\x1b[2J"}},
         ["09:00:00  friseur  ABCDEF  caller: [bold]ja�[2J"]),
        ({"type": "event", "event": {**EVENT, "kind": "call_started", "caller": None, "dialled": "1", "transport": ""}},
         ["09:00:00  friseur  ABCDEF  rings: withheld"]),
        ({"type": "event", "event": {**EVENT, "kind": "partial", "turn": 1, "text": "j"}}, []),
        ({"type": "snapshot_call", "call": "c", "events": [{**EVENT, "kind": "dtmf", "digit": "1"}] * 2},
         ["09:00:00  friseur  ABCDEF  key 1"] * 2),
        ({"type": "entry", "at": EVENT["at"], "business": "friseur", "who": "operator:ben", "verb": "book", "entry": "b1"},
         ["09:00:00  friseur  operator:ben: book b1"]),
        ({"type": "link", "state": "reconnecting", "why": "gone"}, ["-- reconnecting: gone"]),
        ({"type": "lagging", "dropped": 7}, ["-- 7 messages were dropped: this terminal is too slow"]),
        ({"type": "of a newer version"}, []),
    ],
)  # fmt: skip
def test_people_read_lines(message: dict[str, Any], expected: list[str]) -> None:
    assert list(Reader().lines(message)) == expected


def test_who_needs_a_human_is_told_once_and_again_for_another_reason() -> None:
    reader, now = Reader(), datetime(2026, 3, 4, 9, 0, 2, tzinfo=UTC)
    events = [
        {**EVENT, "kind": "call_started", "caller": None, "dialled": "100", "transport": "memory"},
        {**EVENT, "seq": 2, "kind": "needs_human", "reason": "person_wanted"},
        {**EVENT, "seq": 3, "kind": "state_changed", "before": "greeting", "after": "listening"},
    ]
    list(reader.lines({"type": "snapshot_call", "call": EVENT["call"], "events": events}))
    assert list(reader.needed(now)) == ["09:00:02  friseur  ABCDEF  NEEDS A HUMAN: person_wanted"]
    assert list(reader.needed(now)) == []
    later = list(reader.needed(now + timedelta(minutes=6)))
    assert any("long" in line for line in later)
    ended = {**EVENT, "seq": 4, "kind": "call_ended", "reason": "farewell", "turns": 1}
    list(reader.lines({"type": "event", "event": ended}))
    assert list(reader.needed(now + timedelta(minutes=7))) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"type": "event", "event": EVENT}, True),
        ({"type": "event", "event": {**EVENT, "business": "handwerk"}}, False),
        ({"type": "entry", "business": "handwerk"}, False),
        ({"type": "snapshot_call", "events": [{**EVENT, "business": "handwerk"}]}, False),
        ({"type": "snapshot_end"}, True),
    ],
)
def test_one_business_can_be_followed(message: dict[str, Any], expected: bool) -> None:
    assert about(message, "friseur") is expected
