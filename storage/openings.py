"""What is free, as the database knows it at this moment."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.availability import NONE_FREE, Busy, OneDay, Slot, able, free_slots
from storage.bookings import blocking
from storage.offers import LOOK_AHEAD_DAYS, Reason, Wish, find_offers
from storage.planning import away, special_hours
from storage.times import parse
from storage.visits import Visit, free_visits

LONGEST_BUFFER_H = 5
"""What blocks a start of one day begins at most so long after midnight."""


def openings(
    db: Database,
    business: Business,
    service: str,
    wish: Wish,
    *,
    staff: str | None,
    now: datetime,
    exclude: Collection[datetime] = (),
    but: str | None = None,
    not_before: date | None = None,
) -> tuple[Reason, tuple[Slot, ...]]:
    """Free times near a wish, see `find_offers`; `but` is an appointment that is to be moved.

    Nothing is offered on days before `not_before`.
    """
    zone = ZoneInfo(business.zone)
    today = now.astimezone(zone).date()
    first = max(wish.first or today, today)
    last = max(wish.last or first, first) + timedelta(days=LOOK_AHEAD_DAYS + 1)
    special = special_hours(db, business.key, first=min(first, today), last=last)

    @cache
    def slots_of(day: date) -> list[Slot]:
        if not_before is not None and day < not_before:
            return []
        # Day by day: most wishes look at few of those that they might.
        busy = _busy(db, business, day, now=now, but=but)
        return free_slots(business, service, day, busy, now=now, staff=staff, special=special)

    return find_offers(business, wish, slots_of, now=now, exclude=exclude, special=special)


def visits_on(
    db: Database,
    business: Business,
    services: Sequence[str],
    day: date,
    *,
    staff: str | None,
    now: datetime,
) -> list[Visit]:
    """Every free start of a visit on one day, see `free_visits`."""
    special = special_hours(db, business.key, first=day, last=day)
    busy = _busy(db, business, day, now=now)
    return free_visits(business, services, day, busy, now=now, staff=staff, special=special)


def moves_on(
    db: Database,
    business: Business,
    booking: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]],
    day: date,
    *,
    staff: str | None,
    now: datetime,
) -> list[tuple[datetime, str]]:
    """The free starts of one day for an appointment, with the parts that move along, and with whom; by time.

    Alone it may go to whoever does it, or to `staff` only; a visit stays with its people.
    """
    if any(part["service"] not in business.services for part in parts):
        return []
    special = special_hours(db, business.key, first=day, last=day + timedelta(days=1))
    but = [part["id"] for part in parts]
    day_of = OneDay(business, day, _busy(db, business, day, now=now, but=but), now=now, special=special)  # fmt: skip
    zone, alone = ZoneInfo(business.zone), len(parts) == 1
    people = able(business, booking["service"]) if alone else [booking["staff"]]
    found = []
    for at in day_of.grid:
        moved = at - parse(booking["starts_at"]).timestamp()
        for person in people:
            who = {booking["id"]: person} if alone else {}
            if staff in (None, person) and all(
                _fits(business, day_of, part, who.get(part["id"], part["staff"]), moved)
                for part in parts
            ):
                found.append((datetime.fromtimestamp(at, zone), person))
    return found


def _fits(
    business: Business, day_of: OneDay, part: Mapping[str, Any], person: str, moved: float
) -> bool:
    wanted = business.services[part["service"]]
    at = parse(part["starts_at"]).timestamp() + moved
    until = at + (wanted.duration_min + wanted.buffer_min) * 60
    if person not in business.staff or not day_of.is_free(
        person, at, at + wanted.duration_min * 60, until
    ):
        return False
    return next(iter(day_of.units(wanted, at, until)), NONE_FREE) != NONE_FREE


def _busy(
    db: Database,
    business: Business,
    day: date,
    *,
    now: datetime,
    but: str | Sequence[str] | None = None,
) -> list[Busy]:
    """Who and what is taken or away on a day, and shortly after."""
    start = datetime.combine(day, time(), ZoneInfo(business.zone))
    end = start + timedelta(days=1, hours=LONGEST_BUFFER_H)
    taken = blocking(db, business.key, start=start, end=end, now=now, but=but)
    return [*taken, *away(db, business.key, start=start, end=end)]
