"""Appointments: stored once, never overlapping, changed only along legal ways."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from storage import journal, reports
from storage.audit import CALLER, By, record
from storage.availability import Busy
from storage.customers import meet
from storage.database import immediate
from storage.errors import NotAllowed, SlotTaken
from storage.events import BookingChanged
from storage.lookup import one
from storage.search import index
from storage.times import parse, stamp

Status = Literal["held", "requested", "confirmed", "declined", "cancelled"]
LEGAL: Mapping[str, frozenset[str]] = {
    "held": frozenset({"requested", "confirmed", "cancelled"}),
    "requested": frozenset({"confirmed", "declined", "cancelled"}),
    "confirmed": frozenset({"cancelled"}),
    "declined": frozenset(),
    "cancelled": frozenset(),
}
"""From which status an appointment may go to which."""
LONGEST = timedelta(days=1)
"""No appointment blocks more; the schema refuses it."""
BLOCKING = ("held", "requested", "confirmed")


@dataclass(frozen=True)
class Appointment:
    """One appointment to be stored; times are aware."""

    id: str
    business: str
    call: str | None
    service: str
    staff: str
    start: datetime
    end: datetime
    blocked_until: datetime
    zone: str
    name: str
    phone: str
    key: str
    """See `idempotency_key`: the same key twice is one row."""
    resource: str | None = None
    """The room or device that it takes."""
    visit: str | None = None
    """The id of the first part of the visit that it belongs to; None when it stands alone."""


def book(
    db: Database,
    new: Appointment,
    status: Status,
    *,
    now: datetime,
    seq: int | None = None,
    expires_at: datetime | None = None,
    by: By = CALLER,
) -> tuple[dict[str, Any], bool]:
    """Stores an appointment and its event in one transaction; gives its row, and False when it was there.

    Args:
        db: the writer's connection.
        new: what to store.
        status: requested, confirmed, or held until `expires_at`.
        now: the moment that holds are compared with.
        seq: the number of the event within its call; None takes the next one.
        expires_at: when a hold ends.
        by: who books, for the record.

    Raises:
        SlotTaken: another appointment of that person blocks the time.
    """
    rows, created = book_visit(db, [new], status, now=now, seq=seq, expires_at=expires_at, by=by)
    return rows[0], created


def book_visit(
    db: Database,
    parts: Sequence[Appointment],
    status: Status,
    *,
    now: datetime,
    seq: int | None = None,
    expires_at: datetime | None = None,
    by: By = CALLER,
) -> tuple[list[dict[str, Any]], bool]:
    """Stores all parts of a visit or none, like `book`; its customer is told of it once.

    Raises:
        SlotTaken: another appointment blocks a part's time.
    """
    with _checked(db):
        if _by_key(db, parts[0].key) is not None:
            return [row for part in parts if (row := _by_key(db, part.key))], False
        rows = []
        for offset, part in enumerate(parts):
            number = None if seq is None else seq + offset
            rows.append(
                _insert(db, part, status, now=now, seq=number, expires_at=expires_at, by=by)
            )
        if status != "held":
            what = "booked" if status == "confirmed" else "requested"
            reports.appointment(db, rows, what, now=now, by=by)
    return rows, True


def _insert(
    db: Database,
    new: Appointment,
    status: Status,
    *,
    now: datetime,
    seq: int | None,
    expires_at: datetime | None,
    by: By,
) -> dict[str, Any]:
    db.execute(
        """
        INSERT INTO appointments (id, business, call, service, staff, starts_at, ends_at, blocked_until,
            zone, name, phone, status, expires_at, idempotency_key, created_at, updated_at, resource, visit)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (new.id, new.business, new.call, new.service, new.staff, stamp(new.start), stamp(new.end),
         stamp(new.blocked_until), new.zone, new.name, new.phone, status,
         stamp(expires_at) if expires_at else None, new.key, stamp(now), stamp(now),
         new.resource, new.visit),
    )  # fmt: skip
    # After it was let in: who comes too late costs the others no time.
    customer = meet(db, new.business, new.name, new.phone, entry=new.id, now=now)
    db.execute("UPDATE appointments SET customer = ? WHERE id = ?", (customer, new.id))
    row = get(db, new.id)
    _journal(db, row, before=None, now=now, seq=seq)
    _record(db, by, "book", row, None, now)
    index(
        db, "booking", new.id, business=new.business, at=stamp(now),
        text=f"{new.name} {new.service} {new.start:%d.%m.%Y}", number=new.phone,
    )  # fmt: skip
    return row


