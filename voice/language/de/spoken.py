"""German spoken forms: what a number, a date or a price sounds like when a person says it."""

from datetime import date, time
from decimal import Decimal
from typing import Literal

from voice.language.de.numbers import number_word, ordinal_word
from voice.language.phone_groups import phone_groups

Case = Literal["accusative", "dative"]
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def weekday_name(index: int) -> str:
    """Monday is 0."""
    return WEEKDAYS[index]


def spoken_date(day: date, *, case: Case = "accusative") -> str:
    """Weekday, day and month: "am Freitag, dem sechsten März"; accusative without "am"."""
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    number = ordinal_word(day.day, "en")
    if case == "dative":
        return f"am {weekday}, dem {number} {month}"
    return f"{weekday}, den {number} {month}"


def spoken_time(clock: time) -> str:
    """14:30 is "vierzehn Uhr dreißig"."""
    hour = "ein" if clock.hour == 1 else number_word(clock.hour)
    minute = f" {number_word(clock.minute)}" if clock.minute else ""
    return f"{hour} Uhr{minute}"


def spoken_price(written: str) -> str:
    """Euros and cents: "32,50" is "zweiunddreißig Euro fünfzig", "0,99" is "neunundneunzig Cent"."""
    value = Decimal(written.replace(",", "."))
    euros = int(value)
    cents = int((value - euros) * 100)
    if not euros and cents:
        return f"{'ein' if cents == 1 else number_word(cents)} Cent"
    head = "ein" if euros == 1 else number_word(euros)
    return f"{head} Euro{f' {number_word(cents)}' if cents else ''}"


def spoken_digits(text: str) -> str:
    """Each digit as a word."""
    return " ".join(number_word(int(digit)) for digit in text)


def spoken_phone(e164: str) -> str:
    """The national form, digit by digit: the area code, then a group of three and groups of two.

    An odd last digit joins the group before it. What is no valid number is read digit by digit.
    """
    country, groups = phone_groups(e164)
    spoken = [spoken_digits(group) for group in groups]
    return ", ".join([f"plus {spoken_digits(country)}", *spoken] if country else spoken)


def spoken_duration(minutes: int) -> str:
    """90 is "anderthalb Stunden"."""
    named = {1: "eine Minute", 30: "eine halbe Stunde", 60: "eine Stunde", 90: "anderthalb Stunden"}
    if minutes in named:
        return named[minutes]
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{number_word(minutes)} Minuten"
    head = "eine Stunde" if hours == 1 else f"{number_word(hours)} Stunden"
    return (
        f"{head} {'eine Minute' if rest == 1 else f'{number_word(rest)} Minuten'}" if rest else head
    )


def spelled(name: str) -> str:
    """Letter by letter: "Weiß" is "W, E, I, scharfes S"."""
    return ", ".join(
        "scharfes S" if letter == "ß" else letter.upper() for letter in name if letter.isalpha()
    )
