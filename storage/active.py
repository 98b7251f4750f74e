"""What is open for a number: the warning that somebody may be asking for the same thing twice."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage.times import stamp

_OPEN = """
    SELECT 'booking' AS kind, id, phone AS number, starts_at AS at, status FROM appointments
    WHERE business = :business AND starts_at > :day_before AND ends_at > :now
      AND status IN ('requested', 'confirmed') {one_booking}
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
    rows = db.query(sql, {"number": number, **_bounds(business, now)})
    return [row for row in rows if row["id"] != but]


def is_open(row: Mapping[str, Any], *, now: datetime) -> bool:
    """True for an entry that `counts` counts: an appointment, an inquiry, or a call-back, as its table's row."""
    if "ends_at" in row:
        return row["ends_at"] > stamp(now) and row["status"] in ("requested", "confirmed")
    if "urgency" in row:
        return bool(row["status"] != "done")
    return bool(row["kind"] == "callback" and row["done_at"] is None)


def counts(db: Database, business: str, *, now: datetime) -> Counter[str]:
    """How many open entries each number of a business has."""
    sql = _OPEN.format(one_booking="", one_message="")
    rows = db.query(sql, _bounds(business, now))
    return Counter(str(row["number"]) for row in rows)


def counts_of(
    db: Database, business: str, numbers: Collection[str], *, now: datetime
) -> Counter[str]:
    """How many open entries each of some numbers has."""
    one_of = "AND {column} IN (SELECT value FROM json_each(:numbers))"
    sql = _OPEN.format(
        one_booking=one_of.format(column="phone"), one_message=one_of.format(column="number")
    )
    rows = db.query(sql, {"numbers": json.dumps(sorted(numbers)), **_bounds(business, now)})
    return Counter(str(row["number"]) for row in rows)


def _bounds(business: str, now: datetime) -> dict[str, str]:
    """No appointment lasts more than a day: so far back the index is read, and no further."""
    return {"business": business, "now": stamp(now), "day_before": stamp(now - timedelta(days=1))}
