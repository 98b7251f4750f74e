"""What we say is understood by whoever understands that language: ourselves."""

from datetime import date, datetime, time, timedelta
from typing import Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis.strategies import dates, integers, sampled_from, times

from storage.numbers import parse_number
from voice.language.de import numbers as de
from voice.language.en import spoken as en
from voice.language.languages import LANGUAGES, language
from voice.language.uk import spoken as uk

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business
TODAY = NOW.date()
Case = Literal["accusative", "dative"]
CASES: tuple[Case, ...] = ("accusative", "dative")
MOBILE = ("+49151", "+49160", "+49170", "+49176", "+38067", "+38050")
FEW = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize("key", LANGUAGES)
@FEW
@given(day=dates(TODAY + timedelta(days=1), TODAY + timedelta(days=330)), case=sampled_from(CASES))
def test_a_day_that_is_said_is_understood(key: str, day: date, case: Case) -> None:
    known = language(key)
    meant = known.when(known.spoken_date(day, case=case), NOW)
    assert meant is not None
    assert (meant.date, meant.end_date, meant.time) == (day, None, None)


@pytest.mark.parametrize("key", LANGUAGES)
@FEW
@given(clock=times())
def test_a_time_that_is_said_is_understood(key: str, clock: time) -> None:
    known, clock = language(key), clock.replace(second=0, microsecond=0)
    meant = known.when(_at(key, known.spoken_time(clock)), NOW)
    assume(key != "de" or clock.hour >= 13 or not 1 <= clock.hour < 7)  # said like the afternoon's
    assume(key != "uk" or clock.hour >= 13 or not 1 <= clock.hour < 7)
    assert meant is not None
    assert (meant.date, meant.time, meant.end_time) == (None, clock, None)


def _at(key: str, said: str) -> str:
    return said if key == "uk" else f"{'um' if key == 'de' else 'at'} {said}"


@pytest.mark.parametrize("key", LANGUAGES)
@FEW
@given(prefix=sampled_from(MOBILE), rest=integers(0, 9_999_999))
def test_a_number_that_is_read_back_is_understood(key: str, prefix: str, rest: int) -> None:
    known, number = language(key), f"{prefix}{rest:07}"
    assume(parse_number(number) is not None)
    phone = known.phone(known.spoken_phone(number))
    assert phone is not None
    assert phone.e164 == number


@pytest.mark.parametrize("key", LANGUAGES)
@FEW
@given(number=integers(0, 999))
def test_a_number_that_is_said_is_understood(key: str, number: int) -> None:
    words = {"de": de.number_word, "en": en.number_word, "uk": uk.number_word}[key](number)
    assert language(key).number(words) == number


@pytest.mark.parametrize("key", LANGUAGES)
@FEW
@given(day=dates(TODAY + timedelta(days=1), TODAY + timedelta(days=330)), clock=times())
def test_an_appointment_that_is_said_is_understood(key: str, day: date, clock: time) -> None:
    known, clock = language(key), clock.replace(hour=8 + clock.hour % 10, second=0, microsecond=0)
    assume(
        known.spoken_time(clock) != known.spoken_time(clock.replace(hour=(clock.hour + 12) % 24))
    )
    said = f"{known.spoken_date(day, case='dative')} {_at(key, known.spoken_time(clock))}"
    meant = known.when(said, NOW)
    assert meant is not None
    assert (meant.date, meant.time) == (day, clock)
