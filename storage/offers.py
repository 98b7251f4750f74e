"""At most three offers near a wish: what a good receptionist would name first. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from config.models import Business, TimeRange
from storage.availability import NOTHING_SPECIAL, Slot, Special, last_day, open_ranges

MOST_OFFERS = 3
LOOK_AHEAD_DAYS = 28
"""How far beyond the wished day other days are looked at."""
CLOSE_BY = timedelta(hours=2, minutes=30)
"""Within this of a wished time another time of the same day is worth naming."""
Reason = Literal["exact", "near", "taken", "closed", "past", "too_far", "none"]
DAYPARTS: Mapping[str, tuple[time, time]] = {
    "morning": (time(0), time(10)),
    "forenoon": (time(0), time(12)),
    "noon": (time(11, 30), time(14)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time(23, 59)),
    "night": (time(20), time(23, 59)),
}
"""What callers mean by a part of the day, as bounds of the start."""


@dataclass(frozen=True)
class Wish:
    """What a caller named; everything may be open."""

    first: date | None = None
    last: date | None = None
    """The end of a range of days; None: `first` alone."""
    at: time | None = None
    until: time | None = None
    """The end of a range of times; None: `at` exactly."""
    daypart: str | None = None

    @property
    def bounds(self) -> tuple[time, time] | None:
        """The range of starts that the wish allows, when it names one."""
        if self.at is not None and self.until is not None:
            return self.at, self.until
        if self.at is None and self.daypart is not None:
            return DAYPARTS[self.daypart]
        return None


def find_offers(
    business: Business,
    wish: Wish,
    slots_of: Callable[[date], Sequence[Slot]],
    *,
    now: datetime,
    exclude: Collection[datetime] = (),
    special: Special = NOTHING_SPECIAL,
) -> tuple[Reason, tuple[Slot, ...]]:
    """The wished time alone when it is free (`exact`), else why not and up to three others near it.

    `slots_of` gives a day's free starts; `exclude` are starts that the caller has refused; `special` tells
    a day on which nothing is free from one that is closed.
    """
    local = now.astimezone(ZoneInfo(business.zone))

    def free(day: date) -> list[Slot]:
        return [slot for slot in slots_of(day) if slot.start not in exclude]

    first = wish.first or local.date()
    end = last_day(business, now)
    if first > end:
        return "too_far", ()
    if wish.first is not None and _is_past(wish, local):
        return "past", _spread(_over_days(local.date(), end, free), wish)
    if wish.first is not None and wish.last is None:
        ranges = [
            open_
            for person in business.staff
            for open_ in open_ranges(business, person, wish.first, special)
        ]
        return _on_day(ranges, wish, wish.first, free, end)
    last = min(wish.last or end, end)
    found = _over_days(first, last, free, wish)
    if found:
        exact = wish.at is not None and wish.until is None and wish.first is None
        same = [slot for slot in found if slot.start.time() == wish.at] if exact else []
        return "near", _spread(same or found, wish)
    more = _over_days(first, end, free)
    return ("taken" if more and wish.first else "none"), _spread(more, wish)


def _is_past(wish: Wish, local: datetime) -> bool:
    day = wish.last or wish.first
    if day is None or day > local.date():
        return False
    bounds = wish.bounds
    moment = wish.until or (bounds[1] if bounds else wish.at)
    return day < local.date() or (moment is not None and moment < local.time())


def _on_day(
    ranges: Sequence[TimeRange],
    wish: Wish,
    day: date,
    free: Callable[[date], list[Slot]],
    end: date,
) -> tuple[Reason, tuple[Slot, ...]]:
    slots = free(day)
    if wish.at is not None and wish.until is None:
        exact = [slot for slot in slots if slot.start.time() == wish.at]
        if exact:
            return "exact", (exact[0],)
        is_open = any(open_.opens <= wish.at < open_.closes for open_ in ranges)
        return ("taken" if is_open else "closed"), _around(day, wish.at, slots, free, end)
    fitting = [slot for slot in slots if _fits(slot, wish)]
    if fitting:
        return "near", _spread(fitting, wish)
    reason: Reason = "taken" if ranges else "closed"
    following = _over_days(day + timedelta(days=1), end, free, wish)
    return reason, _spread([*slots, *following], wish)


def _fits(slot: Slot, wish: Wish) -> bool:
    bounds = wish.bounds
    return bounds is None or bounds[0] <= slot.start.time() <= bounds[1]


def _over_days(
    first: date, last: date, free: Callable[[date], list[Slot]], wish: Wish | None = None
) -> list[Slot]:
    """Free starts of the next days, until there are days enough to choose from."""
    found: list[Slot] = []
    days = 0
    for offset in range(min((last - first).days, LOOK_AHEAD_DAYS) + 1):
        slots = [s for s in free(first + timedelta(days=offset)) if wish is None or _fits(s, wish)]
        if wish is not None and wish.at is not None and wish.until is None:
            slots = [slot for slot in slots if slot.start.time() == wish.at]
        found += slots
        days += bool(slots)
        if days == MOST_OFFERS:
            break
    return found


def _around(
    day: date, at: time, slots: Sequence[Slot], free: Callable[[date], list[Slot]], end: date
) -> tuple[Slot, ...]:
    """The nearest starts of the same day, before and after, and the wished time on another day."""

    def distance(slot: Slot) -> timedelta:
        return abs(slot.start.replace(tzinfo=None) - datetime.combine(slot.start.date(), at))

    close = [slot for slot in slots if distance(slot) <= CLOSE_BY]
    before = [slot for slot in close if slot.start.time() < at][-1:]
    after = [slot for slot in close if slot.start.time() > at][:1]
    chosen = [*before, *after] or ([min(slots, key=distance)] if slots else [])
    for offset in range(1, LOOK_AHEAD_DAYS):
        other = day + timedelta(days=offset)
        if len(chosen) == MOST_OFFERS or other > end:
            break
        near = free(other)
        if near:
            chosen.append(min(near, key=distance))
    return tuple(sorted(chosen, key=lambda slot: slot.start))


def _spread(slots: Sequence[Slot], wish: Wish) -> tuple[Slot, ...]:
    """Three that differ: one a day when there are days to choose from, else early, middle and late.

    Full and half hours are preferred: they are easier to hear and to remember.
    """
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.start.date(), []).append(slot)
    if not by_day:
        return ()
    open_wish = wish.first is None and wish.at is None and wish.daypart is None
    if len(by_day) == 1 or (open_wish and len(next(iter(by_day.values()))) >= MOST_OFFERS):
        day = _easy(next(iter(by_day.values())))
        if open_wish:
            day = _easy(next(iter(by_day.values())))[: max(MOST_OFFERS, len(day) // 2)]
        earliest = slots[0] if open_wish else day[0]  # as soon as possible means just that
        chosen = [earliest, day[len(day) // 2], day[-1]]
    else:
        chosen = [_easy(day)[0] for day in list(by_day.values())[:MOST_OFFERS]]
    unique = {slot.start: slot for slot in chosen}
    return tuple(unique[start] for start in sorted(unique))


def _easy(slots: list[Slot]) -> list[Slot]:
    round_ones = [slot for slot in slots if slot.start.minute % 30 == 0]
    return round_ones if len(round_ones) >= MOST_OFFERS else slots
