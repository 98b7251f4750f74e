"""Work that a call leaves behind, as rows in the transaction of its end: a crash only delays it.

`queued` → `running` (under a lease) → `done`; back to `queued` when it failed; `dead` when no try is left.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from storage.times import stamp
from storage.transactions import immediate

Kind = Literal["summary", "extraction"]
Row = dict[str, Any]
LEASE = timedelta(seconds=120)
BACK_OFF_S = (10, 60, 600, 3600)
"""The waits after each failure; after the last one it is dead."""


def enqueue(db: Database, kind: Kind, *, business: str, call: str, at: str) -> None:
    """Queues a call's work, once; the caller owns the transaction."""
    db.execute(
        "INSERT INTO jobs (business, call, kind, created_at, next_at, status, attempts) "
        "VALUES (?, ?, ?, ?, ?, 'queued', 0) ON CONFLICT DO NOTHING",
        (business, call, kind, at, at),
    )


def claim(db: Database, now: datetime, limit: int = 20) -> list[Row]:
    """Takes what is due, the oldest first, under a lease."""
    with immediate(db):
        db.execute(
            "UPDATE jobs SET status = 'queued' WHERE status = 'running' AND lease_until < ?",
            (stamp(now),),
        )
        due = "SELECT * FROM jobs WHERE status = 'queued' AND next_at <= ? ORDER BY next_at, id LIMIT ?"
        rows = list(db.query(due, [stamp(now), limit]))
        for row in rows:
            db.execute(
                "UPDATE jobs SET status = 'running', lease_until = ?, attempts = attempts + 1 WHERE id = ?",
                (stamp(now + LEASE), row["id"]),
            )
    return [{**row, "status": "running", "attempts": row["attempts"] + 1} for row in rows]


def finish(db: Database, row: Row) -> None:
    """It is done; the caller owns the transaction, which is the one of the work's result."""
    db.execute(
        "UPDATE jobs SET status = 'done', lease_until = NULL, reason = NULL WHERE id = ?",
        (row["id"],),
    )


PUT_OFF = timedelta(seconds=30)


def put_off(db: Database, row: Row, *, now: datetime) -> None:
    """It could not be begun: again in a while, and that counts as no try."""
    with immediate(db):
        db.execute(
            "UPDATE jobs SET status = 'queued', next_at = ?, lease_until = NULL, attempts = attempts - 1 WHERE id = ?",
            (stamp(now + PUT_OFF), row["id"]),
        )


def fail(db: Database, row: Row, reason: str, *, now: datetime) -> None:
    """It did not work: again later, or never when no try is left."""
    dead = row["attempts"] > len(BACK_OFF_S)
    wait = timedelta(seconds=BACK_OFF_S[min(row["attempts"], len(BACK_OFF_S)) - 1])
    with immediate(db):
        db.execute(
            "UPDATE jobs SET status = ?, next_at = ?, reason = ?, lease_until = NULL WHERE id = ?",
            ("dead" if dead else "queued", stamp(now + wait), reason, row["id"]),
        )


def list_jobs(db: Database, *, status: str | None = None) -> list[Row]:
    """Jobs, the oldest first."""
    where, values = ("WHERE status = ?", [status]) if status else ("", [])
    return list(db.query(f"SELECT * FROM jobs {where} ORDER BY id", values))  # noqa: S608
