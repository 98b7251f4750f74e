"""What is told of a recorded afternoon, and when: running calls, answer times, frames that are due. No I/O."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from tui.demo.recording import Frame

ANSWERS_S = 15 * 60.0
MOST_LINES = 10
NODE = "demo"
PARTS = ("stt", "tts", "llm", "database")


class Afternoon:
    """Goes through the frames once, from the first to the last."""

    def __init__(self, frames: Sequence[Frame], start: str) -> None:
        self._frames = frames
        self._start = start
        self._next = 0
        self._answers: deque[tuple[float, float]] = deque()
        self.running: dict[str, list[Mapping[str, Any]]] = {}
        """The events so far of each call that is not over, the last interim words among them."""
        self.told = 0

    @property
    def due_s(self) -> float | None:
        """When the next frame is; None after the last."""
        return self._frames[self._next]["t"] if self._next < len(self._frames) else None

    def take(self, until_s: float) -> list[Frame]:
        """The frames up to a second, which are remembered."""
        begun = self._next
        while self.due_s is not None and self.due_s <= until_s:
            frame = self._frames[self._next]
            self._next += 1
            if "event" in frame:
                self._remember(frame["t"], frame["event"])
        return list(self._frames[begun : self._next])

    def _remember(self, at_s: float, event: Mapping[str, Any]) -> None:
        call, kind = event["call"], event["kind"]
        self.told += 1
        if kind == "call_ended":
            self.running.pop(call, None)
            return
        events = self.running.setdefault(call, [])
        if events and events[-1]["kind"] == "partial":
            events.pop()
        events.append(event)
        if kind == "turn_timed" and event.get("audible") is not None:
            self._answers.append((at_s, float(event["audible"])))

    def state(self, now_s: float, now: str) -> dict[str, Any]:
        """As GET /v1/state gives it: everything is well, as it was then."""
        while self._answers and self._answers[0][0] < now_s - ANSWERS_S:
            self._answers.popleft()
        waits = sorted(wait for _, wait in self._answers)
        ranks = {"p50": 0.5, "p95": 0.95}
        answers = {
            name: round(waits[min(len(waits) - 1, int(share * len(waits)))]) if waits else None
            for name, share in ranks.items()
        }
        parts = [
            {"part": part, "state": "ok", "detail": "", "since": self._start} for part in PARTS
        ]
        parts[PARTS.index("llm")] |= {"state": "off"}
        return {
            "version": 1,
            "node": NODE,
            "now": now,
            "asterisk": {"state": "connected", "since": self._start},
            "lines": {"used": len(self.running), "most": MOST_LINES, "refused": 0},
            "parts": parts,
            "answer_ms": answers,
            "clients": 1,
        }

    def snapshot(self, state: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The messages by which a terminal begins."""
        calls = [
            {"type": "snapshot_call", "call": call, "events": list(events)}
            for call, events in self.running.items()
        ]
        first = {"type": "snapshot_begin", "cursor": self.told, "state": dict(state)}
        return [first, *calls, {"type": "snapshot_end"}]
