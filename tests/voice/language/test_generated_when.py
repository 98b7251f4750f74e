"""Days and times out of a generator that builds the meaning first and its words after."""

from datetime import date, datetime, time, timedelta
from random import Random

from voice.language.de.numbers import number_word, ordinal_word
from voice.language.de.spoken import MONTHS, WEEKDAYS
from voice.language.languages import language
from voice.language.values import When

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business
SEED = 20260304
COUNT = 110


def _day(random: Random) -> tuple[date, str]:
    days = random.randint(1, 80)
    day = NOW.date() + timedelta(days=days)
    ways = [f"am {ordinal_word(day.day, 'en')} {MONTHS[day.month - 1].lower()}"]
    if days <= 6:
        ways += [f"am {WEEKDAYS[day.weekday()].lower()}", WEEKDAYS[day.weekday()].lower()]
    if days == 1:
        ways.append("morgen")
    if days == 2:
        ways.append("übermorgen")
    return day, random.choice(ways)


def _clock(random: Random) -> tuple[time, str]:
    hour, minute = random.randint(8, 18), random.choice((0, 0, 15, 30, 45, 5, 10, 20, 50))
    twelve = (hour - 1) % 12 + 1
    following = hour % 12 + 1
    ways = [f"um {number_word(hour)} uhr" + (f" {number_word(minute)}" if minute else "")]
    # Without "Uhr" the half of the day follows from the hour: 7 to 12 before noon, 1 to 6 after it.
    colloquial = 7 <= hour <= 12 or 13 <= hour <= 18
    plain = (hour <= 12 and twelve >= 7) or (hour > 12 and twelve < 7)
    if colloquial and plain and minute == 0:
        ways.append(f"um {'eins' if twelve == 1 else number_word(twelve)}")
    half = time(hour, 30)
    if minute == 30 and ((following >= 8 and hour < 12) or (following < 8 and hour > 12)):
        assert half.hour == hour
        ways.append(f"um halb {'eins' if following == 1 else number_word(following)}")
    return time(hour, minute), random.choice(ways)


def test_generated_expressions_mean_what_they_were_made_from() -> None:
    random = Random(SEED)
    wrong = []
    for _ in range(COUNT):
        (day, day_words), (clock, clock_words) = _day(random), _clock(random)
        order = [day_words, clock_words] if random.random() < 0.8 else [clock_words, day_words]
        text = " ".join(
            (random.choice(("", "äh ", "vielleicht ", "am liebsten ")) + " ".join(order)).split()
        )
        meant = language("de").when(text, NOW)
        if meant != When(date=day, time=clock):
            wrong.append((text, day, clock, meant))
    print("seed", SEED, "wrong", wrong)  # noqa: T201
    assert not wrong