def change(db: Database, booking: str, status: Status, *, now: datetime, by: By) -> dict[str, Any]:
    """Moves one appointment to another status: confirm, decline, cancel. The same status again is no change.

    Raises:
        NotFound: there is no such appointment.
        NotAllowed: there is no legal way from its status.
        SlotTaken: a hold had expired, and somebody else took the time.
    """
    with _checked(db):
        row = get(db, booking)
        if row["status"] == status:
            return row
        [after] = _change(db, [row], status, now=now, by=by)
    return after


def change_visit(
    db: Database, booking: str, status: Status, *, now: datetime, by: By
) -> list[dict[str, Any]]:
    """Like `change`, for every part of a visit that can still change so; gives them. A single one is changed alone."""
    with _checked(db):
        parts = visit_of(db, get(db, booking))
        due = [row for row in parts if status in LEGAL[row["status"]]]
        if not due and all(row["status"] != status for row in parts):
            raise NotAllowed(f"a {parts[0]['status']} appointment cannot become {status}")
        if due:
            _change(db, due, status, now=now, by=by)
        return [get(db, row["id"]) for row in parts]


def _change(
    db: Database, rows: Sequence[Mapping[str, Any]], status: Status, *, now: datetime, by: By
) -> list[dict[str, Any]]:
    changed = []
    for row in rows:
        if status not in LEGAL[row["status"]]:
            raise NotAllowed(f"a {row['status']} appointment cannot become {status}")
        db.execute(
            "UPDATE appointments SET status = ?, expires_at = NULL, updated_at = ? WHERE id = ?",
            (status, stamp(now), row["id"]),
        )
        after = get(db, row["id"])
        _journal(db, after, before=row["status"], now=now, seq=None)
        _record(db, by, status, after, row["status"], now)
        changed.append(after)
    reports.appointment(db, changed, status, now=now, by=by)
    return changed


@dataclass(frozen=True)
class Place:
    """When, with whom and where an appointment is; aware."""

    staff: str
    start: datetime
    end: datetime
    blocked_until: datetime
    resource: str | None = None


def reschedule(db: Database, booking: str, to: Place, *, now: datetime, by: By) -> dict[str, Any]:
    """Moves an appointment to another time or person; its status stays.

    Raises:
        NotFound: there is no such appointment.
        NotAllowed: it is declined or cancelled.
        SlotTaken: the new time is blocked; the old one stays as it is.
    """
    [after] = reschedule_all(db, [(booking, [to])], now=now, by=by)
    return after


def reschedule_all(
    db: Database, moves: Sequence[tuple[str, Sequence[Place]]], *, now: datetime, by: By
) -> list[dict[str, Any]]:
    """Moves the parts of a visit, each to the first of its places that is free, all of them or none.

    In the order in which they are given: a part must not run into one that has not moved yet.

    Raises:
        NotFound: there is no such appointment.
        NotAllowed: one is declined or cancelled.
        SlotTaken: a part has no free place.
    """
    with _checked(db):
        moved = [_move(db, get(db, booking), places, now=now, by=by) for booking, places in moves]
        moved.sort(key=lambda row: str(row["starts_at"]))
        reports.appointment(db, moved, "moved", now=now, by=by)
    return moved


def _move(
    db: Database, row: Mapping[str, Any], places: Sequence[Place], *, now: datetime, by: By
) -> dict[str, Any]:
    if row["status"] not in BLOCKING:
        raise NotAllowed(f"a {row['status']} appointment cannot be moved")
    for number, to in enumerate(places, start=1):
        try:
            db.execute(
                "UPDATE appointments SET staff = ?, starts_at = ?, ends_at = ?, blocked_until = ?, resource = ?, "
                "updated_at = ? WHERE id = ?",
                (to.staff, stamp(to.start), stamp(to.end), stamp(to.blocked_until), to.resource,
                 stamp(now), row["id"]),
            )  # fmt: skip
        except sqlite3.IntegrityError:
            if number == len(places):
                raise
        else:
            break
    after = get(db, row["id"])
    _journal(db, after, before=row["status"], now=now, seq=None)
    moved = f"{row['starts_at']} {row['staff']}", f"{after['starts_at']} {after['staff']}"
    record(
        db, by, "move", business=row["business"], entry=row["id"], now=now, before=moved[0], after=moved[1]
    )  # fmt: skip
    return after


