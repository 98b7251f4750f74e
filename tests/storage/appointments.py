"""Appointments for tests."""

from datetime import datetime, timedelta

from storage.bookings import Appointment
from storage.ids import idempotency_key

SERIAL = iter(range(10**9))


def appointment(
    start: datetime,
    *,
    minutes: int = 45,
    buffer: int = 0,
    staff: str = "anna",
    key: str | None = None,
    resource: str | None = None,
    phone: str = "+491701234567",
    name: str = "Becker",
) -> Appointment:
    number = next(SERIAL)
    end = start + timedelta(minutes=minutes)
    return Appointment(
        id=f"A{number}",
        business="friseur",
        call=None,
        service="haarschnitt",
        staff=staff,
        start=start,
        end=end,
        blocked_until=end + timedelta(minutes=buffer),
        zone="Europe/Berlin",
        name=name,
        phone=phone,
        key=key or idempotency_key("call", "book", number=str(number)),
        resource=resource,
    )
