"""Ukrainian free text as it is to be spoken."""

import re
from collections.abc import Callable, Sequence
from datetime import time

from voice.language.uk.spoken import (
    CENTS,
    HOURS,
    MINUTES,
    MONTHS,
    Nouns,
    clock_words,
    counted,
    number_word,
    ordinal_word,
    spoken_digits,
    spoken_price,
    spoken_time,
)

_ABBREVIATIONS = (
    (r"\bвул\.", "вулиця"), (r"\bбуд\.", "будинок"), (r"\bкв\.", "квартира"), (r"\bтел\.", "телефон"), (r"\bнапр\.", "наприклад"),
    (r"\bі т\. ?д\.", "і так далі"), (r"\bта ін\.", "та інше"), (r"\bпросп\.", "проспект"), (r"\bпров\.", "провулок"),
    (r"\bт\. ?зв\.", "так званий"), (r"№ ?", "номер "), (r" & ", " і "), (r"\bд-р\b", "доктор"), (r"\bпл\.", "площа"),
)  # fmt: skip
_DAYS = {
    "пн": ("понеділок", "понеділка"), "вт": ("вівторок", "вівторка"), "ср": ("середа", "середи"), "чт": ("четвер", "четверга"),
    "пт": ("п'ятниця", "п'ятниці"), "сб": ("субота", "суботи"), "нд": ("неділя", "неділі"),
}  # fmt: skip
_DAY = "|".join(_DAYS)
_UNITS: dict[str, tuple[Nouns, bool]] = {
    "кг": (("кілограм", "кілограми", "кілограмів"), False), "г": (("грам", "грами", "грамів"), False),
    "км": (("кілометр", "кілометри", "кілометрів"), False), "м": (("метр", "метри", "метрів"), False),
    "см": (("сантиметр", "сантиметри", "сантиметрів"), False), "л": (("літр", "літри", "літрів"), False),
    "хв": (MINUTES, True), "год": (HOURS, True), "%": (("відсоток", "відсотки", "відсотків"), False),
    "цент": (CENTS, False),
}  # fmt: skip
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
Rule = tuple[str, Callable[[re.Match[str]], str]]


def normalise(text: str) -> str:
    """Free text in words; what is in words already stays as it is."""
    for pattern, words in _ABBREVIATIONS:
        text = re.sub(pattern, words, text)
    for pattern, replace in _RULES:
        text = re.sub(pattern, replace, text)
    return re.sub(r"\s+", " ", text).strip()


def _full_date(found: re.Match[str]) -> str:
    day, month, year = (int(part) for part in found.groups())
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    return (
        f"{ordinal_word(day, 'neuter')} {MONTHS[month - 1]} {ordinal_word(year, 'genitive')} року"
    )


def _range(found: re.Match[str]) -> str:
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return (
        f"з {clock_words(first, 'feminine genitive')} до {clock_words(last, 'feminine genitive')}"
    )


def _at(found: re.Match[str]) -> str:
    return spoken_time(time(int(found[1]), int(found[2])))


def _clock(found: re.Match[str]) -> str:
    return clock_words(time(int(found[1]), int(found[2])), "feminine")


def _measure(found: re.Match[str]) -> str:
    nouns, feminine = _UNITS[found[2]]
    return counted(int(found[1]), nouns, feminine=feminine)


def _figure(found: re.Match[str]) -> str:
    plain = re.sub(r"\D", "", found[0])
    if found[0].startswith(("0", "+")) or len(plain) > 6 or plain != found[0]:
        return spoken_digits(plain)
    return number_word(int(plain))


_RULES: Sequence[Rule] = (
    (rf"\b({_DAY})\s*[-–]\s*({_DAY})\b", lambda m: f"{_DAYS[m[1]][0]} до {_DAYS[m[2]][1]}"),
    (r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", _full_date),
    (rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b", lambda m: f"{ordinal_word(int(m[1]), 'genitive')} {m[2]}"),
    (rf"\bз {_CLOCK} до {_CLOCK}", _range),
    (rf"\bоб? {_CLOCK}\b", _at),
    (rf"\b{_CLOCK}\b", _clock),
    (r"\b(\d+(?:,\d\d)?) ?(?:€|EUR\b|євро\b)", lambda m: spoken_price(m[1])),
    (rf"\b(\d+) ?({'|'.join(_UNITS)})(?![\w])\.?", _measure),
    (r"\b(?:112|10[1-4])\b", lambda m: spoken_digits(m[0])),
    (r"\+?\d[\d /-]*\d|\d", _figure),
)  # fmt: skip