def visit_of(db: Database, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of the visit that an appointment belongs to, by time; itself when it stands alone."""
    if row["visit"] is None:
        return [dict(row)]
    sql = "SELECT * FROM appointments WHERE visit = ? ORDER BY starts_at, id"
    return list(db.query(sql, [row["visit"]]))


@contextmanager
def _checked(db: Database) -> Iterator[None]:
    """One transaction; what the schema refuses is told in our words."""
    try:
        with immediate(db):
            yield
    except sqlite3.IntegrityError as error:
        raise _translated(error) from error


def get(db: Database, booking: str) -> dict[str, Any]:
    """One appointment, by its id or the beginning of it.

    Raises:
        NotFound: there is none, or several begin like that.
    """
    return one(db, "appointments", "appointment", booking)


def list_bookings(
    db: Database,
    *,
    business: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    status: str | None = None,
) -> list[dict[str, Any]]:
    """Appointments by start; `start` and `end` bound it (`end` is not included)."""
    where, values = ["1"], list[str]()
    bounds = (
        ("business = ?", business),
        ("status = ?", status),
        ("starts_at >= ?", stamp(start) if start else None),
        ("starts_at < ?", stamp(end) if end else None),
    )
    for condition, value in bounds:
        if value is not None:
            where.append(condition)
            values.append(value)
    sql = f"SELECT * FROM appointments WHERE {' AND '.join(where)} ORDER BY starts_at, staff"  # noqa: S608
    return list(db.query(sql, values))


def blocking(
    db: Database,
    business: str,
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    but: str | Sequence[str] | None = None,
) -> list[Busy]:
    """What appointments take between two moments; `but` are those that are to be moved."""
    moved = json.dumps([but] if isinstance(but, str) else list(but or ()))
    rows = db.execute(
        """
        SELECT staff, starts_at, blocked_until, resource FROM appointments
        WHERE business = ? AND starts_at > ? AND starts_at < ? AND blocked_until > ?
          AND id NOT IN (SELECT value FROM json_each(?))
          AND (status IN ('requested', 'confirmed') OR (status = 'held' AND expires_at > ?))
        ORDER BY starts_at
        """,
        (business, stamp(start - LONGEST), stamp(end), stamp(start), moved, stamp(now)),
    )
    return [
        Busy(str(staff), parse(begins), parse(ends), resource)
        for staff, begins, ends, resource in rows.fetchall()
    ]


def _by_key(db: Database, key: str) -> dict[str, Any] | None:
    rows = list(db.query("SELECT * FROM appointments WHERE idempotency_key = ?", [key]))
    return rows[0] if rows else None


def _journal(
    db: Database, row: Mapping[str, Any], *, before: str | None, now: datetime, seq: int | None
) -> None:
    """The change as an event; an appointment without a call is journalled under an empty one."""
    call = row["call"] or ""
    number = seq if seq is not None else journal.next_seq(db, call)
    event = BookingChanged(
        seq=number,
        at=stamp(now),
        business=row["business"],
        call=call,
        booking=row["id"],
        status=row["status"],
        before=before,
    )
    journal.append(db, [event])


def _record(
    db: Database, by: By, verb: str, row: Mapping[str, Any], before: str | None, now: datetime
) -> None:
    record(
        db, by, verb, business=row["business"], entry=row["id"], now=now,
        before=before, after=row["status"],
    )  # fmt: skip


def _translated(error: sqlite3.IntegrityError) -> Exception:
    if "not_allowed" in str(error):
        return NotAllowed("the appointment's status does not allow it")
    return SlotTaken("the time is taken") if "slot_taken" in str(error) else error
