"""Writes down everything that happens in a house: each statement that changes its database, each event of its calls.

A recording is a gzip file of JSON lines. The first holds `version`, `start` (UTC), `end_s`, the keys of the
`businesses`, and the `sql` of all statements. Each of the others holds `t`, in seconds since the start, and
`event` (an encoded event), or `do`: one transaction, as [number of a statement, its parameters] pairs, where
many runs of one statement are [number, [parameters, …], "many"].
"""

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.database import Database
from storage.events import Event, encode

VERSION = 1
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")
_NUMBERED = "INSERT INTO search_entries ("
"""Rows that later statements name by their number: they are written down with it."""


@dataclass
class Tape:
    """What was recorded so far."""

    elapsed: Callable[[], float]
    """Seconds since the start."""
    frames: list[dict[str, Any]] = field(default_factory=list)
    sql: dict[str, int] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """An event of a call."""
        self.frames.append({"t": self._now(), "event": encode(event)})

    def listen(self, db: Database) -> None:
        """From here on records what the writer's connection changes."""
        db.conn = _Recorded(db.conn, self)  # type: ignore[assignment]  # it behaves like one

    def changed(self, statements: Sequence[tuple[Any, ...]]) -> None:
        """A transaction was kept."""
        if statements:
            numbered = [(self._number(sql), *more) for sql, *more in statements]
            self.frames.append({"t": self._now(), "do": numbered})

    def write(self, path: Path, **head: Any) -> None:
        """Writes the file: the same bytes for the same frames."""
        first = {"version": VERSION, **head, "sql": list(self.sql)}
        frames = _in_order(self.frames)
        lines = [json.dumps(line, ensure_ascii=False) for line in (first, *frames)]
        text = "\n".join(lines) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))

    def _now(self) -> float:
        return round(self.elapsed(), 3)

    def _number(self, sql: str) -> int:
        return self.sql.setdefault(" ".join(sql.split()), len(self.sql))


def _in_order(frames: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """By time; what was done in one moment is one transaction, and its events come first.

    Which thread was the first in a moment of virtual time is chance.
    """
    moments: dict[float, list[Mapping[str, Any]]] = {}
    for frame in frames:
        moments.setdefault(frame["t"], []).append(frame)
    ordered: list[dict[str, Any]] = []
    for t, those in sorted(moments.items()):
        ordered += [dict(frame) for frame in those if "event" in frame]
        done = [one for frame in those if "do" in frame for one in frame["do"]]
        ordered += [{"t": t, "do": done}] if done else []
    return ordered


class _Recorded:
    """A connection that tells a tape of every transaction that is kept, and of nothing that is undone."""

    def __init__(self, inner: sqlite3.Connection, tape: Tape) -> None:
        self._inner, self._tape = inner, tape
        self._open: list[tuple[Any, ...]] = []
        self._part: int | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        cursor = self._inner.execute(sql, parameters)
        word = sql.split(maxsplit=1)[0].upper()
        if " ".join(sql.split()).startswith(_NUMBERED):
            numbered = (
                " ".join(sql.split()).replace("(", "(id, ", 1).replace("VALUES (", "VALUES (?, ")
            )
            numbered = numbered.removesuffix(" RETURNING id")
            self._open.append((numbered, [cursor.lastrowid, *parameters]))
        elif word in _CHANGES:
            self._open.append((sql, _plain(parameters)))
        self._follow(sql.upper(), word)
        return cursor

    def executemany(self, sql: str, rows: Iterable[Any]) -> sqlite3.Cursor:
        listed = list(rows)
        cursor = self._inner.executemany(sql, listed)
        self._open.append((sql, [_plain(row) for row in listed], "many"))
        self._follow("", "")
        return cursor

    def _follow(self, sql: str, word: str) -> None:
        """Transactions and their parts, by what begins and ends them."""
        if word == "SAVEPOINT":
            self._part = len(self._open)
        elif sql.startswith("ROLLBACK TO"):
            self._open = self._open[: self._part]
        elif word == "ROLLBACK":
            self._open = []
        elif not self._inner.in_transaction:
            kept, self._open = self._open, []
            self._tape.changed(kept)


def _plain(parameters: Any) -> Any:
    return parameters if isinstance(parameters, dict) else list(parameters)
