"""Numbers from which a business takes no calls: who blocked them, why, and how often they tried since."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.audit import By, record
from storage.errors import NotFound
from storage.times import stamp
from storage.transactions import immediate

Row = dict[str, Any]


def block(
    db: Database, entry: str, business: str, number: str, *, now: datetime, by: By
) -> tuple[Row, bool]:
    """Blocks a number (E.164) under an id; gives its row, and False when it was blocked already."""
    with immediate(db):
        there = _row(db, business, number)
        if there is not None:
            return there, False
        db.execute(
            "INSERT INTO blocked_numbers (id, business, number, who, why, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            (entry, business, number, by.who, by.why, stamp(now)),
        )
        record(db, by, "block", business=business, entry=entry, now=now, after="blocked")
    return {"id": entry, "business": business, "number": number, "who": by.who, "why": by.why,
            "created_at": stamp(now), "refused": 0, "last_at": None}, True  # fmt: skip


def unblock(db: Database, business: str, number: str, *, now: datetime, by: By) -> Row:
    """From now on its calls are taken again.

    Raises:
        NotFound: it was not blocked.
    """
    with immediate(db):
        row = _row(db, business, number)
        if row is None:
            raise NotFound(f"{number} is not blocked for {business}")
        db.execute("DELETE FROM blocked_numbers WHERE id = ?", (row["id"],))
        record(
            db, by, "unblock", business=business, entry=row["id"], now=now, before="blocked", after="free"
        )  # fmt: skip
    return row


def refused(db: Database, business: str, number: str, *, now: datetime) -> None:
    """Counts a call that was not taken."""
    with immediate(db):
        db.execute(
            "UPDATE blocked_numbers SET refused = refused + 1, last_at = ? WHERE business = ? AND number = ?",
            (stamp(now), business, number),
        )


def list_blocked(db: Database, *, business: str | None = None) -> list[Row]:
    """All blocked numbers, the last blocked first."""
    where, values = ("WHERE business = ?", [business]) if business else ("", [])
    sql = f"SELECT * FROM blocked_numbers {where} ORDER BY created_at DESC, number"  # noqa: S608
    return list(db.query(sql, values))


def pairs(db: Database) -> frozenset[tuple[str, str]]:
    """Every business with every number that it has blocked."""
    rows = db.execute("SELECT business, number FROM blocked_numbers").fetchall()
    return frozenset((str(business), str(number)) for business, number in rows)


def _row(db: Database, business: str, number: str) -> Row | None:
    sql = "SELECT * FROM blocked_numbers WHERE business = ? AND number = ?"
    return next(iter(list(db.query(sql, [business, number]))), None)
