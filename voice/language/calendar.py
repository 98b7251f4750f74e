"""The arithmetic of dates: months, weeks, and the feasts that move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Part = Literal["early", "middle", "late"]
"""Of a week or a month."""


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def next_date(today: date, month: int, day: int) -> date | None:
    """The next such day that is not past; None when no calendar has it."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def next_day_of_month(today: date, day: int) -> date | None:
    """The next date with this day of the month, today included."""
    year, month = today.year, today.month
    for _ in range(12):
        try:
            found = date(year, month, day)
        except ValueError:
            found = None
        if found is not None and found >= today:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    return date(day.year + years, month + 1, min(day.day, 28))


def month_span(year: int, month: int, part: Part | None) -> tuple[date, date]:
    """A month's beginning, middle, end (thirds), or all of it."""
    first = date(year, month, 1)
    last = months_later(first, 1) - timedelta(days=1)
    spans: Mapping[Part | None, tuple[date, date]] = {
        "early": (first, first.replace(day=10)),
        "middle": (first.replace(day=11), first.replace(day=20)),
        "late": (first.replace(day=21), last),
    }
    return spans.get(part, (first, last))


def week_span(monday: date, part: Part | None) -> tuple[date, date]:
    """A week's beginning, middle, end, or all of it; `monday` is its first day."""
    spans: Mapping[Part | None, tuple[int, int]] = {
        "early": (0, 1),
        "middle": (1, 3),
        "late": (3, 5),
    }
    days = spans.get(part, (0, 6))
    return monday + timedelta(days=days[0]), monday + timedelta(days=days[1])


def weekday_of_month(year: int, month: int, weekday: int, number: int) -> date | None:
    """The n-th such weekday of a month, counted from 1, or the last one for -1; None: there is none."""
    first, last = month_span(year, month, None)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    fitting = [day for day in days if day.weekday() == weekday]
    index = number if number < 0 else number - 1
    return fitting[index] if index < len(fitting) else None


@dataclass(frozen=True)
class Feast:
    """A feast by its name: its first day in a year, and how many days it lasts."""

    on: Callable[[int], date]
    days: int = 1

    def next_span(self, today: date) -> tuple[date, date]:
        """The first and the last day of the next one that is not over."""
        first, last = self._span(today.year)
        return (first, last) if last >= today else self._span(today.year + 1)

    def _span(self, year: int) -> tuple[date, date]:
        first = self.on(year)
        return first, first + timedelta(days=self.days - 1)


def fixed(month: int, day: int, days: int = 1) -> Feast:
    """A feast on the same day each year."""
    return Feast(lambda year: date(year, month, day), days)


def from_easter(offset: int, days: int = 1) -> Feast:
    """A feast so many days after Easter Sunday."""
    return Feast(lambda year: easter(year) + timedelta(days=offset), days)


def advent(weeks: int) -> Feast:
    """The n-th Sunday of Advent: the fourth is the last one before Christmas Day."""
    return Feast(lambda year: _before_christmas(year) - timedelta(weeks=4 - weeks))


def repentance_day() -> Feast:
    """The Wednesday eleven days before the first Sunday of Advent."""
    return Feast(lambda year: _before_christmas(year) - timedelta(weeks=3, days=11))


def mothers_day() -> Feast:
    """The second Sunday of May."""
    return Feast(
        lambda year: date(year, 5, 14) - timedelta(days=date(year, 5, 14).isoweekday() % 7)
    )


def _before_christmas(year: int) -> date:
    return date(year, 12, 24) - timedelta(days=date(year, 12, 24).isoweekday() % 7)
