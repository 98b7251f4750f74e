"""Plays a recorded afternoon in real time, as a controller would tell it; the desk's own actions work on a copy."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from storage.ids import Ids
from storage.times import stamp
from tui.client import Refused, query_of
from tui.demo.afternoon import Afternoon
from tui.demo.house import OPERATOR, House
from tui.demo.recording import OPENS, Recording

T = TypeVar("T")
OPERATOR_NAME = "Lea"
RIGHTS = ("watch", "steer", "book", "admin")
STATE_EVERY_S = 2.0


class DemoClient:
    """A `Client` without a controller."""

    def __init__(
        self,
        recording: Recording,
        *,
        at: str = "",
        speed: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Plays from the local time `at` on; `speed` 0: time stands still.

        Raises:
            ValueError: `at` is no time.
        """
        self.zone = recording.zone
        self._recording, self._speed, self._monotonic = recording, speed, monotonic
        self._from_s = recording.seconds(at or OPENS)
        self._began: float | None = None
        self._afternoon = Afternoon(recording.frames, stamp(recording.start))
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="demo")
        self._opening: asyncio.Future[House] | None = None
        self._ids = Ids(self.now)
        self._news = asyncio.Event()

    def now(self) -> datetime:
        """What the clock showed on that afternoon."""
        return self._recording.start + timedelta(seconds=self._now_s())

    def _now_s(self) -> float:
        passed = 0.0 if self._began is None else self._monotonic() - self._began
        return min(self._from_s + passed * self._speed, self._recording.end_s)

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        house = await self._house()
        if path == "/state":
            return {**self._state(), "operator": _operator()}
        if path == "/log":
            return {"items": [], "next": None, "total": 0}
        return await self._ask(house, "GET", path, query_of(query))

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        house = await self._house()
        try:
            answered = await self._ask(house, "POST", path, dict(body or {}))
        except Refused as refusal:
            if refusal.code == "not_found" and path.startswith("/calls/"):
                why = "this is a recording: there is no telephone"
                raise Refused("unavailable", why, {"reason": "demo"}) from refusal
            raise
        self._news.set()
        return answered

    async def _ask(
        self, house: House, method: str, path: str, raw: Mapping[str, Any]
    ) -> dict[str, Any]:
        return await self._thread(house.ask, method, path, raw, self.now(), self._ids.new)

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        house = await self._house()
        yield {
            "type": "link",
            "state": "connected",
            "since": stamp(self.now()),
            "tries": 0,
            "why": "",
        }
        yield {"type": "hello", "version": 1, "node": "demo", "now": stamp(self.now()), "operator": _operator()}  # fmt: skip
        for message in self._afternoon.snapshot(self._state()):
            yield message
        told_at = self._now_s()
        while True:
            await self._wait()
            frames = self._afternoon.take(self._now_s())
            if done := [frame for frame in frames if "do" in frame]:
                await self._thread(house.happened, done)
            for frame in frames:
                if "event" in frame:
                    yield {"type": "event", "event": frame["event"]}
            for message in await self._thread(house.news):
                yield message
            if abs(self._now_s() - told_at) >= STATE_EVERY_S:
                told_at = self._now_s()
                yield {"type": "state", **self._state()}

    async def _wait(self) -> None:
        """Until a frame is due, or the operator changed something."""
        due, pause = self._afternoon.due_s, None
        if due is not None and self._speed > 0:
            pause = max(0.0, due - self._now_s()) / self._speed
        try:
            async with asyncio.timeout(pause):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    async def watch(self, calls: tuple[str, ...]) -> None:
        """Nothing: no levels were recorded."""

    async def close(self) -> None:
        if self._opening is not None:
            await self._thread((await self._opening).close)
        self._pool.shutdown()

    # --- the house ------------------------------------------------------------------------------------

    async def _house(self) -> House:
        """The recorded house, as it was when we came; opened once."""
        if self._opening is None:
            loop = asyncio.get_running_loop()
            self._opening = loop.run_in_executor(self._pool, self._open)
        return await asyncio.shield(self._opening)

    def _open(self) -> House:
        house = House(self._recording.sql, self._recording.businesses)
        before = self._afternoon.take(self._from_s)
        house.happened(frame for frame in before if "do" in frame)
        house.begin()
        self._began = self._monotonic()
        return house

    def _state(self) -> dict[str, Any]:
        return self._afternoon.state(self._now_s(), stamp(self.now()))

    async def _thread(self, work: Callable[..., T], *arguments: Any) -> T:
        job = partial(work, *arguments)
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)


def _operator() -> dict[str, Any]:
    return {"key": OPERATOR, "name": OPERATOR_NAME, "rights": list(RIGHTS), "businesses": None, "phone": False}  # fmt: skip
