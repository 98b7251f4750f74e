"""Days and times as operators read and type them; the present is always handed in."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.times import parse
from tui.words import Words

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4}|\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_ONLY = re.compile(r"(\d{1,2})\.")
_AHEAD = re.compile(r"([+-]\d{1,3})([dtw]?)")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_RELATIVE = {
    "heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "übermorgen": 2, "uebermorgen": 2, "gestern": -1, "yesterday": -1, "vorgestern": -2,
}  # fmt: skip
_WEEKDAYS = (
    ("mo", "montag", "mon", "monday"),
    ("di", "dienstag", "tue", "tuesday"),
    ("mi", "mittwoch", "wed", "wednesday"),
    ("do", "donnerstag", "thu", "thursday"),
    ("fr", "freitag", "fri", "friday"),
    ("sa", "samstag", "sat", "saturday", "sonnabend"),
    ("so", "sonntag", "sun", "sunday"),
)


def local(stamp: str, zone: str) -> datetime:
    """A stored time in the business's zone."""
    return parse(stamp).astimezone(ZoneInfo(zone))


def day_text(day: date, words: Words, today: date | None = None) -> str:
    """Di 14.07.; with the year where it is not this one."""
    text = f"{words(f'weekday.{day.weekday()}')} {day:{words('format.day')}}"
    return f"{text}{day.year}" if today and today.year != day.year else text


def time_text(moment: datetime) -> str:
    """14:32."""
    return f"{moment:%H:%M}"


def near_text(moment: datetime, now: datetime, words: Words) -> str:
    """14:32 today, "morgen 14:32", "Di 14.07. 14:32"."""
    today = now.astimezone(moment.tzinfo).date()
    days = (moment.date() - today).days
    if days == 0:
        return f"{words('desk.today')} {time_text(moment)}"
    if days == 1:
        return f"{words('desk.tomorrow')} {time_text(moment)}"
    return f"{day_text(moment.date(), words, today)} {time_text(moment)}"


def age_text(then: datetime, now: datetime, words: Words) -> str:
    """How long ago: 2 Min, 3 Std, 4 T."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 60:
        return words("desk.minutes", count=minutes)
    if minutes < 24 * 60:
        return words("desk.hours", count=minutes // 60)
    return words("desk.days", count=minutes // (24 * 60))


def span_text(span: timedelta) -> str:
    """0:40 of hours and minutes."""
    minutes = int(abs(span.total_seconds()) // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def week(day: date) -> int:
    """Its ISO week, as on German calendars."""
    return day.isocalendar().week


def monday(day: date) -> date:
    """The first day of its week."""
    return day - day.weekday() * DAY


def month_weeks(day: date) -> tuple[tuple[date, ...], ...]:
    """The weeks that a month's page shows, from Monday, with the days of its neighbours at both ends."""
    first = monday(day.replace(day=1))
    weeks: list[tuple[date, ...]] = []
    while not weeks or first.month == day.month:
        weeks.append(tuple(first + ahead * DAY for ahead in range(7)))
        first += WEEK
    return tuple(weeks)


def parse_day(text: str, today: date) -> date | None:
    """What people type for a day: morgen, fr, 14.7., 14.7.26, 2026-07-14, +3, -1w; None: not understood.

    A weekday is the next one, today included; a date without its year the nearest within half a year.
    """
    word = text.strip().lower().rstrip(",")
    if word in _RELATIVE:
        return today + _RELATIVE[word] * DAY
    for weekday, names in enumerate(_WEEKDAYS):
        if word.rstrip(".") in names:
            return today + (weekday - today.weekday()) % 7 * DAY
    if found := _ISO.fullmatch(word):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _GERMAN.fullmatch(word):
        day, month, year = int(found[1]), int(found[2]), found[3]
        return _date(_year(year), month, day) if year else _nearest(month, day, today)
    if found := _DAY_ONLY.fullmatch(word):
        return _date(today.year, today.month, int(found[1]))
    if found := _AHEAD.fullmatch(word):
        return today + int(found[1]) * (WEEK if found[2] == "w" else DAY)
    return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date) -> date | None:
    around = (_date(today.year + shift, month, day) for shift in (-1, 0, 1))
    return min((one for one in around if one), key=lambda one: abs(one - today), default=None)


def parse_time(text: str) -> time | None:
    """What people type for a time: 9, 9:30, 9.30; None: not understood."""
    found = _TIME.fullmatch(text.strip().lower().removesuffix("uhr").strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))
