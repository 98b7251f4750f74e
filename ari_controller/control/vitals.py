"""How the controller is: what operators see in the corner of their screens."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from storage.events import EngineChanged, Event, TurnTimed

WINDOW_S = 15 * 60.0
_MOST = 2000
AsteriskState = Literal["connected", "connecting", "down"]
PartState = Literal["ok", "slow", "down", "off"]
PARTS = ("stt", "tts", "llm", "database")
_NAMES = {"recogniser": "stt", "voice": "tts", "model": "llm", **{part: part for part in PARTS}}
"""What events call them."""


@dataclass(frozen=True)
class Lines:
    """How many callers are talked with."""

    used: int = 0
    most: int = 0
    refused: int = 0


@dataclass
class Vitals:
    """Collects what is known; `now` is stamped text, `monotonic` seconds that only grow."""

    now: Callable[[], str]
    monotonic: Callable[[], float]
    lines: Callable[[], Lines] = Lines
    clients: Callable[[], int] = lambda: 0
    probes: dict[str, Callable[[], tuple[PartState, str]]] = field(default_factory=dict)
    """Parts that can be asked how they are."""
    _asterisk: dict[str, str] = field(default_factory=lambda: {"state": "connecting", "since": ""})
    _parts: dict[str, dict[str, str]] = field(default_factory=dict)
    _answers: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_MOST))

    def linked(self, state: AsteriskState) -> None:
        """The event socket to Asterisk came up or went down."""
        if state != self._asterisk["state"] or not self._asterisk["since"]:
            self._asterisk = {"state": state, "since": self.now()}

    def observe(self, event: Event) -> None:
        """Learns from a call's event how fast we answer and which engine was replaced."""
        match event:
            case TurnTimed(audible=float() | int() as audible):
                self._answers.append((self.monotonic(), float(audible)))
            case EngineChanged() if event.part in _NAMES:
                detail = f"{event.after} instead of {event.before}: {event.reason}"
                self._note(_NAMES[event.part], "down", detail)
            case _:
                pass

    def mended(self, part: str) -> None:
        """A part works again."""
        self._note(part, "ok", "")

    def _note(self, part: str, state: PartState, detail: str) -> None:
        known = self._parts.get(part)
        if known is None or (known["state"], known["detail"]) != (state, detail):
            self._parts[part] = {"state": state, "detail": detail, "since": self.now()}

    def state(self) -> dict[str, Any]:
        """As GET /v1/state gives it, but for who asks and for what only the server knows."""
        lines = self.lines()
        return {
            "asterisk": dict(self._asterisk),
            "lines": {"used": lines.used, "most": lines.most, "refused": lines.refused},
            "parts": [self._part(part) for part in PARTS],
            "answer_ms": self._answer_ms(),
            "clients": self.clients(),
        }

    def _part(self, part: str) -> Mapping[str, str]:
        if probe := self.probes.get(part):
            self._note(part, *probe())
        elif part not in self._parts:
            self._note(part, "ok", "")
        return {"part": part, **self._parts[part]}

    def _answer_ms(self) -> dict[str, float | None]:
        oldest = self.monotonic() - WINDOW_S
        while self._answers and self._answers[0][0] < oldest:
            self._answers.popleft()
        waits = sorted(wait for _, wait in self._answers)
        if not waits:
            return {"p50": None, "p95": None}
        return {
            name: round(waits[min(len(waits) - 1, int(share * len(waits)))])
            for name, share in (("p50", 0.5), ("p95", 0.95))
        }
