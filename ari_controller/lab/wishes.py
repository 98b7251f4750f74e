"""Days and times as callers say them: many spoken forms of one, and where one stands in a text. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from config.models import Business
from storage.availability import able, open_ranges
from voice.language.de.numbers import number_word, ordinal_word
from voice.language.de.spoken import MONTHS, WEEKDAYS, spoken_time

FURTHEST_DAYS = 12
"""How far ahead a wish is moved."""


@dataclass(frozen=True)
class Spot:
    """Where a day or a time stands: which step, from where to where, and what is there."""

    step: int
    start: int
    end: int


def days(day: date, today: date) -> list[str]:
    """Spoken forms of a day, seen from today; those with the weekday alone only within the next six days."""
    ahead = (day - today).days
    weekday = WEEKDAYS[day.weekday()]
    number, month = ordinal_word(day.day, "en"), MONTHS[day.month - 1]
    forms = [f"am {weekday} dem {number} {month}", f"am {number} {month}"]
    if 0 < ahead < 7:
        forms += [f"am {weekday}", f"am kommenden {weekday}"]
    if day.isocalendar()[:2] == (today + timedelta(weeks=1)).isocalendar()[:2]:
        forms.append(f"nächste Woche am {weekday}")
    return forms + [word for word, days in (("morgen", 1), ("übermorgen", 2)) if ahead == days]


def times(clock: time) -> list[str]:
    """Spoken forms of a time of day; the dial's forms where their hours mean the opening hours' half of the day."""
    forms = [f"um {spoken_time(clock)}"]
    hour, minute = clock.hour, clock.minute
    here, following = (number_word((value - 1) % 12 + 1) for value in (hour, hour + 1))
    if 7 <= hour <= 18:
        dial = {
            0: f"um {here}",
            15: f"um viertel nach {here}",
            30: f"um halb {following}",
            45: f"um viertel vor {following}",
        }
        # From seven on the dial's morning is meant: "um sieben" is no way to say 19:00.
        if minute in dial and (hour < 12 or hour <= 17):
            forms.append(dial[minute])
    return forms


def spot(texts: Sequence[str], forms: Sequence[str]) -> Spot | None:
    """The only place where one of the forms stands, the longest that fits; None for several or none."""
    found: list[Spot] = []
    for step, text in enumerate(texts):
        matches = [
            (match.end() - match.start(), match.start())
            for form in forms
            for match in re.finditer(rf"\b{re.escape(form)}\b", text, re.IGNORECASE)
        ]
        if matches:
            length, start = max(matches, key=lambda match: (match[0], -match[1]))
            found.append(Spot(step, start, start + length))
    return found[0] if len(found) == 1 else None


def starts(business: Business, service: str | None, now: datetime) -> Iterator[datetime]:
    """Local starts of the next days at which somebody works long enough; an empty book is taken for granted."""
    people = able(business, service) if service else list(business.staff)
    chosen = [business.services[service]] if service else list(business.services.values())
    lasts = max(one.duration_min + one.buffer_min for one in chosen)
    step = business.booking.step_min
    for ahead in range(1, FURTHEST_DAYS + 1):
        day = now.date() + timedelta(days=ahead)
        begins = {
            minute
            for person in people[:1]
            for opened in open_ranges(business, person, day)
            for minute in range(_minutes(opened.opens), _minutes(opened.closes) - lasts + 1, step)
        }
        for minute in sorted(begins):
            yield datetime.combine(day, time(minute // 60, minute % 60))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
