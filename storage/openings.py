"""What is free, as the database knows it at this moment."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.availability import Slot, free_slots
from storage.bookings import blocking
from storage.offers import LOOK_AHEAD_DAYS, Reason, Wish, find_offers
from storage.planning import away, special_hours


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
) -> tuple[Reason, tuple[Slot, ...]]:
    """Free times near a wish, see `find_offers`; `but` is an appointment that is to be moved."""
    zone = ZoneInfo(business.zone)
    today = now.astimezone(zone).date()
    first = max(wish.first or today, today)
    last = max(wish.last or first, first) + timedelta(days=LOOK_AHEAD_DAYS + 1)
    start = datetime.combine(min(first, today), time(), zone) - timedelta(days=1)
    end = datetime.combine(last, time(), zone)
    busy = [
        *blocking(db, business.key, start=start, end=end, now=now, but=but),
        *away(db, business.key, start=start, end=end),
    ]
    special = special_hours(db, business.key, first=min(first, today), last=last)

    def slots_of(day: date) -> list[Slot]:
        return free_slots(business, service, day, busy, now=now, staff=staff, special=special)

    return find_offers(business, wish, slots_of, now=now, exclude=exclude, special=special)
