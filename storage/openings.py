"""What is free, as the database knows it at this moment."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.availability import Busy, Slot, free_slots
from storage.bookings import blocking
from storage.offers import LOOK_AHEAD_DAYS, Reason, Wish, find_offers
from storage.planning import away, special_hours
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


def _busy(
    db: Database, business: Business, day: date, *, now: datetime, but: str | None = None
) -> list[Busy]:
    """Who and what is taken or away on a day, and shortly after."""
    start = datetime.combine(day, time(), ZoneInfo(business.zone))
    end = start + timedelta(days=1, hours=LONGEST_BUFFER_H)
    taken = blocking(db, business.key, start=start, end=end, now=now, but=but)
    return [*taken, *away(db, business.key, start=start, end=end)]
