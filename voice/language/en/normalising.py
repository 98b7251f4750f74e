"""English free text as it is to be spoken; dates have the day before the month."""

import re
from collections.abc import Callable, Sequence
from datetime import time

from voice.language.en.spoken import (
    MONTHS,
    WEEKDAYS,
    counted,
    number_word,
    ordinal_word,
    spoken_digits,
    spoken_price,
    spoken_time,
    spoken_year,
)

_ABBREVIATIONS = (
    (r"\bDr\.", "Doctor"), (r"\bMr\.", "Mister"), (r"\bMrs\.", "Missis"), (r"\bProf\.", "Professor"), (r"\be\.g\.", "for example"),
    (r"\bi\.e\.", "that is"), (r"\betc\.", "et cetera"), (r"\bNo\. ?(?=\d)", "number "), (r"\bSt\.(?= [A-Z])", "Saint"), (r"\bSt\.", "Street"),
    (r"\bRd\.", "Road"), (r"\bAve\.", "Avenue"), (r"\b[Tt]el\.", "telephone"), (r"\bapprox\.", "approximately"), (r" & ", " and "),
    (r"\bmin\.", "min"), (r"\bhrs?\.?\b", "h"),
)  # fmt: skip
_SHORT_DAYS = {day[:3]: day for day in WEEKDAYS}
_DAY = "|".join(_SHORT_DAYS)
_MONTH = "|".join(MONTHS)
_UNITS = {
    "km": "kilometre", "m": "metre", "cm": "centimetre", "mm": "millimetre", "kg": "kilogram", "g": "gram", "l": "litre",
    "h": "hour", "min": "minute",
}  # fmt: skip
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_NOON = 12
Rule = tuple[str, Callable[[re.Match[str]], str]]


def normalise(text: str) -> str:
    """Free text in words; what is in words already stays as it is."""
    for pattern, words in _ABBREVIATIONS:
        text = re.sub(pattern, words, text)
    for pattern, replace in _RULES:
        text = re.sub(pattern, replace, text)
    return re.sub(r"\s+", " ", text).strip()


def _address(found: re.Match[str]) -> str:
    return found[0].replace("@", " at ").replace(".", " dot ").replace("-", " dash ")


def _date(day: str, month: str, year: str | None) -> str:
    return f"the {ordinal_word(int(day))} of {month}{f' {spoken_year(int(year))}' if year else ''}"


def _figures_date(found: re.Match[str]) -> str:
    if not (1 <= int(found[1]) <= 31 and 1 <= int(found[2]) <= 12):
        return found[0]
    return _date(found[1], MONTHS[int(found[2]) - 1], found[3])


def _range(found: re.Match[str]) -> str:
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return f"{spoken_time(first)} to {spoken_time(last)}"


def _half_day(found: re.Match[str]) -> str:
    hour = int(found[1]) % _NOON + (_NOON if found[3].lower() == "p" else 0)
    return spoken_time(time(hour, int(found[2] or 0)))


def _figure(found: re.Match[str]) -> str:
    plain = re.sub(r"\D", "", found[0])
    if found[0].startswith(("0", "+")) or len(plain) > 6 or plain != found[0]:
        return spoken_digits(plain)
    return number_word(int(plain))


_RULES: Sequence[Rule] = (
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address),
    (rf"\b({_DAY})\.?\s*[-–]\s*({_DAY})\b\.?", lambda m: f"{_SHORT_DAYS[m[1]]} to {_SHORT_DAYS[m[2]]}"),
    (rf"\b(\d{{1,2}}) ({_MONTH})\b(?: (\d{{4}}))?", lambda m: _date(m[1], m[2], m[3])),
    (rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}}))?", lambda m: _date(m[2], m[1], m[3])),
    (r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", _figures_date),
    (rf"\b{_CLOCK}\s*[-–]\s*{_CLOCK}\b", _range),
    (r"\b(1[0-2]|[1-9])(?::([0-5]\d))? ?([ap])\.?m\b\.?", _half_day),
    (rf"\b{_CLOCK}\b", lambda m: spoken_time(time(int(m[1]), int(m[2])))),
    (r"(?:€|EUR) ?(\d+(?:[.,]\d\d)?)", lambda m: spoken_price(m[1])),
    (r"\b(\d+(?:[.,]\d\d)?) ?(?:€|EUR\b|euros?\b)", lambda m: spoken_price(m[1])),
    (r"\b(\d+) ?%", lambda m: f"{number_word(int(m[1]))} percent"),
    (rf"\b(\d+) ?({'|'.join(_UNITS)})(?!\w)", lambda m: counted(int(m[1]), _UNITS[m[2]])),
    (r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal_word(int(m[1]))),
    (r"\b(?:112|999|911)\b", lambda m: spoken_digits(m[0])),
    (r"\b(\d+)\.(\d+)\b", lambda m: f"{number_word(int(m[1]))} point {spoken_digits(m[2])}"),
    (r"\+?\d[\d /-]*\d|\d", _figure),
)  # fmt: skip
