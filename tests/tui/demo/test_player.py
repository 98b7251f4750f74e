"""The demo is a client like another: a snapshot, then what happens; the desk works, the telephone does not."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tui.client import Refused
from tui.demo import open_demo
from tui.demo.player import DemoClient


@asynccontextmanager
async def listening(
    at: str, speed: float
) -> AsyncIterator[tuple[DemoClient, list[dict[str, Any]]]]:
    client = open_demo(None, at=at, speed=speed)
    heard: list[dict[str, Any]] = []

    async def listen() -> None:
        async for message in client.messages():
            heard.append(message)  # noqa: PERF401  # others read it meanwhile

    listener = asyncio.create_task(listen())
    try:
        yield client, heard
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
        await client.close()


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def until(heard: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            for message in heard:
                if wanted.items() <= message.items():
                    return message
            await asyncio.sleep(0.01)


async def test_the_desk_works_on_a_copy_and_can_be_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with listening("15:05", 0) as (client, heard):
        await until(heard, type="snapshot_end")
        assert files_in(tmp_path) == []
        before = client.now()
        [one, *_] = (await client.get("/bookings", status="requested"))["items"]
        done = await client.post(f"/bookings/{one['id']}/confirm")
        assert done["row"]["status"] == "confirmed"
        news = await until(heard, type="entry", verb="confirmed")
        assert (news["entry"], news["who"]) == (one["id"], "operator:lea")
        assert (await client.post("/undo", {"order": done["order"]}))["row"][
            "status"
        ] == "requested"
        with pytest.raises(Refused) as refused:
            await client.post("/undo", {"order": done["order"]})
        assert refused.value.code == "conflict"
        with pytest.raises(Refused) as refused:
            await client.get("/nothing/like/this")
        assert refused.value.code == "not_found"
        assert client.now() == before
        assert {call["id"] for call in (await client.get("/calls"))["items"]}
        inquiries = (await client.get("/inquiries"))["items"]
        assert {(one["category"], one["category_name"]) for one in inquiries} == {
            ("heizung", "Heizung")
        }


async def test_what_happened_happens_again_and_steering_says_why_it_does_not() -> None:
    async with listening("15:11:30", 200) as (client, heard):
        ended = await until(heard, type="event")
        with pytest.raises(Refused) as refused:
            await client.post(f"/calls/{ended['event']['call']}/takeover")
        assert (refused.value.code, refused.value.detail) == ("unavailable", {"reason": "demo"})
        booked = await until(heard, type="entry", verb="book", who="caller")
        row = await client.get(f"/bookings/{booked['entry']}")
        assert row["status"] in {"held", "confirmed", "requested"}
        assert row["call"]
        hello = await until(heard, type="hello")
        assert "steer" in hello["operator"]["rights"]
        assert hello["operator"]["phone"] is False


def test_a_recording_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        open_demo(Path("/nowhere/at/all"))
