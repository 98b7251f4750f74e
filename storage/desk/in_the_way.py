"""What takes a time that somebody wants: appointments and absences, without a name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.bookings import LONGEST
from storage.desk.table import Row
from storage.times import stamp


def in_the_way(
    db: Database,
    business: str,
    staff: Sequence[str],
    resources: Sequence[str | None],
    start: datetime,
    until: datetime,
    *,
    but: Collection[str] = (),
) -> list[Row]:
    """Everything of these people and rooms between two moments: booking or absence (an id), business, staff, start, end."""
    rows = db.query(
        """
        SELECT id, staff, resource, starts_at, ends_at FROM appointments
        WHERE business = ? AND starts_at > ? AND starts_at < ? AND blocked_until > ?
          AND status IN ('held', 'requested', 'confirmed') ORDER BY starts_at
        """,
        [business, stamp(start - LONGEST), stamp(until), stamp(start)],
    )
    units = {unit for unit in resources if unit is not None}
    found = [
        {"booking": row["id"], "business": business, "staff": row["staff"], "start": row["starts_at"], "end": row["ends_at"]}
        for row in rows
        if row["id"] not in but and (row["staff"] in staff or row["resource"] in units)
    ]  # fmt: skip
    away = db.query(
        "SELECT * FROM absences WHERE business = ? AND starts_at < ? AND ends_at > ? ORDER BY starts_at",
        [business, stamp(until), stamp(start)],
    )
    return found + [_absence(row) for row in away if row["staff"] in staff]


def absent(db: Database, row: Mapping[str, Any], *, since: str) -> Row | None:
    """The absence that falls on an appointment that stands, and was entered at or after a moment."""
    if row["status"] not in ("requested", "confirmed"):
        return None
    rows = db.query(
        "SELECT * FROM absences WHERE business = ? AND staff = ? AND starts_at < ? AND ends_at > ? AND created_at >= ?",
        [row["business"], row["staff"], row["blocked_until"], row["starts_at"], since],
    )
    return next((_absence(found) for found in rows), None)


def _absence(row: Mapping[str, Any]) -> Row:
    return {"absence": row["id"], "business": row["business"], "staff": row["staff"], "start": row["starts_at"], "end": row["ends_at"]}  # fmt: skip
