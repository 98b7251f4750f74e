"""Opening hours as people write them: `di-fr: 09:00-12:30, 14:00-18:00`, `so: zu`."""

import re
from collections.abc import Sequence
from datetime import time
from itertools import pairwise
from typing import Any

from config.document import Document, Place
from config.models import TimeRange, Weekday

_DAYS = [str(day) for day in Weekday]
_RANGE = re.compile(r"^(\d{1,2})[:.](\d\d)\s*(?:-|–|bis)\s*(\d{1,2})[:.](\d\d)$")
_CLOSED = frozenset({"zu", "geschlossen", "closed"})
_EXPECTED_DAY = "a day (mo di mi do fr sa so) or days like di-fr"
_EXPECTED_RANGE = 'hours like "09:00-18:00", several with commas, or zu'


class HoursError(ValueError):
    """What was written is no day's hours: what was found, and what to write."""

    def __init__(self, found: str, remedy: str) -> None:
        super().__init__(f"{found}: {remedy}")
        self.found, self.remedy = found, remedy


def read_hours(written: Any, place: Place, document: Document) -> dict[str, list[dict[str, str]]]:
    """The model's form of a week; mistakes are noted in the document.

    Later lines win for the days that they name, so that `mo-fr` and then `mi` works.
    """
    week: dict[str, list[dict[str, str]]] = {}
    if not isinstance(written, dict):
        document.blame(place, f"{written!r}", "a line for each day is expected")
        return week
    for key, value in written.items():
        inner = (*place, key)
        days = _days(key)
        if days is None:
            document.blame(inner, "no day", _EXPECTED_DAY)
            continue
        ranges = _ranges(value, inner, document)
        if ranges is not None:
            week.update(dict.fromkeys(days, ranges))
    return week


def _days(written: str) -> list[str] | None:
    first, dash, last = written.strip().lower().partition("-")
    if first not in _DAYS or (dash and last not in _DAYS):
        return None
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    return _DAYS[start : end + 1] if start <= end else None


def _ranges(value: Any, place: Place, document: Document) -> list[dict[str, str]] | None:
    parts = value if isinstance(value, list) else str(value or "zu").split(",")
    texts = [str(part).strip() for part in parts]
    if not texts or (len(texts) == 1 and texts[0].lower() in _CLOSED):
        return []
    try:
        ranges = ranges_of(texts)
    except HoursError as error:
        document.blame(place, error.found, error.remedy)
        return None
    return [{"opens": r.opens.isoformat(), "closes": r.closes.isoformat()} for r in ranges]


def ranges_of(texts: Sequence[str]) -> list[TimeRange]:
    """One day's hours, each "09:00-12:30", in their order.

    Raises:
        HoursError: one is no range, or two overlap.
    """
    ranges: list[TimeRange] = []
    for text in texts:
        match = _RANGE.match(text)
        if match is None:
            raise HoursError(f'"{text}"', f"{_EXPECTED_RANGE} is expected")
        try:
            opens, closes = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
        except ValueError:
            raise HoursError(f'"{text}"', "clock times from 00:00 to 23:59 are expected") from None
        if opens >= closes:
            raise HoursError(f'"{text}" ends before it begins', "write the earlier time first")
        ranges.append(TimeRange(opens=opens, closes=closes))
    ranges.sort(key=lambda range_: range_.opens)
    for one, other in pairwise(ranges):
        if other.opens < one.closes:
            raise HoursError("two ranges of one day overlap", "join them into one")
    return ranges
