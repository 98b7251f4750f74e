"""Which starts are free: pure, from what a business is, what is taken, and the moment of asking."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import inf
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from config.models import Business, Service, TimeRange, Weekday, WeeklyHours


@dataclass(frozen=True)
class Busy:
    """A person, and perhaps a resource, is taken from `start` until `end` (buffer included); aware."""

    staff: str
    start: datetime
    end: datetime
    resource: str | None = None


Special = Mapping[tuple[str, date], tuple[TimeRange, ...]]
"""Hours of single days: of a person, or of the business under ""; they go before holidays and the week."""
NOTHING_SPECIAL: Special = {}
MOST_CLOSED_DAYS = 60
"""Who is closed for longer has no next opening that a caller would wait for."""


@dataclass(frozen=True)
class Slot:
    """A free start, in the business's zone; `blocked_until` is the end with its buffer."""

    start: datetime
    end: datetime
    blocked_until: datetime
    staff: str
    service: str
    resource: str | None = None


@lru_cache(maxsize=64)
def _holidays(state: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=state, years=year))


def is_holiday(state: str | None, day: date) -> bool:
    """True on a public holiday of the Bundesland; without one, on a nationwide holiday."""
    return day in _holidays(state, day.year)


def open_ranges(
    business: Business, staff: str, day: date, special: Special = NOTHING_SPECIAL
) -> tuple[TimeRange, ...]:
    """When a person works on a day.

    Their own hours of that day; else the business's of that day, within which everybody works; else nothing
    on holidays and company holidays; else the hours of the week.
    """
    dated = special.get((staff, day))
    if dated is not None:
        return dated
    own = business.staff[staff].hours
    return _ranges(business, business.hours if own is None else own, day, special)


def _ranges(
    business: Business, hours: WeeklyHours, day: date, special: Special
) -> tuple[TimeRange, ...]:
    dated = special.get(("", day))
    if dated is not None:
        return dated
    if not business.open_on_holidays and is_holiday(business.state, day):
        return ()
    if any(period.first <= day <= period.last for period in business.closed):
        return ()
    return hours.get(list(Weekday)[day.weekday()], ())


def hours_of(
    business: Business, day: date, special: Special = NOTHING_SPECIAL
) -> tuple[TimeRange, ...]:
    """When the business itself is open on a day."""
    return _ranges(business, business.hours, day, special)


ClosedReason = Literal["special", "holiday", "company", "weekly"]


def closed_reason(
    business: Business, day: date, special: Special = NOTHING_SPECIAL
) -> ClosedReason | None:
    """Why the business is closed all day: by dated hours, a public or company holiday, its week; None when it opens."""
    if hours_of(business, day, special):
        return None
    if ("", day) in special:
        return "special"
    if not business.open_on_holidays and is_holiday(business.state, day):
        return "holiday"
    if any(period.first <= day <= period.last for period in business.closed):
        return "company"
    return "weekly"


def is_open(business: Business, now: datetime, special: Special = NOTHING_SPECIAL) -> bool:
    """True while the business is open; `now` is its local time."""
    ranges = _ranges(business, business.hours, now.date(), special)
    return any(open_.opens <= now.time() < open_.closes for open_ in ranges)


def next_opening(
    business: Business, now: datetime, special: Special = NOTHING_SPECIAL
) -> datetime | None:
    """When it opens next after `now`, which is its local time; None when it does not within `MOST_CLOSED_DAYS`."""
    for ahead in range(MOST_CLOSED_DAYS):
        day = now.date() + timedelta(days=ahead)
        for open_ in _ranges(business, business.hours, day, special):
            if ahead or open_.opens > now.time():
                return datetime.combine(day, open_.opens, now.tzinfo)
    return None


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
    special: Special = NOTHING_SPECIAL,
) -> list[Slot]:
    """Every free start of a service on one day, by time; of several people or resources the first in the file.

    Starts lie on the grid of `booking.step_min` from midnight (local), at least `lead_min` after `now`;
    the appointment ends within the opening range, its buffer may go beyond. Times that a change of clocks
    skips do not exist; of those that it repeats only the first is offered.
    """
    day_of = OneDay(business, day, busy, now=now, special=special)
    wanted = business.services[service]
    lasts, blocks = wanted.duration_min * 60, (wanted.duration_min + wanted.buffer_min) * 60
    found: dict[int, tuple[str, str | None]] = {}
    for person in able(business, service):
        if staff not in (None, person):
            continue
        for at in day_of.starts(person, lasts, blocks):
            if at not in found:
                unit = next(day_of.units(wanted, at, at + blocks), NONE_FREE)
                if unit is not NONE_FREE:
                    found[at] = person, unit
    zone = ZoneInfo(business.zone)
    return [slot_at(at, wanted, service, *found[at], zone) for at in sorted(found)]


Times = list[tuple[float, float]]
"""From, until: seconds since 1970."""


