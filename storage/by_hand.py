"""What people at the desk do with appointments: book and move them, outside the hours if they want, never over another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from sqlite_utils import Database

from config.models import Business
from storage import bookings
from storage.audit import By
from storage.availability import later
from storage.bookings import Appointment, Place
from storage.errors import NotAllowed, NotFound, SlotTaken
from storage.ids import idempotency_key
from storage.times import parse, stamp


def book(
    db: Database,
    business: Business,
    *,
    booking: str,
    service: str,
    staff: str,
    start: datetime,
    name: str,
    phone: str,
    now: datetime,
    by: By,
) -> dict[str, Any]:
    """Stores a confirmed appointment and gives its row; the same person, time and name twice is one row.

    Raises:
        NotFound: the business has no such service or person.
        SlotTaken: the person is taken or away, or every room that it needs is.
    """
    [row] = book_visit(
        db, business, booking=booking, services=(service,), staff=(staff,), start=start, name=name, phone=phone,
        now=now, by=by,
    )  # fmt: skip
    return row


def book_visit(
    db: Database,
    business: Business,
    *,
    booking: str,
    services: Sequence[str],
    staff: Sequence[str],
    start: datetime,
    name: str,
    phone: str,
    now: datetime,
    by: By,
) -> list[dict[str, Any]]:
    """Stores a visit of several services, each with its person, one after the other; all of it or nothing.

    Raises:
        NotFound: the business has no such service or person.
        SlotTaken: somebody is taken or away, or every room that is needed is.
    """
    parts: list[Appointment] = []
    choices = []
    for number, (service, person) in enumerate(zip(services, staff, strict=True)):
        _known(business, service, person)
        wanted = business.services[service]
        end = later(start, wanted.duration_min)
        key = {"service": service} if len(services) > 1 else {}
        over = _over(db, business.key, person, start, name)
        key |= {"again": str(over)} if over else {}
        part = Appointment(
            id=booking if number == 0 else idempotency_key(booking, "part", number=str(number))[:26].upper(),
            business=business.key, call=None, service=service, staff=person, start=start, end=end,
            blocked_until=later(end, wanted.buffer_min), zone=business.zone, name=name, phone=phone,
            key=idempotency_key("by hand", "book", business=business.key, staff=person,
                                start=start.isoformat(), name=name, **key),
            visit=booking if len(services) > 1 else None,
        )  # fmt: skip
        parts.append(part)
        choices.append(wanted.resources or (None,))
        goes_on = number + 1 < len(staff) and staff[number + 1] == person
        start = part.blocked_until if goes_on else end
    refused = SlotTaken("the time is taken")
    for units in product(*choices):
        placed = [replace(part, resource=unit) for part, unit in zip(parts, units, strict=True)]
        try:
            return bookings.book_visit(db, placed, "confirmed", now=now, by=by)[0]
        except SlotTaken as error:
            refused = error
    raise refused


def move(
    db: Database,
    business: Business,
    booking: str,
    *,
    start: datetime,
    staff: str | None,
    now: datetime,
    by: By,
) -> dict[str, Any]:
    """Moves an appointment alone to another time, and perhaps to another person (None: the same one).

    Raises:
        NotFound: there is no such appointment or person.
        NotAllowed: it is declined or cancelled.
        SlotTaken: the person is taken or away then, or every room is; everything stays as it was.
    """
    row = bookings.get(db, booking)
    person = staff or row["staff"]
    _known(business, row["service"], person)
    places = _places(business, row["service"], person, start)
    [after] = bookings.reschedule_all(db, [(row["id"], places)], now=now, by=by)
    return after


def move_visit(
    db: Database, business: Business, booking: str, *, start: datetime, now: datetime, by: By
) -> list[dict[str, Any]]:
    """Moves a whole visit so that the named part starts at `start`; gives the parts.

    Raises:
        NotFound: there is no such appointment, or one of its services is offered no more.
        NotAllowed: all of it is declined or cancelled.
        SlotTaken: a part's person is taken or away then, or every room is; everything stays as it was.
    """
    row = bookings.get(db, booking)
    by_how_much = start - parse(row["starts_at"])
    parts = [part for part in bookings.visit_of(db, row) if part["status"] in bookings.BLOCKING]
    if not parts:
        raise NotAllowed(f"a {row['status']} appointment cannot be moved")
    moves = []
    for part in parts:
        _known(business, part["service"], part["staff"])
        begins = parse(part["starts_at"]) + by_how_much
        moves.append((part["id"], _places(business, part["service"], part["staff"], begins)))
    if by_how_much > timedelta():
        moves.reverse()  # the last part makes room for the one before it
    return bookings.reschedule_all(db, moves, now=now, by=by)


def _places(business: Business, service: str, staff: str, start: datetime) -> list[Place]:
    """With each of the rooms that the service can use; without one where it needs none."""
    wanted = business.services[service]
    end = later(start, wanted.duration_min)
    until = later(end, wanted.buffer_min)
    return [Place(staff, start, end, until, unit) for unit in wanted.resources or (None,)]


def _over(db: Database, business: str, staff: str, start: datetime, name: str) -> int:
    """How often the same was booked and cancelled: who comes back after all gets a row of their own."""
    row = db.execute(
        "SELECT count(*) FROM appointments WHERE business = ? AND staff = ? AND starts_at = ? AND name = ? "
        "AND status IN ('declined', 'cancelled')",
        (business, staff, stamp(start), name),
    ).fetchone()
    return int(row[0])


def _known(business: Business, service: str, staff: str) -> None:
    for what, key, there in (
        ("service", service, business.services),
        ("person", staff, business.staff),
    ):
        if key not in there:
            raise NotFound(f"{business.key} has no {what} {key}; there are: {', '.join(there)}")
