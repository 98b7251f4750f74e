"""The pieces of spoken days and times: words are read left to right into one stretch's record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from voice.language.de import calendar
from voice.language.de.clock_times import ClockTime, read_time
from voice.language.de.numbers import cardinal, ordinal
from voice.language.values import Daypart

_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_FILLERS = frozenset(
    [
        "aeh",
        "aehm",
        "also",
        "so",
        "ja",
        "bitte",
        "am",
        "den",
        "dem",
        "der",
        "die",
        "das",
        "an",
        "um",
        "ist",
        "wuerde",
        "gern",
        "gerne",
        "denn",
        "mal",
        "noch",
        "dann",
        "und",
        "ne",
        "ungefaehr",
        "circa",
        "etwa",
        "passt",
        "mir",
        "gut",
    ]
)
_TIME_WORDS = frozenset({"um", "gegen", "ab", "so", "circa", "ungefaehr", "etwa"})
_NEXT = frozenset(
    {"naechste", "naechsten", "naechster", "naechstes", "kommende", "kommenden", "kommender"}
)
_THIS = frozenset({"diese", "diesen", "dieser", "dieses"})
_AFTER_NEXT = frozenset({"uebernaechste", "uebernaechsten", "uebernaechster"})
_LAST = frozenset(
    {"letzte", "letzten", "letzter", "vorigen", "voriger", "vergangenen", "vergangener"}
)
_PAST = frozenset({"paar", "tagen", "wochen", "monaten", "jahren", "tag", "woche", "jahr"})


class Contradictory(Exception):
    """Two pieces cannot both be meant."""


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
    daypart: Daypart | None = None
    times: list[ClockTime] = field(default_factory=list)
    until: ClockTime | None = None
    moment: datetime | None = None
    said: bool = False


def read_stretch(tokens: Sequence[str], now: datetime) -> Stretch:
    """Everything that one stretch of tokens names; tokens that say nothing are skipped."""
    stretch, at = Stretch(), 0
    while at < len(tokens):
        length = 0
        for reader in (
            _read_range,
            _read_distance,
            _read_week,
            _read_day,
            _read_daypart,
            _read_clock,
        ):
            length = reader(tokens, at, now, stretch)
            if length:
                stretch.said = True
                break
        at += length or 1
    if not stretch.said:
        _read_bare(tokens, stretch)
    return stretch


def _token(tokens: Sequence[str], at: int) -> str:
    return tokens[at] if 0 <= at < len(tokens) else ""


def _read_range(tokens: Sequence[str], at: int, now: datetime, stretch: Stretch) -> int:
    """Zwischen zwei und vier; von zehn bis zwölf; ab drei, nach vier; vor zwölf, bis elf."""
    del now
    word = tokens[at]
    plain = cardinal(word) is not None and "bis" in tokens[at + 1 : at + 3]
    if plain or word in {"zwischen", "von"}:
        start = at if plain else at + 1
        first = read_time(tokens, start, bare=True)
        if first is None:
            return 0
        middle = start + first[1]
        if _token(tokens, middle) not in {"und", "bis"}:
            return 0
        second = read_time(tokens, middle + 1, bare=True)
        if second is None:
            return 0
        stretch.times.append(first[0])
        stretch.until = second[0]
        return middle + 1 + second[1] - at
    if word == "vor" and _PAST & set(tokens[at + 1 : at + 4]):
        raise Contradictory  # "vor drei Wochen" is over
    if word in {"nach", "vor", "bis"}:
        found = read_time(tokens, at + 1, bare=True)
        if found is None or _token(tokens, at + 1 + found[1]) in {"wochen", "tagen", "personen"}:
            return 0
        if word == "nach":
            stretch.times.append(found[0])
        else:
            stretch.until = found[0]
        return 1 + found[1]
    return 0


def _read_distance(tokens: Sequence[str], at: int, now: datetime, stretch: Stretch) -> int:
    """In zwei Wochen, in acht Tagen, in einer Stunde, in einer halben Stunde, in einem Monat."""
    if tokens[at] != "in":
        return 0
    if _token(tokens, at + 2) == "halben" and _token(tokens, at + 3) == "stunde":
        stretch.moment = now + timedelta(minutes=30)
        return 4
    if (
        _token(tokens, at + 1) in {"anderthalb", "eineinhalb"}
        and _token(tokens, at + 2) == "stunden"
    ):
        stretch.moment = now + timedelta(minutes=90)
        return 3
    count, unit = cardinal(_token(tokens, at + 1)), _token(tokens, at + 2)
    if count is None:
        return 0
    if unit in {"woche", "wochen"}:
        return _weeks_later(stretch, count, now)
    if unit in {"tag", "tagen"}:
        if count in (8, 14, 15):  # eight days are a week in German, fourteen two
            return _weeks_later(stretch, 1 if count == 8 else 2, now)
        stretch.days.append(now.date() + timedelta(days=count))
        return 3
    if unit in {"stunde", "stunden"}:
        stretch.moment = now + timedelta(hours=count)
        return 3
    if unit in {"monat", "monaten"}:
        stretch.days.append(calendar.months_later(now.date(), count))
        return 3
    return 0


def _weeks_later(stretch: Stretch, count: int, now: datetime) -> int:
    """Before a weekday it names a week; after a day it moves that day."""
    if stretch.days or stretch.weekdays:
        stretch.weeks_later = count
    else:
        stretch.week = _monday(now.date() + timedelta(weeks=count))
        stretch.span = (now.date() + timedelta(weeks=count),) * 2
    return 3


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _read_week(tokens: Sequence[str], at: int, now: datetime, stretch: Stretch) -> int:
    """nächste Woche, diese Woche, Anfang April, Ende nächster Woche, am Wochenende, nächsten Monat."""
    today, word = now.date(), tokens[at]
    part = word if word in {"anfang", "mitte", "ende"} else ""
    at += 1 if part else 0
    taken = 1 if part else 0
    word = _token(tokens, at)
    if word in {"wochenende", "wochenend"}:
        saturday = today + timedelta(days=(5 - today.weekday()) % 7 if today.weekday() < 6 else 6)
        stretch.span = (saturday, saturday + timedelta(days=1))
        return taken + 1
    if word in calendar.MONTHS and (part or _token(tokens, at - 1) == "im"):
        month = calendar.MONTHS[word]
        year = today.year + (1 if month < today.month else 0)
        stretch.span = calendar.month_span(year, month, part)
        return taken + 1
    offset = 1 if word in _NEXT else 2 if word in _AFTER_NEXT else 0 if word in _THIS else None
    if word == "der" and part and _token(tokens, at + 1) == "woche":
        offset = 0
    following = _token(tokens, at + 1)
    if offset is None:
        return 0
    if following == "woche":
        return taken + _named_week(stretch, today, offset, part)
    if following == "monat":
        first = calendar.months_later(today.replace(day=1), offset)
        stretch.span = calendar.month_span(first.year, first.month, part)
        return taken + 2
    if word in _AFTER_NEXT and following in calendar.WEEKDAYS:
        stretch.after_next = True
        return taken + 1
    return 0


def _named_week(stretch: Stretch, today: date, offset: int, part: str) -> int:
    monday = _monday(today) + timedelta(weeks=offset)
    stretch.week = monday
    first, last = calendar.week_span(monday, part)
    stretch.span = (max(first, today), last)
    return 2


def _read_day(tokens: Sequence[str], at: int, now: datetime, stretch: Stretch) -> int:
    """Heute, Freitag, am dritten vierten, am fünften März, 7.4.2026, Heiligabend, Ostermontag."""
    today, word = now.date(), tokens[at]
    counted = _read_counted_weekday(tokens, at, today, stretch)
    if counted:
        return counted
    if word in calendar.RELATIVE_DAYS:
        if word == "morgen" and _token(tokens, at - 1) in {"am", "frueh"}:
            stretch.daypart = "morning"
            return 1
        stretch.days.append(today + timedelta(days=calendar.RELATIVE_DAYS[word]))
        return 1
    if word in calendar.WEEKDAYS:
        stretch.weekdays.append(calendar.WEEKDAYS[word])
        return 1
    iso = _ISO_DATE.fullmatch(word)
    if iso is not None:
        stretch.days.append(_dated(today, int(iso[2]), int(iso[3]), iso[1]))
        return 1
    written = _DATE.fullmatch(word)
    if written is not None:
        stretch.days.append(_dated(today, int(written[2]), int(written[1]), written[3]))
        return 1
    if word in calendar.EASTER_OFFSETS:
        stretch.days.append(_feast(today, calendar.EASTER_OFFSETS[word]))
        return 1
    if word in calendar.FIXED_FEASTS and _token(tokens, at - 1) not in {"nach", "vor"}:
        month, day = calendar.FIXED_FEASTS[word]
        stretch.days.append(_dated(today, month, day, None))
        return 1
    return _read_ordinal(tokens, at, today, stretch)


def _read_counted_weekday(tokens: Sequence[str], at: int, today: date, stretch: Stretch) -> int:
    """Am letzten Freitag im März, am ersten Montag im April; "letzten Montag" alone is over."""
    weekday = calendar.WEEKDAYS.get(_token(tokens, at + 1))
    number = -1 if tokens[at] in _LAST else ordinal(tokens[at])
    if weekday is None or number is None:
        return 0
    month = calendar.MONTHS.get(_token(tokens, at + 3))
    if _token(tokens, at + 2) != "im" or month is None:
        if number < 0:
            raise Contradictory
        return 0
    found = calendar.weekday_of_month(today, month, weekday, number)
    if found is None or found < today:
        raise Contradictory
    stretch.days.append(found)
    return 4


def _read_ordinal(tokens: Sequence[str], at: int, today: date, stretch: Stretch) -> int:
    day = ordinal(tokens[at])
    if day is None:
        return 0
    following = _token(tokens, at + 1)
    month = calendar.MONTHS.get(following) or ordinal(following)
    if month is not None:
        year_token = cardinal(_token(tokens, at + 2))
        year = str(year_token) if year_token is not None and 2000 <= year_token <= 2100 else None
        if month > 12:
            raise Contradictory
        stretch.days.append(_dated(today, month, day, year))
        return 3 if year else 2
    if _token(tokens, at - 1) not in {"am", "den", "dem", "der", "zum"} and not stretch.weekdays:
        return 0
    if (
        _token(tokens, at - 1) in {"den", "der"}
        and not stretch.weekdays
        and at + 1 == len(tokens) == 2
    ):
        return 0  # "den zweiten" picks an offer
    if following in {"termin", "stock"}:
        return 0
    found = calendar.next_day_of_month(today, day)
    if found is None:
        raise Contradictory
    stretch.days.append(found)
    return 1


def _dated(today: date, month: int, day: int, year: str | None) -> date:
    try:
        found = date(int(year), month, day) if year else calendar.next_date(today, month, day)
    except ValueError as error:
        raise Contradictory from error
    if found is None:
        raise Contradictory
    return found


def _feast(today: date, offset: int) -> date:
    this_year = calendar.easter(today.year) + timedelta(days=offset)
    if this_year >= today:
        return this_year
    return calendar.easter(today.year + 1) + timedelta(days=offset)


def _read_daypart(tokens: Sequence[str], at: int, now: datetime, stretch: Stretch) -> int:
    del now
    part = calendar.DAYPARTS.get(tokens[at])
    if part is None or (stretch.daypart is not None and stretch.daypart != part):
        return 0
    stretch.daypart = part
    return 1


def _read_clock(tokens: Sequence[str], at: int, now: datetime, stretch: Stretch) -> int:
    """A time; a number alone counts only behind "um", "gegen", "ab"."""
    del now
    skip = 0
    while _token(tokens, at + skip) in _TIME_WORDS:
        skip += 1
    found = read_time(tokens, at + skip, bare=skip > 0)
    if found is None or _token(tokens, at + skip + found[1]) in {
        "personen",
        "euro",
        "wochen",
        "minuten",
    }:
        return 0
    if not found[0].valid:
        raise Contradictory
    stretch.times.append(found[0])
    return skip + found[1]


def _read_bare(tokens: Sequence[str], stretch: Stretch) -> None:
    """A number that is all that was said is a time: "zehn", "zehn dreißig"."""
    rest = [token for token in tokens if token not in _FILLERS]
    if not 1 <= len(rest) <= 2 or rest[0] in {"ein", "eine", "einen", "einem", "einer", "null"}:
        return
    found = read_time(rest, 0, bare=True)
    if found is not None and found[1] == len(rest) and found[0].valid:
        stretch.times.append(found[0])
        stretch.said = True
