"""German names of days, months, parts of the day and feasts, folded, and the arithmetic of dates."""

from collections.abc import Mapping
from datetime import date, timedelta

from voice.language.values import Daypart

WEEKDAYS: Mapping[str, int] = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5,
    "sonnabend": 5, "sonntag": 6,
}  # fmt: skip
MONTHS: Mapping[str, int] = {
    "januar": 1, "jaenner": 1, "februar": 2, "maerz": 3, "april": 4, "mai": 5, "juni": 6, "juno": 6,
    "juli": 7, "julei": 7, "august": 8, "september": 9, "oktober": 10, "november": 11, "dezember": 12,
}  # fmt: skip
DAYPARTS: Mapping[str, Daypart] = {
    "morgens": "morning", "frueh": "morning", "fruehmorgens": "morning",
    "vormittag": "forenoon", "vormittags": "forenoon",
    "mittag": "noon", "mittags": "noon",
    "nachmittag": "afternoon", "nachmittags": "afternoon",
    "abend": "evening", "abends": "evening", "nacht": "night", "nachts": "night",
}  # fmt: skip
RELATIVE_DAYS: Mapping[str, int] = {
    "vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "uebermorgen": 2,
}  # fmt: skip
EASTER_OFFSETS: Mapping[str, int] = {
    "karfreitag": -2, "ostersonntag": 0, "ostermontag": 1, "himmelfahrt": 39,
    "christihimmelfahrt": 39, "pfingstsonntag": 49, "pfingstmontag": 50, "fronleichnam": 60,
    "rosenmontag": -48, "aschermittwoch": -46,
}  # fmt: skip
FIXED_FEASTS: Mapping[str, tuple[int, int]] = {
    "heiligabend": (12, 24), "weihnachten": (12, 25), "silvester": (12, 31), "neujahr": (1, 1),
    "nikolaus": (12, 6),
}  # fmt: skip


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


def month_span(year: int, month: int, part: str) -> tuple[date, date]:
    """A month's beginning, middle, end (thirds), or all of it."""
    first = date(year, month, 1)
    last = months_later(first, 1) - timedelta(days=1)
    spans = {
        "anfang": (first, first.replace(day=10)),
        "mitte": (first.replace(day=11), first.replace(day=20)),
        "ende": (first.replace(day=21), last),
    }
    return spans.get(part, (first, last))


def week_span(monday: date, part: str) -> tuple[date, date]:
    """A week's beginning, middle, end, or all of it; `monday` is its first day."""
    days = {"anfang": (0, 1), "mitte": (1, 3), "ende": (3, 5)}.get(part, (0, 6))
    return monday + timedelta(days=days[0]), monday + timedelta(days=days[1])


def weekday_of_month(today: date, month: int, weekday: int, number: int) -> date | None:
    """The n-th such weekday of a month to come, counted from 1, or the last one for -1; None: there is none."""
    year = today.year + (1 if month < today.month else 0)
    first, last = month_span(year, month, "")
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    fitting = [day for day in days if day.weekday() == weekday]
    index = number if number < 0 else number - 1
    return fitting[index] if index < len(fitting) else None
