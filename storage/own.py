"""Appointments that a caller may speak for: those under the number that the call comes from, and no others."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from config.models import Business
from storage import bookings, by_hand
from storage.audit import CALLER
from storage.errors import NotAllowed
from storage.times import stamp

CHANGEABLE = ("requested", "confirmed")


def of_caller(db: Database, business: str, number: str, *, now: datetime) -> list[dict[str, Any]]:
    """Appointments to come of one number, by time; a visit once, with its `parts`."""
    sql = (
        "SELECT *, count(*) AS parts, min(starts_at) FROM appointments "
        "WHERE business = ? AND phone = ? AND starts_at > ? AND status IN ('requested', 'confirmed') "
        "GROUP BY coalesce(visit, id) ORDER BY starts_at"
    )
    return list(db.query(sql, [business, number, stamp(now)]))


def cancel(db: Database, business: str, booking: str, number: str, *, now: datetime) -> None:
    """Cancels a caller's appointment, or all parts of the visit that it belongs to.

    Raises:
        NotAllowed: it is not under that number, or cannot be changed any more.
    """
    _check(db, business, booking, number, now=now)
    bookings.change_visit(db, booking, "cancelled", now=now, by=CALLER)


def move(
    db: Database,
    business: Business,
    booking: str,
    number: str,
    *,
    start: datetime,
    staff: str,
    now: datetime,
) -> None:
    """Moves a caller's appointment.

    Raises:
        NotAllowed: it is not under that number, or cannot be changed any more.
        SlotTaken: the new time is taken; the old one stays as it was.
    """
    _check(db, business.key, booking, number, now=now)
    by_hand.move(db, business, booking, start=start, staff=staff, now=now, by=CALLER)


def _check(db: Database, business: str, booking: str, number: str, *, now: datetime) -> None:
    row = bookings.get(db, booking)
    theirs = row["business"] == business and row["phone"] == number
    if not theirs or row["status"] not in CHANGEABLE or row["starts_at"] <= stamp(now):
        raise NotAllowed("the appointment is not one that this caller may change")
