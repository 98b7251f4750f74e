"""Spoken German days and times: a token grammar that would rather understand nothing than a wrong date.

Words are read left to right into pieces; a correction ("nein", "sondern", "lieber") starts a new
stretch whose pieces replace those before; pieces that contradict each other give no meaning at all.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from config.models import WeeklyHours
from voice.language.de import calendar
from voice.language.de.clock_times import resolve
from voice.language.de.numbers import cardinal, ordinal
from voice.language.de.stretch import Contradictory, Stretch, read_stretch
from voice.language.folding import fold
from voice.language.values import When

_TOKEN = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.(?:\d{4})?|\d{1,2}[:.]\d{2}|\d+\.|[^\W_]+")
_COMPOUND = re.compile(
    rf"({'|'.join(calendar.WEEKDAYS)})(s|frueh|morgen|vormittag|mittag|nachmittag|abend|nacht)s?"
)
_CORRECTIONS = frozenset(
    {"nein", "nee", "sondern", "lieber", "quatsch", "meine", "meinte", "doch", "entschuldigung"}
)


def parse_when(text: str, now: datetime, hours: WeeklyHours | None = None) -> When | None:
    """A day, a time, or both; None when the words have no such meaning or contradict themselves.

    `now` is local time of the business. Clock times from one to 6:59 without a part of the day are
    in the afternoon unless the opening hours say otherwise; weekdays are the next to come.
    """
    found: When | None = None
    try:
        for tokens in _stretches(_tokens(text)):
            stretch = read_stretch(tokens, now)
            if stretch.said:
                found = _over(found, _put_together(stretch, now, hours))
    except Contradictory:
        return None
    return found


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for token in _TOKEN.findall(fold(text)):
        compound = _COMPOUND.fullmatch(token)
        if compound is None:
            tokens.append(token)
        elif compound[2] == "s":
            tokens.append(compound[1])
        else:
            part = "morgens" if compound[2] == "morgen" else compound[2]
            tokens += [compound[1], part]
    return _joined(tokens)


def _joined(tokens: Sequence[str]) -> list[str]:
    """What is written apart: "drei viertel vier" is "dreiviertel vier"."""
    joined: list[str] = []
    for index, token in enumerate(tokens):
        following = cardinal(tokens[index + 1]) if index + 1 < len(tokens) else None
        if token == "viertel" and joined[-1:] == ["drei"] and following is not None:
            joined[-1] = "dreiviertel"
        else:
            joined.append(token)
    return joined


def _stretches(tokens: Sequence[str]) -> list[list[str]]:
    """Cuts at corrections, and drops what was negated."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token in _CORRECTIONS:
            parts.append([])
        elif token == "als":
            parts.append(["nicht"])  # "lieber dienstag als mittwoch"
        else:
            parts[-1].append(token)
    return [kept for part in parts if (kept := _without_negated(part))]


def _without_negated(part: list[str]) -> list[str]:
    """What a negation leaves: "nicht dienstag mittwoch" leaves "mittwoch"; "dienstag geht nicht" leaves nothing."""
    if "nicht" not in part:
        return part
    at = part.index("nicht")
    before, after = part[:at], part[at + 1 :]
    if not after:
        return []
    if before and any(token in calendar.WEEKDAYS or ordinal(token) for token in before):
        return after
    at = 0
    while at < len(after) and after[at] in {"am", "um", "den", "der", "gegen"}:
        at += 1
    rest = after[at + 1 :]
    while rest and rest[0] == "uhr":
        rest = rest[1:]
    return rest


def _over(before: When | None, new: When) -> When:
    """A correction keeps what it does not name."""
    if before is None:
        return new
    if new.date is None:
        new = replace(new, date=before.date, end_date=before.end_date)
    if new.time is None and new.end_time is None and new.daypart is None:
        new = replace(new, time=before.time, end_time=before.end_time, daypart=before.daypart)
    return new


def _put_together(stretch: Stretch, now: datetime, hours: WeeklyHours | None) -> When:
    if stretch.moment is not None:
        return When(
            date=stretch.moment.date(), time=stretch.moment.time().replace(second=0, microsecond=0)
        )
    day, end_day = _day(stretch, now.date())
    start, end = _times(stretch, hours)
    return When(date=day, time=start, end_date=end_day, end_time=end, daypart=stretch.daypart)


def _day(stretch: Stretch, today: date) -> tuple[date | None, date | None]:
    later = timedelta(weeks=stretch.weeks_later)
    if stretch.weekdays:
        found = [_weekday(weekday, stretch, today) + later for weekday in stretch.weekdays]
        if stretch.days:
            if stretch.days[0] not in {day - later for day in found} and any(
                day.weekday() != stretch.weekdays[0] for day in stretch.days
            ):
                raise Contradictory
            return stretch.days[0] + later, None
        return _first_and_last(found)
    if stretch.days:
        return _first_and_last([day + later for day in stretch.days])
    if stretch.span is not None:
        first, last = stretch.span
        return first, None if last == first else last
    return None, None


def _first_and_last(days: Sequence[date]) -> tuple[date, date | None]:
    distinct = sorted(set(days))
    if len(distinct) > 2:
        raise Contradictory
    if len(distinct) == 2 and distinct[1] - distinct[0] > timedelta(days=7):
        raise Contradictory
    return distinct[0], distinct[1] if len(distinct) == 2 else None


def _weekday(weekday: int, stretch: Stretch, today: date) -> date:
    if stretch.week is not None:
        return stretch.week + timedelta(days=weekday)
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + (7 if stretch.after_next else 0))


def _times(stretch: Stretch, hours: WeeklyHours | None) -> tuple[time | None, time | None]:
    times = [resolve(said, stretch.daypart, hours) for said in stretch.times]
    end = resolve(stretch.until, stretch.daypart, hours) if stretch.until is not None else None
    if len(set(times)) > 2:
        raise Contradictory
    if len(set(times)) == 2 and end is None:
        times.sort()
        return times[0], times[1]
    start = times[0] if times else None
    if start is not None and end is not None and end <= start:
        late = start.replace(hour=(start.hour + 12) % 24) if start.hour >= 12 else start
        start = late if late < end else start
    return start, end
