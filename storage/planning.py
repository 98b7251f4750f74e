"""What changes a single day or week: dated hours, and people who are away. Written by people, never by files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlite_utils import Database

from config.models import TimeRange
from storage.audit import By, record
from storage.availability import Busy, Special
from storage.bookings import LONGEST
from storage.database import immediate
from storage.errors import NotFound
from storage.times import parse, stamp


@dataclass(frozen=True)
class Absence:
    """Somebody takes no appointments for a while; aware."""

    id: str
    business: str
    staff: str
    start: datetime
    end: datetime


def add_absence(db: Database, new: Absence, *, now: datetime, by: By) -> list[dict[str, Any]]:
    """Stores an absence; gives the appointments that fall into it: they stay, and somebody has to move them."""
    with immediate(db):
        db.execute(
            "INSERT INTO absences (id, business, staff, starts_at, ends_at, why, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (new.id, new.business, new.staff, stamp(new.start), stamp(new.end), by.why, stamp(now)),
        )
        record(
            db, by, "absence", business=new.business, entry=new.id, now=now,
            after=f"{new.staff} {stamp(new.start)} {stamp(new.end)}",
        )  # fmt: skip
    return in_the_way(db, new)


def in_the_way(db: Database, absence: Absence) -> list[dict[str, Any]]:
    """Appointments of that person in that time that still stand, by their start."""
    return list(
        db.query(
            """
            SELECT * FROM appointments WHERE business = ? AND staff = ? AND status IN ('requested', 'confirmed')
              AND starts_at > ? AND starts_at < ? AND blocked_until > ? ORDER BY starts_at
            """,
            [absence.business, absence.staff, stamp(absence.start - LONGEST), stamp(absence.end),
             stamp(absence.start)],
        )
    )  # fmt: skip


def set_hours(
    db: Database,
    ids: Sequence[str],
    business: str,
    staff: str,
    day: date,
    ranges: Sequence[TimeRange],
    *,
    now: datetime,
    by: By,
) -> None:
    """The hours of one day, for a person or (`staff` empty) the business; none: closed. Replaces what was set.

    Args:
        db: the writer's connection.
        ids: one for each range, and one at least.
        business: whose.
        staff: a person's key, or "".
        day: local date.
        ranges: local clock times.
        now: the moment.
        by: who, and why.
    """
    with immediate(db):
        db.execute(
            "DELETE FROM special_hours WHERE business = ? AND staff = ? AND day = ?",
            (business, staff, day.isoformat()),
        )
        times: list[tuple[str | None, str | None]] = [
            (f"{open_.opens:%H:%M}", f"{open_.closes:%H:%M}") for open_ in ranges
        ] or [(None, None)]
        for identity, (opens, closes) in zip(ids, times, strict=False):
            db.execute(
                "INSERT INTO special_hours (id, business, staff, day, opens, closes, why, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (identity, business, staff, day.isoformat(), opens, closes, by.why, stamp(now)),
            )
        shown = " ".join(f"{opens}-{closes}" for opens, closes in times if opens) or "closed"
        record(
            db, by, "hours", business=business, entry=ids[0], now=now,
            after=f"{staff} {day} {shown}".strip(),
        )  # fmt: skip


def remove(db: Database, entry: str, *, now: datetime, by: By) -> None:
    """Takes back an absence or the hours of a day (all its ranges); the record of them stays.

    Raises:
        NotFound: there is neither.
    """
    with immediate(db):
        rows = list(db.query("SELECT * FROM absences WHERE id = ?", [entry]))
        dated = list(db.query("SELECT * FROM special_hours WHERE id = ?", [entry]))
        db.execute("DELETE FROM absences WHERE id = ?", (entry,))
        for row in dated:
            db.execute(
                "DELETE FROM special_hours WHERE business = ? AND staff = ? AND day = ?",
                (row["business"], row["staff"], row["day"]),
            )
        if not rows and not dated:
            raise NotFound(f"there is no absence and no special day {entry}")
        record(db, by, "remove", business=[*rows, *dated][0]["business"], entry=entry, now=now)


def list_planning(
    db: Database, *, business: str | None = None, since: datetime
) -> list[dict[str, Any]]:
    """Absences that are not over and days to come, by their beginning."""
    only = "" if business is None else "AND business = ?"
    values = [] if business is None else [business]
    rows = db.query(
        f"""
        SELECT id, business, staff, 'absence' AS kind, starts_at AS begins, ends_at AS ends, why
        FROM absences WHERE ends_at > ? {only}
        UNION ALL
        SELECT id, business, staff, CASE WHEN opens IS NULL THEN 'closed' ELSE 'hours' END,
               day || coalesce(' ' || opens, ''), day || coalesce(' ' || closes, ''), why
        FROM special_hours WHERE day >= ? {only}
        ORDER BY begins
        """,  # noqa: S608  # only our own text
        [stamp(since), *values, since.date().isoformat(), *values],
    )
    return list(rows)


def away(db: Database, business: str, *, start: datetime, end: datetime) -> list[Busy]:
    """Who is away between two moments."""
    rows = db.execute(
        "SELECT staff, starts_at, ends_at FROM absences WHERE business = ? AND starts_at < ? AND ends_at > ?",
        (business, stamp(end), stamp(start)),
    )
    return [Busy(str(who), parse(begins), parse(ends)) for who, begins, ends in rows.fetchall()]


def special_hours(db: Database, business: str, *, first: date, last: date) -> Special:
    """The dated hours from a day to another, both included."""
    rows = db.execute(
        "SELECT staff, day, opens, closes FROM special_hours WHERE business = ? AND day BETWEEN ? AND ? "
        "ORDER BY opens",
        (business, first.isoformat(), last.isoformat()),
    )
    found: dict[tuple[str, date], tuple[TimeRange, ...]] = {}
    for staff, day, opens, closes in rows.fetchall():
        key = str(staff), date.fromisoformat(day)
        range_ = (
            (TimeRange(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)),)
            if opens
            else ()
        )
        found[key] = found.get(key, ()) + range_
    return found
