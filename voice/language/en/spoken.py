"""English spoken forms: dates, times of day, prices, telephone numbers."""

from datetime import date, time
from decimal import Decimal
from typing import Literal

from num2words import num2words

from voice.language.phone_groups import phone_groups

Case = Literal["accusative", "dative"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PARTS = ((5, "at night"), (12, "in the morning"), (18, "in the afternoon"), (23, "in the evening"))
"""Until which hour a part of the day lasts."""
_SIGNS = {"'": "apostrophe", "’": "apostrophe", "-": "hyphen"}


def number_word(number: int) -> str:
    """A cardinal without commas: "one thousand two hundred and fifty"."""
    return str(num2words(number, lang="en")).replace(",", "")


def ordinal_word(number: int) -> str:
    """As in "twenty-second"."""
    return str(num2words(number, lang="en", to="ordinal")).replace(",", "")


def counted(number: int, noun: str) -> str:
    """A number and what it counts."""
    return f"{number_word(number)} {noun}{'' if number == 1 else 's'}"


def spoken_year(year: int) -> str:
    """2026 is "twenty twenty-six"."""
    return str(num2words(year, lang="en", to="year"))


def weekday_name(index: int) -> str:
    """Monday is 0."""
    return WEEKDAYS[index]


def spoken_date(day: date, *, case: Case = "accusative") -> str:
    """Weekday, day and month; "dative", as German calls it, is when something is: "on Friday, the sixth of March"."""
    on = "on " if case == "dative" else ""
    return f"{on}{WEEKDAYS[day.weekday()]}, the {ordinal_word(day.day)} of {MONTHS[day.month - 1]}"


def spoken_time(clock: time) -> str:
    """14:30 is "two thirty in the afternoon"."""
    if clock == time(0):
        return "midnight"
    if clock == time(12):
        return "noon"
    part = next((name for until, name in _PARTS if clock.hour < until), "at night")
    hour = number_word(clock.hour % 12 or 12)
    if not clock.minute:
        return f"{hour} {part}"
    zero = "oh " if clock.minute < 10 else ""
    return f"{hour} {zero}{number_word(clock.minute)} {part}"


def spoken_price(written: str) -> str:
    """Euros and cents: "32,50" is "thirty-two euros fifty"."""
    value = Decimal(written.replace(",", "."))
    euros = int(value)
    cents = int((value - euros) * 100)
    if not euros and cents:
        return counted(cents, "cent")
    return counted(euros, "euro") + (f" {number_word(cents)}" if cents else "")


def spoken_digits(text: str) -> str:
    """Each digit as a word."""
    return " ".join(number_word(int(digit)) for digit in text)


def spoken_phone(e164: str) -> str:
    """Digit by digit, in groups."""
    country, groups = phone_groups(e164)
    spoken = [spoken_digits(group) for group in groups]
    return ", ".join([f"plus {spoken_digits(country)}", *spoken] if country else spoken)


def spoken_duration(minutes: int) -> str:
    """90 is "an hour and a half"."""
    named = {30: "half an hour", 90: "an hour and a half"}
    if minutes in named:
        return named[minutes]
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(counted(rest, "minute"))
    return " and ".join(parts)


def spelled(name: str) -> str:
    """Letter by letter."""
    return ", ".join(_SIGNS.get(letter, letter) for letter in name.upper() if not letter.isspace())
