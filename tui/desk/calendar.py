"""A month's page: week numbers, days, and how much is booked on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tui.desk.cells import exactly
from tui.desk.moments import month_weeks, week
from tui.glyphs import Glyphs
from tui.lines import Line, Role, Span, column
from tui.words import Words

_WEEK = 3
DAY_WIDTH = 4
WIDTH = _WEEK + 7 * DAY_WIDTH


@dataclass(frozen=True)
class Count:
    """What is booked on one day."""

    count: int = 0
    requested: int = 0
    conflicts: int = 0


@dataclass(frozen=True)
class Month:
    """What a month's page shows."""

    chosen: date
    today: date
    counts: Mapping[date, Count]


def counts_of(answer: Mapping[str, Any]) -> dict[date, Count]:
    """From the answer of /bookings/days."""
    return {
        date.fromisoformat(day): Count(
            int(one.get("count", 0)), int(one.get("requested", 0)), int(one.get("conflicts", 0))
        )
        for day, one in (answer.get("days") or {}).items()
    }


def span(chosen: date) -> tuple[date, date]:
    """First and last day on the page of a day's month."""
    weeks = month_weeks(chosen)
    return weeks[0][0], weeks[-1][-1]


def month_lines(month: Month, words: Words, glyphs: Glyphs, *, counts: bool = True) -> list[Line]:
    """The page, two lines a week with counts below the days, one without."""
    chosen = month.chosen
    title = f"{words(f'desk.month.{chosen.month}')} {chosen.year}"
    kw = words("desk.week", week=week(chosen))
    lines: list[Line] = [
        exactly(
            ((f" {column(title, WIDTH - 8)}", "title"), (column(kw, 7, right=True), "dim")), WIDTH
        ),
        exactly(
            (
                (" " * _WEEK, "plain"),
                (
                    "".join(
                        column(words(f"weekday.{day}"), DAY_WIDTH, right=True) for day in range(7)
                    ),
                    "dim",
                ),
            ),
            WIDTH,
        ),
    ]
    for days in month_weeks(chosen):
        lines.append(_day_line(days, month))
        if counts:
            lines.append(_count_line(days, month, glyphs))
    return lines


def _day_line(days: tuple[date, ...], month: Month) -> Line:
    spans: list[Span] = [(f"{week(days[0]):>2} ", "dim")]
    for day in days:
        text = f"{day.day:>3}"
        spans += [(" ", "plain"), (text, _day_role(day, month))]
    return exactly(spans, WIDTH)


def _day_role(day: date, month: Month) -> Role:
    if day == month.chosen:
        return "mark"
    if day == month.today:
        return "key"
    if day.month != month.chosen.month:
        return "over"
    return "strong" if month.counts.get(day, Count()).count else "plain"


def _count_line(days: tuple[date, ...], month: Month, glyphs: Glyphs) -> Line:
    spans: list[Span] = [(" " * _WEEK, "plain")]
    for day in days:
        count = month.counts.get(day, Count())
        sign, role = _sign(count, glyphs)
        number = str(count.count) if count.count else glyphs.between
        spans += [
            (number.rjust(DAY_WIDTH - len(sign)), "accent" if count.count else "over"),
            (sign, role),
        ]
    return exactly(spans, WIDTH)


def _sign(count: Count, glyphs: Glyphs) -> tuple[str, Role]:
    if count.conflicts:
        return glyphs.alarm, "needs"
    if count.requested:
        return glyphs.open, "caution"
    return "", "plain"


def day_at(month: Month, x: int, y: int, *, counts: bool = True) -> date | None:
    """Which day stands at a place of the page."""
    line = (y - 2) // (2 if counts else 1)
    place = (x - _WEEK) // DAY_WIDTH
    weeks = month_weeks(month.chosen)
    if y < 2 or not 0 <= line < len(weeks) or x < _WEEK or not 0 <= place < 7:
        return None
    return weeks[line][place]
