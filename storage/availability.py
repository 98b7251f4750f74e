"""Which starts are free: pure, from what a business is, what is taken, and the moment of asking."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from config.models import Business, TimeRange, Weekday


@dataclass(frozen=True)
class Busy:
    """A person is taken from `start` until `end` (buffer included); aware."""

    staff: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Slot:
    """A free start, in the business's zone; `blocked_until` is the end with its buffer."""

    start: datetime
    end: datetime
    blocked_until: datetime
    staff: str
    service: str


@lru_cache(maxsize=64)
def _holidays(state: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=state, years=year))


def is_holiday(state: str | None, day: date) -> bool:
    """True on a public holiday of the Bundesland; without one, on a nationwide holiday."""
    return day in _holidays(state, day.year)


def open_ranges(business: Business, staff: str, day: date) -> tuple[TimeRange, ...]:
    """When a person works on a day; empty on holidays and company holidays."""
    if not business.open_on_holidays and is_holiday(business.state, day):
        return ()
    if any(period.first <= day <= period.last for period in business.closed):
        return ()
    person = business.staff[staff]
    hours = business.hours if person.hours is None else person.hours
    return hours.get(list(Weekday)[day.weekday()], ())


def last_day(business: Business, now: datetime) -> date:
    """The furthest day that can be booked."""
    today = now.astimezone(ZoneInfo(business.zone)).date()
    return today + timedelta(days=business.booking.horizon_days)


def free_slots(
    business: Business,
    service: str,
    day: date,
    busy: Sequence[Busy],
    *,
    now: datetime,
    staff: str | None = None,
) -> list[Slot]:
    """Every free start of a service on one day, by time; of several people the first in the file.

    Starts lie on the grid of `booking.step_min` from midnight (local), at least `lead_min` after `now`;
    the appointment ends within the opening range, its buffer may go beyond. Times that a change of clocks
    skips do not exist; of those that it repeats only the first is offered.
    """
    if day > last_day(business, now):
        return []
    wanted = business.services[service]
    earliest = now + timedelta(minutes=business.booking.lead_min)
    found: dict[datetime, Slot] = {}
    for person in _people(business, service, staff):
        taken = [(entry.start, entry.end) for entry in busy if entry.staff == person]
        for start in _starts(business, person, day, wanted.duration_min):
            end = _later(start, wanted.duration_min)
            until = _later(end, wanted.buffer_min)
            if start < earliest or start in found:
                continue
            if not any(begins < until and start < ends for begins, ends in taken):
                found[start] = Slot(start, end, until, person, service)
    return [found[start] for start in sorted(found)]


def _people(business: Business, service: str, staff: str | None) -> list[str]:
    able = business.services[service].staff or tuple(business.staff)
    return [person for person in business.staff if person in able and staff in (None, person)]


def _starts(business: Business, person: str, day: date, duration_min: int) -> Iterator[datetime]:
    """Starts on the grid whose appointment ends within the person's hours; aware, local."""
    zone = ZoneInfo(business.zone)
    step = business.booking.step_min
    for open_ in open_ranges(business, person, day):
        opens = open_.opens.hour * 60 + open_.opens.minute
        closes = datetime.combine(day, open_.closes, zone)
        for minute in range(-(-opens // step) * step, 24 * 60, step):
            start = datetime.combine(day, time(minute // 60, minute % 60), zone)
            if start.astimezone(UTC).astimezone(zone).replace(fold=0) != start:
                continue
            if _later(start, duration_min) > closes.astimezone(UTC):
                break
            yield start


def _later(moment: datetime, minutes: int) -> datetime:
    """So many real minutes later: across a change of clocks too."""
    later = moment.astimezone(UTC) + timedelta(minutes=minutes)
    return later.astimezone(moment.tzinfo)


def remember_holidays(businesses: Iterable[Business], now: datetime) -> None:
    """Computes this year's and the next one's before a caller has to wait for them."""
    for business in businesses:
        for year in (now.year, now.year + 1):
            _holidays(business.state, year)
