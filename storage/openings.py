"""What is free, as the database knows it at this moment."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.availability import Busy, Slot, free_slots
from storage.bookings import blocking
from storage.offers import LOOK_AHEAD_DAYS, Reason, Wish, find_offers
from storage.times import parse


def openings(
    db: Database,
    business: Business,
    service: str,
    wish: Wish,
    *,
    staff: str | None,
    now: datetime,
    exclude: Collection[datetime] = (),
) -> tuple[Reason, tuple[Slot, ...]]:
    """Free times near a wish, see `find_offers`."""
    zone = ZoneInfo(business.zone)
    today = now.astimezone(zone).date()
    first = max(wish.first or today, today)
    last = max(wish.last or first, first) + timedelta(days=LOOK_AHEAD_DAYS + 1)
    start = datetime.combine(min(first, today), time(), zone) - timedelta(days=1)
    end = datetime.combine(last, time(), zone)
    rows = blocking(db, business.key, start=start, end=end, now=now)
    busy = [Busy(person, parse(begins), parse(ends)) for person, begins, ends in rows]

    def slots_of(day: date) -> list[Slot]:
        return free_slots(business, service, day, busy, now=now, staff=staff)

    return find_offers(business, wish, slots_of, now=now, exclude=exclude)
