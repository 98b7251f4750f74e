"""What the files say a business is, as rows under stable keys: removed means retired, never deleted."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlite_utils import Database

from config.models import Business, Weekday, WeeklyHours
from storage import knowledge
from storage.database import immediate
from storage.times import stamp


def mirror(db: Database, businesses: Mapping[str, Business], now: datetime) -> None:
    """Makes the rows of businesses, services, staff and hours match the files, in one transaction."""
    moment = stamp(now)
    with immediate(db):
        for business in businesses.values():
            _business(db, business, moment)
        _retire(db, "businesses", "", (), businesses, moment)


def _business(db: Database, business: Business, moment: str) -> None:
    key = business.key
    db.execute(
        """
        INSERT INTO businesses (key, name, branch, mode, zone, state, confirm, numbers, updated_at, reminder_h)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET name = excluded.name, branch = excluded.branch, mode = excluded.mode,
            zone = excluded.zone, state = excluded.state, confirm = excluded.confirm,
            numbers = excluded.numbers, reminder_h = excluded.reminder_h, updated_at = excluded.updated_at, retired_at = NULL
        """,
        (key, business.name, business.branch, str(business.mode), business.zone, business.state,
         str(business.confirm), json.dumps(business.numbers), moment, business.notify.reminder_h),
    )  # fmt: skip
    for name, person in business.staff.items():
        db.execute(
            "INSERT INTO staff (business, key, name) VALUES (?, ?, ?) "
            "ON CONFLICT (business, key) DO UPDATE SET name = excluded.name, retired_at = NULL",
            (key, name, person.name),
        )
    for name, service in business.services.items():
        db.execute(
            """
            INSERT INTO services (business, key, name, duration_min, buffer_min, price_eur)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (business, key) DO UPDATE SET name = excluded.name, duration_min = excluded.duration_min,
                buffer_min = excluded.buffer_min, price_eur = excluded.price_eur, retired_at = NULL
            """,
            (key, name, service.name, service.duration_min, service.buffer_min, service.price_eur),
        )
    for name, resource in business.resources.items():
        db.execute(
            "INSERT INTO resources (business, key, name) VALUES (?, ?, ?) "
            "ON CONFLICT (business, key) DO UPDATE SET name = excluded.name, retired_at = NULL",
            (key, name, resource.name),
        )
    db.execute("DELETE FROM service_staff WHERE business = ?", (key,))
    for name, service in business.services.items():
        for person_key in service.staff or business.staff:
            db.execute("INSERT INTO service_staff VALUES (?, ?, ?)", (key, name, person_key))
    db.execute("DELETE FROM routes WHERE business = ?", (key,))
    told = [("business", channel) for channel in business.notify.business]
    for audience, channel in (
        ("customer", business.notify.customers),
        ("customer_mail", business.notify.customers_mail),
    ):
        told += [(audience, channel)] if channel else []
    for audience, channel in told:
        db.execute("INSERT INTO routes VALUES (?, ?, ?)", (key, audience, channel))
    db.execute("DELETE FROM hours WHERE business = ?", (key,))
    _hours(db, key, "", business.hours)
    for name, person in business.staff.items():
        _hours(db, key, name, person.hours or {})
    knowledge.remember(db, business)
    _retire(db, "services", "business = ? AND ", (key,), business.services, moment)
    _retire(db, "staff", "business = ? AND ", (key,), business.staff, moment)
    _retire(db, "resources", "business = ? AND ", (key,), business.resources, moment)


def _hours(db: Database, business: str, staff: str, hours: WeeklyHours) -> None:
    for day, ranges in hours.items():
        for open_ in ranges:
            db.execute(
                "INSERT INTO hours (business, staff, weekday, opens, closes) VALUES (?, ?, ?, ?, ?)",
                (
                    business,
                    staff,
                    list(Weekday).index(day),
                    f"{open_.opens:%H:%M}",
                    f"{open_.closes:%H:%M}",
                ),
            )


def _retire(
    db: Database,
    table: str,
    where: str,
    values: tuple[str, ...],
    kept: Collection[str],
    moment: str,
) -> None:
    marks = ", ".join("?" * len(kept))
    db.execute(
        f"UPDATE {table} SET retired_at = ? "  # noqa: S608  # our own table names
        f"WHERE {where} retired_at IS NULL AND key NOT IN ({marks})",
        (moment, *values, *kept),
    )
