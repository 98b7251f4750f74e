"""Ukrainian spoken forms: numbers in the case and gender of what they count, dates, times, prices, telephone numbers."""

from datetime import date, time
from decimal import Decimal
from typing import Literal

from num2words import num2words

from voice.language.phone_groups import phone_groups

Case = Literal["accusative", "dative"]
Ending = Literal["genitive", "neuter", "feminine", "locative", "feminine genitive"]
Nouns = tuple[str, str, str]
"""With 1, with 2 to 4, with 5 and more."""
WEEKDAYS = ("понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя")
_ON_WEEKDAYS = ("понеділок", "вівторок", "середу", "четвер", "п'ятницю", "суботу", "неділю")
MONTHS = (
    "січня", "лютого", "березня", "квітня", "травня", "червня",
    "липня", "серпня", "вересня", "жовтня", "листопада", "грудня",
)  # fmt: skip
EUROS: Nouns = ("євро", "євро", "євро")
CENTS: Nouns = ("цент", "центи", "центів")
MINUTES: Nouns = ("хвилина", "хвилини", "хвилин")
HOURS: Nouns = ("година", "години", "годин")
_HARD = {
    "genitive": "ого",
    "neuter": "е",
    "feminine": "а",
    "locative": "ій",
    "feminine genitive": "ої",
}
_SOFT = {
    "genitive": "ього",
    "neuter": "є",
    "feminine": "я",
    "locative": "ій",
    "feminine genitive": "ьої",
}
_SIGNS = {"Ь": "м'який знак", "'": "апостроф", "’": "апостроф", "-": "дефіс"}
_NOON_HOURS_WITH_OB = 11


def number_word(number: int, *, feminine: bool = False) -> str:
    """A cardinal: "двадцять один", with `feminine` "двадцять одна"."""
    words = str(num2words(number, lang="uk"))
    if feminine:
        for masculine, other in (("один", "одна"), ("два", "дві")):
            if words == masculine or words.endswith(f" {masculine}"):
                return words[: len(words) - len(masculine)] + other
    return words


def ordinal_word(number: int, ending: Ending) -> str:
    """An ordinal from 0 on; only its last word is declined: "двадцять першого"."""
    plain = str(num2words(number, lang="uk", to="ordinal")) if number else "нульовий"
    if plain.endswith("третій"):
        return plain[:-2] + _SOFT[ending]
    return plain[:-2] + _HARD[ending]


def counted(number: int, nouns: Nouns, *, feminine: bool = False) -> str:
    """A number and what it counts."""
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:
        noun = nouns[0]
    elif ones in (2, 3, 4) and tens not in (12, 13, 14):
        noun = nouns[1]
    else:
        noun = nouns[2]
    return f"{number_word(number, feminine=feminine)} {noun}"


def weekday_name(index: int) -> str:
    """Monday is 0."""
    return WEEKDAYS[index]


def spoken_date(day: date, *, case: Case = "accusative") -> str:
    """Weekday, day and month; "dative", as German calls it, is when something is: "у п'ятницю, шостого березня"."""
    month = MONTHS[day.month - 1]
    if case == "dative":
        return f"у {_ON_WEEKDAYS[day.weekday()]}, {ordinal_word(day.day, 'genitive')} {month}"
    return f"{WEEKDAYS[day.weekday()]}, {ordinal_word(day.day, 'neuter')} {month}"


def clock_words(clock: time, ending: Ending) -> str:
    """The hour as an ordinal, the minutes as a number: "чотирнадцята тридцять"."""
    minute = ""
    if clock.minute:
        zero = "нуль " if clock.minute < 10 else ""
        minute = f" {zero}{number_word(clock.minute, feminine=True)}"
    return ordinal_word(clock.hour, ending) + minute


def spoken_time(clock: time) -> str:
    """When, with its preposition: "о чотирнадцятій тридцять", "об одинадцятій", "опівночі"."""
    if clock == time(0):
        return "опівночі"
    return f"{'об' if clock.hour == _NOON_HOURS_WITH_OB else 'о'} {clock_words(clock, 'locative')}"


def spoken_price(written: str) -> str:
    """Euros and cents."""
    value = Decimal(written.replace(",", "."))
    euros = int(value)
    cents = int((value - euros) * 100)
    parts = [counted(euros, EUROS)] if euros or not cents else []
    return " ".join([*parts, *([counted(cents, CENTS)] if cents else [])])


def spoken_digits(text: str) -> str:
    """Each digit as a word."""
    return " ".join(number_word(int(digit)) for digit in text)


def spoken_phone(e164: str) -> str:
    """Digit by digit, in groups."""
    country, groups = phone_groups(e164)
    spoken = [spoken_digits(group) for group in groups]
    return ", ".join([f"плюс {spoken_digits(country)}", *spoken] if country else spoken)


def spoken_duration(minutes: int) -> str:
    """90 is "півтори години"."""
    named = {30: "пів години", 90: "півтори години"}
    if minutes in named:
        return named[minutes]
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, HOURS, feminine=True)] if hours else []
    if rest or not hours:
        parts.append(counted(rest, MINUTES, feminine=True))
    return " ".join(parts)


def spelled(name: str) -> str:
    """Letter by letter."""
    return ", ".join(_SIGNS.get(letter, letter) for letter in name.upper() if not letter.isspace())
