"""Who did what to which entry, and why: appended only, each line bound to the one before it by its hash.

A line holds ids and states, never a caller's words, name or number: it outlives their deletion.
"""

import getpass
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage.times import stamp

START = "0" * 64
"""What the first line is bound to."""
_FIELDS = ("at", "business", "who", "verb", "entry", "before", "after", "why")


@dataclass(frozen=True)
class By:
    """Who changes something: "caller", "controller", or "operator:NAME"; and why, in a few words."""

    who: str
    why: str = ""
    grace: timedelta = timedelta()
    """So long customers are not told yet: the change may be taken back."""


CONTROLLER = By("controller")
CALLER = By("caller")


def operator(why: str = "") -> By:
    """Whoever runs this process."""
    return By(f"operator:{getpass.getuser()}", why)


def record(
    db: Database,
    by: By,
    verb: str,
    *,
    business: str,
    entry: str,
    now: datetime,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Appends a line; the caller owns the transaction, which is the one of the change itself."""
    row = db.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    previous = str(row[0]) if row else START
    line = {"at": stamp(now), "business": business, "who": by.who, "verb": verb, "entry": entry,
            "before": before, "after": after, "why": by.why}  # fmt: skip
    db.execute(
        """
        INSERT INTO audit (at, business, who, verb, entry, before, after, why, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (*line.values(), _hash(previous, line)),
    )


def history(db: Database, entry: str) -> list[dict[str, Any]]:
    """What happened to one entry, the oldest first."""
    return list(db.query("SELECT * FROM audit WHERE entry = ? ORDER BY id", [entry]))


def latest(db: Database, limit: int) -> list[dict[str, Any]]:
    """The last lines, the oldest of them first."""
    rows = list(db.query("SELECT * FROM audit ORDER BY id DESC LIMIT ?", [limit]))
    return rows[::-1]


def since(db: Database, row: int, limit: int = 500) -> list[dict[str, Any]]:
    """Lines after one, the oldest first."""
    return list(db.query("SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?", [row, limit]))


def last_row(db: Database) -> int:
    """The number of the latest line; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()[0])


def verify(db: Database) -> tuple[int, int | None]:
    """How many lines there are, and the first whose hash does not fit; None when all do.

    A line that was changed, taken out or put in does not fit; lines cut off at the end show only in
    comparison with a copy.
    """
    previous, count = START, 0
    for row in db.query("SELECT * FROM audit ORDER BY id"):
        count += 1
        if row["hash"] != _hash(previous, {name: row[name] for name in _FIELDS}):
            return count, int(row["id"])
        previous = row["hash"]
    return count, None


def _hash(previous: str, line: dict[str, Any]) -> str:
    text = json.dumps([previous, *line.values()], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
