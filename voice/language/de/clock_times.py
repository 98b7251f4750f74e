"""Spoken German times of day: "halb drei", "fünf vor halb vier", "zwischen zwei und vier"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from config.models import WeeklyHours
from voice.language.de.numbers import cardinal
from voice.language.values import Daypart

_DIGITAL = re.compile(r"(\d{1,2})[:.](\d{2})")
_PARTS = {"halb": 30, "viertel": 15, "dreiviertel": 45}
"""Minutes of the hour before the one that is named."""
_AFTERNOON_UNTIL = 7
"""Times from one to 6:59 are in the afternoon when nothing says otherwise."""


@dataclass(frozen=True)
class ClockTime:
    """A time as it was said: `exact` when only one half of the day can be meant."""

    hour: int
    minute: int = 0
    exact: bool = False

    @property
    def valid(self) -> bool:
        """True for a time that a clock shows."""
        return 0 <= self.hour <= 23 and 0 <= self.minute <= 59


def read_time(tokens: Sequence[str], at: int, *, bare: bool) -> tuple[ClockTime, int] | None:
    """A time beginning at a token, and how many tokens it takes; `bare` allows a number alone."""
    for reader in (_digital, _halves, _minutes_around):
        found = reader(tokens, at)
        if found is not None:
            return found
    return _hour(tokens, at, bare=bare)


def _token(tokens: Sequence[str], at: int) -> str:
    return tokens[at] if at < len(tokens) else ""


def _twelve(hour: int, minute: int) -> ClockTime:
    """A time said on the twelve-hour dial, where an hour may have wrapped below one."""
    return ClockTime(12 if hour == 0 else hour, minute, exact=hour > 12)


def _digital(tokens: Sequence[str], at: int) -> tuple[ClockTime, int] | None:
    match = _DIGITAL.fullmatch(_token(tokens, at))
    if match is None:
        return None
    found = ClockTime(int(match[1]), int(match[2]), exact=int(match[1]) > 12 or match[1][0] == "0")
    length = 2 if _token(tokens, at + 1) in {"uhr", "h"} else 1
    return (found, length) if found.valid else None


def _halves(tokens: Sequence[str], at: int) -> tuple[ClockTime, int] | None:
    """halb, viertel, dreiviertel, viertel vor, viertel nach."""
    word = _token(tokens, at)
    if word not in _PARTS:
        return None
    side = _token(tokens, at + 1) if word == "viertel" else ""
    skip = 2 if side in {"vor", "nach"} else 1
    hour = cardinal(_token(tokens, at + skip))
    if hour is None or not 1 <= hour <= 24:
        return None
    if side == "nach":
        return _twelve(hour, 15), 3
    if side == "vor":
        return _twelve(hour - 1, 45), 3
    return _twelve(hour - 1, _PARTS[word]), 2


def _minutes_around(tokens: Sequence[str], at: int) -> tuple[ClockTime, int] | None:
    """Zehn vor vier, fünf nach halb drei, zwanzig Minuten nach neun; kurz vor, kurz nach."""
    position = at
    if _token(tokens, at) == "kurz":
        minutes = 0
    else:
        value = cardinal(_token(tokens, at))
        if value is None or not 1 <= value <= 29:
            return None
        minutes = value
        position += 1 if _token(tokens, at + 1) in {"minuten", "minute"} else 0
    side = _token(tokens, position + 1)
    if side not in {"vor", "nach"}:
        return None
    part = _PARTS.get(_token(tokens, position + 2))
    half = part is not None
    hour = cardinal(_token(tokens, position + (3 if half else 2)))
    if hour is None or not 1 <= hour <= 24 or _token(tokens, position + 3) in {"wochen", "tagen"}:
        return None
    base = hour * 60 if part is None else (hour - 1) * 60 + part
    total = base + (minutes if side == "nach" else -minutes)
    length = position - at + (4 if half else 3)
    if not half and _token(tokens, at + length) == "uhr":
        length += 1
    return _twelve(total // 60, total % 60), length


def _hour(tokens: Sequence[str], at: int, *, bare: bool) -> tuple[ClockTime, int] | None:
    """Zehn Uhr, zehn Uhr fünfzehn, um zehn dreißig, um zehn."""
    hour = cardinal(_token(tokens, at))
    if hour is None or not 0 <= hour <= 24:
        return None
    has_unit = _token(tokens, at + 1) in {"uhr", "h"}
    if not has_unit and not bare:
        return None
    length = 2 if has_unit else 1
    minute = cardinal(_token(tokens, at + length))
    following = _token(tokens, at + length + 1)
    takes_minute = (
        minute is not None
        and minute <= 59
        and (has_unit or minute >= 10)
        and following not in {"uhr", "wochen", "tagen", "stunden", "personen", "vor", "nach"}
        and _token(tokens, at + length) not in {"ein", "eine", "einen"}
    )
    found = ClockTime(hour % 24, minute or 0 if takes_minute else 0, exact=hour > 12 or hour == 0)
    return (found, length + 1) if takes_minute else (found, length)


def resolve(said: ClockTime, daypart: Daypart | None, hours: WeeklyHours | None) -> time:
    """The time of day that was meant: by its part of the day, by opening hours, else by custom."""
    hour = said.hour
    if said.exact or hour > 12:
        return time(hour, said.minute)
    if daypart in ("afternoon", "evening"):
        return time(hour + 12 if hour < 12 else 12, said.minute)
    if daypart == "night":
        night = hour + 12 if 8 <= hour < 12 else hour % 12
        return time(night, said.minute)
    if daypart == "noon":
        return time(hour + 12 if hour < 4 else hour, said.minute)
    if daypart in ("morning", "forenoon"):
        return time(hour, said.minute)
    early, late = (
        time(hour % 24, said.minute),
        time((hour + 12) % 24 if hour < 12 else 12, said.minute),
    )
    custom = late if 1 <= hour < _AFTERNOON_UNTIL else early
    if hours and not _open(custom, hours):
        other = early if custom == late else late
        if _open(other, hours):
            return other
    return custom


def _open(moment: time, hours: WeeklyHours) -> bool:
    return any(span.opens <= moment < span.closes for spans in hours.values() for span in spans)