def _taken(busy: Sequence[Busy]) -> tuple[dict[str, Times], dict[str, Times]]:
    """The taken times of each person, and of each resource."""
    people: dict[str, Times] = {}
    resources: dict[str, Times] = {}
    for entry in busy:
        times = entry.start.timestamp(), entry.end.timestamp()
        people.setdefault(entry.staff, []).append(times)
        if entry.resource is not None:
            resources.setdefault(entry.resource, []).append(times)
    return (
        {who: _merged(times) for who, times in people.items()},
        {what: _merged(times) for what, times in resources.items()},
    )


def _merged(times: Times) -> Times:
    """The same time without overlaps, in order."""
    merged: Times = []
    for begin, end in sorted(times):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return merged


def _clashes(taken: Times, begins: float, ends: float) -> bool:
    """Of times without overlaps only the last one that begins before our end can reach into it."""
    at = bisect_left(taken, (ends, 0.0))
    return at > 0 and taken[at - 1][1] > begins


def slot_at(
    at: int, wanted: Service, service: str, person: str, resource: str | None, zone: ZoneInfo
) -> Slot:
    """A free start as a slot."""
    start = datetime.fromtimestamp(at, zone)
    end = later(start, wanted.duration_min)
    return Slot(start, end, later(end, wanted.buffer_min), person, service, resource)


def able(business: Business, service: str) -> list[str]:
    """Who does a service, in the order of the file."""
    only = business.services[service].staff
    return [person for person in business.staff if not only or person in only]


NONE_FREE = ""
"""No resource has this key: what `next` gives when none is free."""


class OneDay:
    """One day of a business: when people work, what is taken. Moments are seconds since 1970."""

    def __init__(
        self,
        business: Business,
        day: date,
        busy: Sequence[Busy],
        *,
        now: datetime,
        special: Special = NOTHING_SPECIAL,
    ) -> None:
        self._business, self._day, self._special = business, day, special
        self._people, self._resources = _taken(busy)
        self._open: dict[str, Times] = {}
        grid = _grid(business.zone, business.booking.step_min, day)
        earliest = (now + timedelta(minutes=business.booking.lead_min)).timestamp()
        self.grid = () if day > last_day(business, now) else grid[bisect_left(grid, earliest) :]
        """Every start that may be offered."""

    def open(self, person: str) -> Times:
        """When a person works."""
        if person not in self._open:
            ranges = open_ranges(self._business, person, self._day, self._special)
            zone, day = self._business.zone, self._day
            self._open[person] = [(_epoch(zone, day, r.opens), _epoch(zone, day, r.closes)) for r in ranges]  # fmt: skip
        return self._open[person]

    def starts(self, person: str, lasts: int, blocks: int) -> Iterator[int]:
        """Where on the grid a person is free for so many seconds (`blocks`: with the buffer)."""
        for opens, closes in self.open(person):
            since = opens
            for begins, ends in (*self._people.get(person, ()), (inf, inf)):
                last = min(closes - lasts, begins - blocks)
                yield from self.grid[bisect_left(self.grid, since) : bisect_right(self.grid, last)]
                since = max(since, ends)

    def is_free(self, person: str, at: float, ends: float, until: float) -> bool:
        """True when a person works from `at` to `ends`, and is not taken up to `until`."""
        works = any(opens <= at and ends <= closes for opens, closes in self.open(person))
        return works and not _clashes(self._people.get(person, []), at, until)

    def units(self, service: Service, at: float, until: float) -> Iterator[str | None]:
        """The resources of a service that are free; None alone when it needs none."""
        if not service.resources:
            yield None
        for unit in service.resources:
            if not _clashes(self._resources.get(unit, []), at, until):
                yield unit


@lru_cache(maxsize=1024)
def _grid(zone: str, step_min: int, day: date) -> tuple[int, ...]:
    """Every start of a day that exists, and of repeated ones the first: seconds since 1970."""
    place, starts = ZoneInfo(zone), []
    for minute in range(0, 24 * 60, step_min):
        start = datetime.combine(day, time(minute // 60, minute % 60), place)
        if start.astimezone(UTC).astimezone(place).replace(fold=0) == start:
            starts.append(round(start.timestamp()))
    return tuple(starts)


@lru_cache(maxsize=4096)
def _epoch(zone: str, day: date, at: time) -> float:
    return datetime.combine(day, at, ZoneInfo(zone)).timestamp()


def later(moment: datetime, minutes: int) -> datetime:
    """So many real minutes later: across a change of clocks too."""
    later = moment.astimezone(UTC) + timedelta(minutes=minutes)
    return later.astimezone(moment.tzinfo)


def remember_holidays(businesses: Iterable[Business], now: datetime) -> None:
    """Computes this year's and the next one's before a caller has to wait for them."""
    for business in businesses:
        for year in (now.year, now.year + 1):
            _holidays(business.state, year)
