"""The calendar: how many appointments each day has, one day with its hours, and free times for moving."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.availability import Special, closed_reason, hours_of
from storage.bookings import BLOCKING, LONGEST, visit_of
from storage.desk import shown
from storage.desk.asking import BUSINESS, begin_of, day_of, firm, firm_named, row_of, zones
from storage.desk.conflicts import Judge, overlapping, windows
from storage.desk.errors import BadField
from storage.desk.table import Asker, Field, Read, Row
from storage.openings import moves_on
from storage.planning import special_hours
from storage.times import parse, stamp

MOST_DAYS = 62
_COLUMNS = "id, staff, service, resource, status, starts_at, ends_at, blocked_until"


def days(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """For each local day that has any: how many appointments, how many wait, how many are in conflict."""
    first, last = _day(fields, "first"), _day(fields, "last")
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadField(f"last: 1 to {MOST_DAYS} days", field="last")
    found: dict[str, dict[str, int]] = {}
    for key, zone in zones(db, asker, fields.get("business")).items():
        for day, counts in _days_of(db, asker, key, zone, first, last).items():
            sums = found.setdefault(day, {"count": 0, "requested": 0, "conflicts": 0})
            for name in sums:
                sums[name] += counts[name]
    return {"days": dict(sorted(found.items()))}


def _days_of(
    db: Database, asker: Asker, key: str, zone: str, first: date, last: date
) -> dict[str, Counter[str]]:
    bounds = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    begins = [begin_of(day, zone) for day in bounds]
    found: dict[str, Counter[str]] = {}
    sql = (
        "SELECT status, count(*) FROM appointments WHERE business = ? AND status IN ('requested', 'confirmed') "
        "AND starts_at >= ? AND starts_at < ? GROUP BY status"
    )
    for day, since, until in zip(bounds, begins, begins[1:], strict=False):
        counts = Counter(dict(db.execute(sql, (key, since, until)).fetchall()))
        if counts:
            found[day.isoformat()] = Counter(
                count=counts.total(), requested=counts["requested"], conflicts=0
            )
    now = stamp(asker.now)
    rows = list(
        db.query(
            f"SELECT {_COLUMNS} FROM appointments WHERE business = ? AND status IN ('requested', 'confirmed') "  # noqa: S608
            "AND starts_at >= ? AND starts_at < ? AND ends_at > ? ORDER BY starts_at",
            [key, max(begins[0], stamp(asker.now - LONGEST)), begins[-1], now],
        )
    )
    over, judge = overlapping(rows), Judge(db, asker.businesses.get(key), rows)
    place = ZoneInfo(zone)
    for row in rows:
        if row["id"] in over or judge.of(row):
            local = parse(row["starts_at"]).astimezone(place)
            found[local.date().isoformat()]["conflicts"] += 1
    return found


def day(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """One day of a business: its hours, its people, its appointments, and what is free between them."""
    owner, wanted = firm_named(asker, fields["business"]), _day(fields, "day")
    since, until = begin_of(wanted, owner.zone), begin_of(wanted + timedelta(days=1), owner.zone)
    rows = list(
        db.query(
            "SELECT * FROM appointments WHERE business = ? AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, id",
            [owner.key, since, until],
        )
    )
    away = list(
        db.query(
            "SELECT * FROM absences WHERE business = ? AND starts_at < ? AND ends_at > ? ORDER BY starts_at",
            [owner.key, until, since],
        )
    )
    special = special_hours(db, owner.key, first=wanted, last=wanted)
    taken = _taken(rows, away, stamp(asker.now))
    return {
        "business": owner.key,
        "zone": owner.zone,
        "open": [[f"{one.opens:%H:%M}", f"{one.closes:%H:%M}"] for one in hours_of(owner, wanted, special)],
        "closed_reason": closed_reason(owner, wanted, special),
        "staff": [{"key": key, "name": person.name} for key, person in owner.staff.items()],
        "items": shown.bookings(db, asker, rows),
        "absences": away,
        "free": {key: _free(owner, key, wanted, special, taken.get(key, [])) for key in owner.staff},
    }  # fmt: skip


Times = list[tuple[str, str]]


def _taken(rows: list[Row], away: list[Row], now: str) -> dict[str, Times]:
    """By person: what blocks them, as stored moments."""
    taken: dict[str, Times] = {}
    for row in rows:
        if row["status"] in ("requested", "confirmed") or (
            row["status"] == "held" and row["expires_at"] > now
        ):
            taken.setdefault(row["staff"], []).append((row["starts_at"], row["blocked_until"]))
    for row in away:
        taken.setdefault(row["staff"], []).append((row["starts_at"], row["ends_at"]))
    return taken


def _free(
    owner: Business, person: str, wanted: date, special: Special, taken: Times
) -> list[list[str]]:
    """The rest of their hours, as local clock times."""
    free: list[list[str]] = []
    for opens, closes in windows(owner, person, wanted, special):
        since = opens
        for begins, ends in [*sorted(taken), (closes, closes)]:
            if since < min(begins, closes):
                free.append([_clock(since, owner.zone), _clock(min(begins, closes), owner.zone)])
            since = max(since, ends)
    return free


def _clock(moment: str, zone: str) -> str:
    return f"{parse(moment).astimezone(ZoneInfo(zone)):%H:%M}"


def times(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Free starts of one day to which an appointment, with its visit, can be moved."""
    row = row_of(db, asker, "appointments", fields["booking"])
    owner = firm(asker, row["business"])
    whole = fields.get("visit", True)
    parts = [part for part in visit_of(db, row) if part["status"] in BLOCKING] if whole else [row]
    staff = fields.get("staff")
    if staff is not None and staff not in owner.staff:
        raise BadField(f"staff: there is no {staff[:80]}", field="staff")
    found = moves_on(
        db, owner, row, parts or [row], _day(fields, "day"), staff=staff, now=asker.now
    )
    items = [{"start": stamp(start), "staff": person} for start, person in found]
    return {"items": items, "next": None, "total": len(items)}


def _day(fields: Mapping[str, Any], name: str) -> date:
    found = day_of(fields, name)
    if found is None or not date(1, 1, 2) < found < date(9999, 1, 1):
        raise BadField(f"{name}: a day like 2026-03-06 is expected", field=name)
    return found


READS = (
    Read(
        "/bookings/days",
        "How many appointments each day has: requested and confirmed ones.",
        days,
        (
            BUSINESS,
            Field("first", "local day, YYYY-MM-DD", required=True),
            Field("last", f"local day; at most {MOST_DAYS} days in all", required=True),
        ),
        returns={"days": "by the local day: count, requested, conflicts (of those to come); days without any are left out"},
    ),
    Read(
        "/bookings/day",
        "One day of a business.",
        day,
        (Field("business", "its key", required=True), Field("day", "local day", required=True)),
        returns={
            "business": "its key",
            "zone": "its time zone",
            "open": "from and until, local",
            "closed_reason": "null, holiday, company, weekly, or special: closed by dated hours",
            "staff": "key and name",
            "items": "appointments that begin on that day, as in the list",
            "absences": "rows of `absences` that fall on it",
            "free": "by person: from and until, local",
        },
    ),
    Read(
        "/bookings/{booking}/times",
        "Free starts to which an appointment can be moved.",
        times,
        (
            Field("day", "local day", required=True),
            Field("staff", "with this person; else the same one, and all others who do it"),
            Field("visit", "false: only this part of a visit", "flag"),
        ),
        returns={"items": "start (UTC) and staff", "next": "always null", "total": "how many"},
    ),
)  # fmt: skip
