"""What the pieces of spoken days and times mean: each action notes one piece in its stretch's record.

An action is given the record, the present moment, and the values of its pattern in their order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from voice.language import calendar
from voice.language.calendar import Feast, Part
from voice.language.clock_times import ClockTime, at_hour
from voice.language.values import Daypart

Action = Callable[..., None]


class Contradictory(Exception):
    """Two pieces cannot both be meant, or what is named is no day to come."""


@dataclass
class Stretch:
    """What one stretch of words says, before it is put together."""

    weekdays: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    span: tuple[date, date] | None = None
    week: date | None = None
    """The Monday of a named week."""
    weeks_later: int = 0
    after_next: bool = False
    in_order: bool = False
    """The second weekday is the end of a range that begins with the first."""
    by_day: bool = False
    """The day is the last one that will do."""
    daypart: Daypart | None = None
    times: list[ClockTime] = field(default_factory=list)
    until: ClockTime | None = None
    moment: datetime | None = None

    @property
    def said(self) -> bool:
        """True when something was named."""
        dated = self.weekdays or self.days or self.span or self.moment
        return bool(dated or self.times or self.until or self.daypart)


def nothing(_stretch: Stretch, _now: datetime, *_values: Any) -> None:
    """A phrase whose words would mean something else: a greeting, "before Christmas"."""


def contradiction(_stretch: Stretch, _now: datetime, *_values: Any) -> None:
    """What lies in the past, or cannot be meant."""
    raise Contradictory


def both(*actions: Action) -> Action:
    """One piece that says two things; all of them are given its values."""

    def act(stretch: Stretch, now: datetime, *values: Any) -> None:
        for action in actions:
            action(stretch, now, *values)

    return act


def at_time(stretch: Stretch, _now: datetime, said: ClockTime) -> None:
    """At that time, or from then on."""
    stretch.times.append(said)


def until_time(stretch: Stretch, _now: datetime, said: ClockTime) -> None:
    """Before that time."""
    stretch.until = said


def between_times(stretch: Stretch, _now: datetime, first: ClockTime, last: ClockTime) -> None:
    """From one time to another."""
    stretch.times.append(first)
    stretch.until = last


def at_named_hour(stretch: Stretch, _now: datetime, hour: int, minute: int | None = None) -> None:
    """An hour by its number."""
    stretch.times.append(at_hour(hour, minute))


def until_named_hour(stretch: Stretch, _now: datetime, hour: int) -> None:
    """Before an hour by its number."""
    stretch.until = at_hour(hour)


def between_hours(stretch: Stretch, now: datetime, first: int, last: int) -> None:
    """From one hour to another, by their numbers."""
    between_times(stretch, now, at_hour(first), at_hour(last))


def at_time_in_part(stretch: Stretch, now: datetime, said: ClockTime, part: Daypart) -> None:
    """Nine in the morning."""
    at_time(stretch, now, said)
    in_daypart(stretch, now, part)


def in_daypart(stretch: Stretch, _now: datetime, part: Daypart) -> None:
    """A part of the day; the first one that is named counts."""
    stretch.daypart = stretch.daypart or part


def part_of_day(part: Daypart) -> Action:
    """The part of the day that a phrase names."""
    return lambda stretch, now, *_values: in_daypart(stretch, now, part)


def on_weekday(stretch: Stretch, _now: datetime, *weekdays: int) -> None:
    """The next such day, or one in the week that is named besides."""
    stretch.weekdays += weekdays


def weekday_range(stretch: Stretch, now: datetime, first: int, last: int) -> None:
    """From one weekday to another."""
    on_weekday(stretch, now, first, last)
    stretch.in_order = True


def by_weekday(stretch: Stretch, now: datetime, weekday: int) -> None:
    """Until Friday."""
    on_weekday(stretch, now, weekday)
    stretch.by_day = True


def weekday_after_next(stretch: Stretch, now: datetime, _next: Any, weekday: int) -> None:
    """A week after the next such day."""
    on_weekday(stretch, now, weekday)
    stretch.after_next = True


def weekday_in_weeks(weeks: int) -> Action:
    """A week on Friday, a fortnight on Monday."""

    def act(stretch: Stretch, now: datetime, weekday: int) -> None:
        on_weekday(stretch, now, weekday)
        stretch.weeks_later = weeks

    return act


def on_day(stretch: Stretch, now: datetime, offset: int) -> None:
    """Today, tomorrow."""
    stretch.days.append(now.date() + timedelta(days=offset))


def today_in_part(stretch: Stretch, now: datetime, part: Daypart) -> None:
    """This afternoon."""
    on_day(stretch, now, 0)
    in_daypart(stretch, now, part)


def early_on_day(stretch: Stretch, now: datetime, offset: int, _part: Daypart | None) -> None:
    """Early tomorrow morning."""
    on_day(stretch, now, offset)
    in_daypart(stretch, now, "morning")


def day_in_weeks(weeks: int) -> Action:
    """A week tomorrow."""
    return lambda stretch, now, offset: on_day(stretch, now, offset + 7 * weeks)


def on_date(stretch: Stretch, now: datetime, day: int, month: int, year: int | None = None) -> None:
    """A day of a month, this year's or the next one's."""
    stretch.days.append(_dated(now.date(), month, day, year))


def on_written_date(stretch: Stretch, now: datetime, written: tuple[int, int, int | None]) -> None:
    """Day, month and year in figures."""
    on_date(stretch, now, *written)


def on_month_day(
    stretch: Stretch, now: datetime, month: int, day: int, year: int | None = None
) -> None:
    """The month first: "april third"."""
    on_date(stretch, now, day, month, year)


def on_day_of_month(stretch: Stretch, now: datetime, day: int) -> None:
    """The next twelfth."""
    found = calendar.next_day_of_month(now.date(), day)
    if found is None:
        raise Contradictory
    stretch.days.append(found)


def on_day_beside_weekday(stretch: Stretch, now: datetime, day: int) -> None:
    """Friday the thirteenth; an ordinal alone may count anything."""
    if stretch.weekdays:
        on_day_of_month(stretch, now, day)


def between_days(stretch: Stretch, now: datetime, first: int, last: int, month: int | None) -> None:
    """From the tenth to the twelfth, perhaps of a month."""
    for day in (first, last):
        if month is None:
            on_day_of_month(stretch, now, day)
        else:
            on_date(stretch, now, day, month)
    start, end = stretch.days[-2:]
    if end <= start:
        raise Contradictory
    stretch.days[-2:] = []
    stretch.span = start, end


def on_feast(stretch: Stretch, now: datetime, feast: Feast) -> None:
    """A feast by its name."""
    first, last = feast.next_span(now.date())
    if first == last:
        stretch.days.append(first)
    else:
        stretch.span = first, last


def on_counted_weekday(
    stretch: Stretch, now: datetime, number: int, weekday: int, month: int | None = None
) -> None:
    """The first Monday of a month, or the last one; without a month of this one, while it is to come."""
    today = now.date()
    for year in (today.year, today.year + 1):
        found = calendar.weekday_of_month(year, month or today.month, weekday, number)
        if found is not None and found >= today:
            stretch.days.append(found)
            return
    raise Contradictory


def in_week(stretch: Stretch, now: datetime, part: Part | None, offset: int) -> None:
    """This week, next week, the end of next week."""
    today = now.date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
    stretch.week = monday
    first, last = calendar.week_span(monday, part)
    stretch.span = (max(first, today), last)


def in_this_week(stretch: Stretch, now: datetime, part: Part) -> None:
    """The end of the week; what is over this week is meant of the next one."""
    in_week(stretch, now, part, 0)
    if stretch.span is not None and stretch.span[0] > stretch.span[1]:
        in_week(stretch, now, part, 1)


def in_fixed_week(offset: int) -> Action:
    """The week after next."""
    return lambda stretch, now: in_week(stretch, now, None, offset)


def in_month(stretch: Stretch, now: datetime, part: Part | None, month: int) -> None:
    """A month by its name, or a third of it."""
    today = now.date()
    year = today.year + (1 if month < today.month else 0)
    first, last = calendar.month_span(year, month, part)
    if last < today:
        first, last = calendar.month_span(year + 1, month, part)
    stretch.span = max(first, today), last


def in_whole_month(stretch: Stretch, now: datetime, month: int) -> None:
    """A month by its name."""
    in_month(stretch, now, None, month)


def in_month_from_now(stretch: Stretch, now: datetime, part: Part | None, offset: int) -> None:
    """Next month, the end of this one."""
    today = now.date()
    first = calendar.months_later(today.replace(day=1), offset)
    start, end = calendar.month_span(first.year, first.month, part)
    if end < today:
        raise Contradictory
    stretch.span = max(start, today), end


def in_this_month(stretch: Stretch, now: datetime, part: Part) -> None:
    """The end of the month."""
    in_month_from_now(stretch, now, part, 0)


def on_weekend(weeks: int = 0) -> Action:
    """Saturday and Sunday; on a Sunday the next ones."""

    def act(stretch: Stretch, now: datetime, *_values: Any) -> None:
        today = now.date()
        ahead = (5 - today.weekday()) % 7 if today.weekday() < 6 else 6
        saturday = today + timedelta(days=ahead, weeks=weeks)
        stretch.span = (saturday, saturday + timedelta(days=1))

    return act


def in_weeks(stretch: Stretch, now: datetime, count: int) -> None:
    """Before a weekday it names a week; after a day it moves that day."""
    if stretch.days or stretch.weekdays:
        stretch.weeks_later = count
        return
    day = now.date() + timedelta(weeks=count)
    stretch.week = day - timedelta(days=day.weekday())
    stretch.span = (day, day)


def between_weeks(stretch: Stretch, now: datetime, first: int, last: int) -> None:
    """In three to four weeks."""
    _within(stretch, now, 7 * first, 7 * last)


def between_distant_days(stretch: Stretch, now: datetime, first: int, last: int) -> None:
    """In two to three days."""
    _within(stretch, now, first, last)


def _within(stretch: Stretch, now: datetime, first: int, last: int) -> None:
    if last <= first:
        raise Contradictory
    stretch.span = now.date() + timedelta(days=first), now.date() + timedelta(days=last)


def in_so_many_weeks(count: int) -> Action:
    """In a fortnight."""
    return lambda stretch, now, *_values: in_weeks(stretch, now, count)


def in_days(stretch: Stretch, now: datetime, count: int) -> None:
    """In three days."""
    stretch.days.append(now.date() + timedelta(days=count))


def in_so_many_days(count: int) -> Action:
    """Today."""
    return lambda stretch, now, *_values: in_days(stretch, now, count)


def in_months(stretch: Stretch, now: datetime, count: int) -> None:
    """In three months, on the same day of the month."""
    stretch.days.append(calendar.months_later(now.date(), count))


def in_so_many_months(count: int) -> Action:
    """In a year."""
    return lambda stretch, now, *_values: in_months(stretch, now, count)


def in_hours(stretch: Stretch, now: datetime, count: int) -> None:
    """In two hours."""
    stretch.moment = now + timedelta(hours=count)


def in_half_hours(stretch: Stretch, now: datetime, count: int) -> None:
    """So many hours and a half."""
    stretch.moment = now + timedelta(hours=count, minutes=30)


def in_minutes(stretch: Stretch, now: datetime, count: int) -> None:
    """In twenty minutes."""
    stretch.moment = now + timedelta(minutes=count)


def in_so_many_minutes(count: int) -> Action:
    """In half an hour."""
    return lambda stretch, now, *_values: in_minutes(stretch, now, count)


def _dated(today: date, month: int, day: int, year: int | None) -> date:
    try:
        found = date(year, month, day) if year else calendar.next_date(today, month, day)
    except ValueError as error:
        raise Contradictory from error
    if found is None:
        raise Contradictory
    return found
