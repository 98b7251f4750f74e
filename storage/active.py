"""What is open for a number: the warning that somebody may be asking for the same thing twice."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.times import stamp

_OPEN = """
    SELECT 'booking' AS kind, id, phone AS number, starts_at AS at, status FROM appointments
    WHERE business = :business AND ends_at > :now AND status IN ('requested', 'confirmed') {one_booking}
    UNION ALL
    SELECT 'inquiry', id, phone, created_at, status FROM inquiries
    WHERE business = :business AND status <> 'done' {one_booking}
    UNION ALL
    SELECT 'callback', id, number, created_at, 'open' FROM messages
    WHERE business = :business AND kind = 'callback' AND done_at IS NULL AND number IS NOT NULL {one_message}
    ORDER BY at, id
"""


def of_number(
    db: Database, business: str, number: str | None, *, now: datetime, but: str | None = None
) -> list[dict[str, Any]]:
    """A number's appointments to come, open inquiries and open call-backs: `kind`, `id`, `at`, `status`.

    `but` is the entry that one is looking at.
    """
    if number is None:
        return []
    sql = _OPEN.format(one_booking="AND phone = :number", one_message="AND number = :number")
    rows = db.query(sql, {"business": business, "number": number, "now": stamp(now)})
    return [row for row in rows if row["id"] != but]


def counts(db: Database, business: str, *, now: datetime) -> Counter[str]:
    """How many open entries each number of a business has."""
    sql = _OPEN.format(one_booking="", one_message="")
    rows = db.query(sql, {"business": business, "now": stamp(now)})
    return Counter(str(row["number"]) for row in rows)
