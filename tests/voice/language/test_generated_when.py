"""Days and times out of a generator that builds the meaning first and its words after, in each language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from voice.language.de import numbers as de
from voice.language.de import spoken as de_spoken
from voice.language.en import spoken as en
from voice.language.languages import LANGUAGES, language
from voice.language.uk import spoken as uk
from voice.language.values import When

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business
SEED = 20260304
COUNT = 250
ON_WEEKDAYS = "понеділок вівторок середу четвер п'ятницю суботу неділю".split()


@dataclass(frozen=True)
class Speaker:
    """How one language says a day and a time."""

    date_of: Callable[[date], Sequence[str]]
    weekday: Callable[[int], Sequence[str]]
    tomorrow: str
    after_tomorrow: str
    hour: Callable[[int, int], str]
    """In full, on the dial of twenty-four hours."""
    plain: Callable[[int], str]
    """At an hour of the twelve that names no half of the day."""
    half: Callable[[int], str]
    """Half past that hour of the twelve."""
    before: Callable[[int], str]
    """A quarter to the hour of the twelve."""
    between: Callable[[int, int], str]
    around: tuple[str, ...]


def _german_hour(hour: int, minute: int) -> str:
    return f"um {de.number_word(hour)} uhr" + (f" {de.number_word(minute)}" if minute else "")


def _german_one(hour: int) -> str:
    return "eins" if hour == 1 else de.number_word(hour)


def _english_hour(hour: int, minute: int) -> str:
    minutes = f" {'oh ' if minute < 10 else ''}{_english(minute)}" if minute else ""
    return f"at {_english(hour % 12 or 12)}{minutes} {'am' if hour < 12 else 'pm'}"


def _english(number: int) -> str:
    return en.number_word(number).replace("-", " ")


def _ukrainian_hour(hour: int, minute: int) -> str:
    return uk.spoken_time(time(hour, minute))


SPEAKERS = {
    "de": Speaker(
        date_of=lambda day: (
            f"am {de.ordinal_word(day.day, 'en')} {de_spoken.MONTHS[day.month - 1].lower()}",
            f"am {day.day}. {de_spoken.MONTHS[day.month - 1].lower()}",
            f"am {de.ordinal_word(day.day, 'en')} {de.ordinal_word(day.month, 'en')}",
        ),
        weekday=lambda index: (
            f"am {de_spoken.WEEKDAYS[index].lower()}",
            de_spoken.WEEKDAYS[index].lower(),
            f"am nächsten {de_spoken.WEEKDAYS[index].lower()}",
        ),
        tomorrow="morgen",
        after_tomorrow="übermorgen",
        hour=_german_hour,
        plain=lambda hour: f"um {_german_one(hour)}",
        half=lambda hour: f"um halb {_german_one(hour % 12 + 1)}",
        before=lambda hour: f"um dreiviertel {_german_one(hour)}",
        between=lambda first, last: f"zwischen {_german_one(first)} und {_german_one(last)}",
        around=("", "äh ", "vielleicht ", "am liebsten ", "ich hätte gern einen termin "),
    ),
    "en": Speaker(
        date_of=lambda day: (
            f"on the {en.ordinal_word(day.day)} of {en.MONTHS[day.month - 1].lower()}",
            f"on {en.MONTHS[day.month - 1].lower()} {en.ordinal_word(day.day).replace('-', ' ')}",
            f"{en.MONTHS[day.month - 1].lower()} {day.day}",
        ),
        weekday=lambda index: (
            f"on {en.WEEKDAYS[index].lower()}",
            en.WEEKDAYS[index].lower(),
            f"next {en.WEEKDAYS[index].lower()}",
        ),
        tomorrow="tomorrow",
        after_tomorrow="the day after tomorrow",
        hour=_english_hour,
        plain=lambda hour: f"at {_english(hour)}",
        half=lambda hour: f"at half past {_english(hour)}",
        before=lambda hour: f"at quarter to {_english(hour)}",
        between=lambda first, last: f"between {_english(first)} and {_english(last)}",
        around=("", "um ", "maybe ", "ideally ", "i'd like to come in "),
    ),
    "uk": Speaker(
        date_of=lambda day: (
            f"{uk.ordinal_word(day.day, 'genitive')} {uk.MONTHS[day.month - 1]}",
            f"на {uk.ordinal_word(day.day, 'neuter')} {uk.MONTHS[day.month - 1]}",
            f"{day.day} {uk.MONTHS[day.month - 1]}",
        ),
        weekday=lambda index: (
            f"у {ON_WEEKDAYS[index]}",
            uk.WEEKDAYS[index],
            f"на {ON_WEEKDAYS[index]}",
        ),
        tomorrow="завтра",
        after_tomorrow="післязавтра",
        hour=_ukrainian_hour,
        plain=lambda hour: f"{'об' if hour == 11 else 'о'} {uk.ordinal_word(hour, 'locative')}",
        half=lambda hour: f"о пів {uk.ordinal_word(hour % 12 + 1, 'feminine genitive')}",
        before=lambda hour: f"за чверть {uk.ordinal_word(hour, 'feminine')}",
        between=lambda first, last: (
            f"з {uk.ordinal_word(first, 'feminine genitive')} до {uk.ordinal_word(last, 'feminine genitive')}"
        ),
        around=("", "е ", "може ", "найкраще ", "запишіть мене "),
    ),
}


def _day(random: Random, speaker: Speaker) -> tuple[date, str]:
    days = random.randint(1, 80)
    if random.random() < 0.4:
        days = random.randint(1, 6)
    day = NOW.date() + timedelta(days=days)
    ways = list(speaker.date_of(day))
    if days <= 6:
        ways += speaker.weekday(day.weekday())
    if days == 1:
        ways.append(speaker.tomorrow)
    if days == 2:
        ways.append(speaker.after_tomorrow)
    return day, random.choice(ways)


def _custom(hour: int) -> bool:
    """True when that hour is meant by its number of the twelve: 7 to 12 before noon, 1 to 6 after it."""
    return (hour - 1) % 12 + 1 >= 7 if hour <= 12 else hour <= 18


def _clock(random: Random, speaker: Speaker) -> tuple[time, time | None, str]:
    hour, minute = random.randint(8, 18), random.choice((0, 0, 15, 30, 30, 45, 5, 10, 20, 50))
    twelve = (hour - 1) % 12 + 1
    ways: list[tuple[time, time | None, str]] = [
        (time(hour, minute), None, speaker.hour(hour, minute))
    ]
    if _custom(hour) and minute == 0:
        ways.append((time(hour), None, speaker.plain(twelve)))
        if hour not in (12, 18):
            between = speaker.between(twelve, hour % 12 + 1)
            ways.append((time(hour), time(hour + 1), between))
    if minute == 30 and 8 <= hour <= 17 and hour != 12:
        ways.append((time(hour, 30), None, speaker.half(twelve)))
    if minute == 45 and 8 <= hour <= 17 and hour not in (12, 18):
        ways.append((time(hour, 45), None, speaker.before(hour % 12 + 1)))
    return random.choice(ways)


@pytest.mark.parametrize("key", LANGUAGES)
def test_generated_expressions_mean_what_they_were_made_from(key: str) -> None:
    random, speaker, wrong = Random(SEED), SPEAKERS[key], []
    for _ in range(COUNT):
        day, day_words = _day(random, speaker)
        start, end, clock_words = _clock(random, speaker)
        order = [day_words, clock_words]
        if random.random() < 0.2:
            order.reverse()
        text = " ".join((random.choice(speaker.around) + " ".join(order)).split())
        meant = language(key).when(text, NOW)
        if meant != When(date=day, time=start, end_time=end):
            wrong.append((text, day, start, end, meant))
    print("seed", SEED, "language", key, "wrong", wrong)  # noqa: T201
    assert not wrong
