"""The latest lines of the log, for operators who look after the machine: what happened, never what callers said."""

from collections import deque
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

LEVELS = ("debug", "info", "warning", "error", "critical")
_LEFT_OUT = frozenset({"event", "level", "timestamp", "exc_info", "exception", "stack"})
"""A trace may show what a caller said: it stays in the log's file."""
_LONGEST = 500
"""Characters of a value."""


@dataclass
class LogRing:
    """A processor of structlog that remembers lines; several threads may log."""

    most: int = 2000
    _lines: deque[dict[str, Any]] = field(default_factory=deque)
    _last: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __call__(
        self,
        _logger: object,
        _method: str,
        line: MutableMapping[str, Any],
    ) -> MutableMapping[str, Any]:
        """Remembers a line and hands it on unchanged."""
        fields = {key: _plain(value) for key, value in line.items() if key not in _LEFT_OUT}
        with self._lock:
            self._last += 1
            self._lines.append(
                {"id": self._last, "at": line.get("timestamp"), "level": line.get("level"),
                 "event": str(line.get("event")), "fields": fields}
            )  # fmt: skip
            if len(self._lines) > self.most:
                self._lines.popleft()
        return line

    @property
    def last(self) -> int:
        """The number of the latest line; 0 before the first."""
        return self._last

    def since(self, after: int = 0, limit: int = 500, level: str = "debug") -> list[dict[str, Any]]:
        """Lines after a number, at least that grave, the oldest first."""
        wanted = LEVELS[LEVELS.index(level) :]
        with self._lock:
            found = [line for line in self._lines if line["id"] > after and line["level"] in wanted]
        return found[:limit]

    def latest(self, limit: int, level: str = "debug") -> list[dict[str, Any]]:
        """The last lines that are at least that grave, the oldest of them first."""
        return self.since(0, self.most, level)[-limit:]


def _plain(value: object) -> str | int | float | bool | None:
    """What JSON can hold, and not too much of it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:_LONGEST]
