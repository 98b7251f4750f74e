"""What people at the desk do with appointments: book and move them, outside the hours if they want, never over another."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from config.models import Business, Service
from storage import bookings
from storage.audit import By
from storage.availability import later
from storage.bookings import Appointment
from storage.errors import NotFound, SlotTaken
from storage.ids import idempotency_key


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
    _known(business, service, staff)
    wanted = business.services[service]
    end = later(start, wanted.duration_min)
    new = Appointment(
        id=booking,
        business=business.key,
        call=None,
        service=service,
        staff=staff,
        start=start,
        end=end,
        blocked_until=later(end, wanted.buffer_min),
        zone=business.zone,
        name=name,
        phone=phone,
        key=idempotency_key(
            "by hand",
            "book",
            business=business.key,
            staff=staff,
            start=start.isoformat(),
            name=name,
        ),
    )

    def store(unit: str | None) -> dict[str, Any]:
        room = replace(new, resource=unit)
        return bookings.book(db, room, "confirmed", now=now, by=by)[0]

    return _in_a_room(wanted, store)


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
    """Moves an appointment to another time, and perhaps to another person (None: the same one).

    Raises:
        NotFound: there is no such appointment or person.
        NotAllowed: it is declined or cancelled.
        SlotTaken: the person is taken or away then, or every room is; everything stays as it was.
    """
    row = bookings.get(db, booking)
    person = staff or row["staff"]
    _known(business, row["service"], person)
    wanted = business.services[row["service"]]
    end = later(start, wanted.duration_min)
    until = later(end, wanted.buffer_min)

    def store(unit: str | None) -> dict[str, Any]:
        return bookings.reschedule(
            db, row["id"], staff=person, start=start, end=end, blocked_until=until,
            now=now, by=by, resource=unit,
        )  # fmt: skip

    return _in_a_room(wanted, store)


def _in_a_room(service: Service, store: Callable[[str | None], dict[str, Any]]) -> dict[str, Any]:
    """In the first room that is free of those that the service can use; without one where it needs none."""
    *others, last = service.resources or (None,)
    for unit in others:
        with contextlib.suppress(SlotTaken):
            return store(unit)
    return store(last)


def _known(business: Business, service: str, staff: str) -> None:
    for what, key, there in (
        ("service", service, business.services),
        ("person", staff, business.staff),
    ):
        if key not in there:
            raise NotFound(f"{business.key} has no {what} {key}; there are: {', '.join(there)}")
