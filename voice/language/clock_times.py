"""Times of day as they are said: minutes before and after an hour, and which half of the day is meant."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time

from config.models import WeeklyHours
from voice.language.values import Daypart

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

    def in_half(self, *, afternoon: bool) -> "ClockTime":
        """The same with "am" or "pm" behind it."""
        hour = self.hour % 12 + (12 if afternoon else 0) if self.hour <= 12 else self.hour
        return replace(self, hour=hour, exact=True)


def on_dial(minutes: int) -> ClockTime | None:
    """A time said on the twelve-hour dial, where an hour may have wrapped below one."""
    hour, minute = divmod(minutes, 60)
    return ClockTime(hour or 12, minute, exact=hour > 12) if hour >= 0 else None


def before(minutes: int) -> Callable[[int], ClockTime | None]:
    """So many minutes before the hour that is named: 30 for "halb drei"."""
    return lambda hour: on_dial(hour * 60 - minutes)


def after(minutes: int) -> Callable[[int], ClockTime | None]:
    """So many minutes after the hour that is named."""
    return lambda hour: on_dial(hour * 60 + minutes)


def minutes_before(minutes: int, hour: int) -> ClockTime | None:
    """Ten to four."""
    return on_dial(hour * 60 - minutes)


def minutes_after(minutes: int, hour: int) -> ClockTime | None:
    """Ten past four."""
    return on_dial(hour * 60 + minutes)


def minutes_into(minutes: int, hour: int) -> ClockTime | None:
    """Minutes of the hour before the one that is named: "десять хвилин на третю" is ten past two."""
    return on_dial((hour - 1) * 60 + minutes)


def minutes_before_part(minutes: int, part: int, hour: int) -> ClockTime | None:
    """Fünf vor halb vier: `part` is how many minutes before the hour."""
    return on_dial(hour * 60 - part - minutes)


def minutes_after_part(minutes: int, part: int, hour: int) -> ClockTime | None:
    """Fünf nach halb vier."""
    return on_dial(hour * 60 - part + minutes)


def at_part(part: int, hour: int) -> ClockTime | None:
    """A part of the hour that is named: 30 minutes before it."""
    return on_dial(hour * 60 - part)


def at_hour(hour: int, minute: int | None = None) -> ClockTime:
    """An hour, perhaps with its minutes; from 13 on, or at 0, it is exact."""
    return ClockTime(hour % 24, minute or 0, exact=hour > 12 or hour == 0)


def exactly(hour: int) -> Callable[[], ClockTime]:
    """Noon and midnight."""
    return lambda: ClockTime(hour, exact=True)


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
