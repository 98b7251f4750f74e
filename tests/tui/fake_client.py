"""A controller that answers from memory, as the contract of the control API says."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

from storage.events import Event, encode
from tui.client import Refused, Unreachable

NOW = datetime(2026, 7, 14, 12, 32, tzinfo=UTC)
AT = "2026-07-14T12:32:00.000Z"
STATE = {
    "version": 1,
    "node": "test",
    "now": AT,
    "asterisk": {"state": "connected", "since": "2026-07-14T06:00:00.000Z"},
    "lines": {"used": 0, "most": 8, "refused": 0},
    "parts": [
        {"part": "stt", "state": "ok", "detail": "", "since": AT},
        {"part": "llm", "state": "ok", "detail": "", "since": AT},
        {"part": "tts", "state": "ok", "detail": "", "since": AT},
    ],
    "answer_ms": {"p50": 800.0, "p95": 1100.0},
    "clients": 1,
}
OPERATOR = {
    "key": "mk",
    "name": "M. Koch",
    "rights": ["watch", "steer", "book", "admin"],
    "businesses": None,
    "phone": True,
}


class FakeClient:
    """Answers what was laid down, keeps what was asked, tells what a test says."""

    def __init__(
        self, operator: Mapping[str, Any] = OPERATOR, state: Mapping[str, Any] = STATE
    ) -> None:
        self.operator, self.state = dict(operator), dict(state)
        self.answers: dict[str, Any] = {}
        """By path: a body, or an exception that is raised; without one `{"items": [], "next": null}`."""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.posted: list[tuple[str, dict[str, Any]]] = []
        self.watched: tuple[str, ...] = ()
        self.reachable = True
        self.waiting = False
        """True while everything that was told has been taken."""
        self._orders = 0
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        self.asked.append((path, {key: value for key, value in query.items() if value is not None}))
        return self._answer(path, {"items": [], "next": None, "total": 0})

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        self._orders += 1
        self.posted.append((path, dict(body or {})))
        return self._answer(path, {"order": f"o{self._orders}"})

    def _answer(self, path: str, usual: dict[str, Any]) -> dict[str, Any]:
        if not self.reachable:
            raise Unreachable("no controller")
        found = self.answers.get(path, usual)
        if isinstance(found, Exception):
            raise found
        return dict(found)

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            self.waiting = self._queue.empty()
            message = await self._queue.get()
            self.waiting = False
            yield message

    async def watch(self, calls: tuple[str, ...]) -> None:
        self.watched = calls

    async def close(self) -> None:
        return

    def tell(self, message: Mapping[str, Any]) -> None:
        """The next message of the stream."""
        self.waiting = False
        self._queue.put_nowait(dict(message))

    def tell_event(self, *events: Event) -> None:
        """Live events."""
        for event in events:
            self.tell({"type": "event", "event": encode(event)})

    def link(self, state: str, *, why: str = "", tries: int = 1) -> None:
        """The link stands otherwise now."""
        self.reachable = state == "connected"
        self.tell({"type": "link", "state": state, "since": AT, "tries": tries, "why": why})

    def attach(self, *calls: list[Event]) -> None:
        """The link is up and the snapshot was told, with these running calls."""
        self.link("connected", tries=0)
        hello = {
            "type": "hello",
            "version": 1,
            "node": "test",
            "now": AT,
            "operator": self.operator,
        }
        self.tell(hello)
        self.tell({"type": "snapshot_begin", "cursor": "1", "state": self.state})
        for events in calls:
            bodies = [encode(event) for event in events]
            self.tell({"type": "snapshot_call", "call": events[0].call, "events": bodies})
        self.tell({"type": "snapshot_end"})


def refusal(code: str, **detail: Any) -> Refused:
    """What the controller refuses with."""
    return Refused(code, f"refused: {code}", detail)
