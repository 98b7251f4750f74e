"""The tables of tests/tables decide what the German understanding is worth."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis.strategies import text

from storage.events import SlotName
from tests.voice.language.tables import KNOWN_FAILURES, name_of, rows, table, when_of
from voice.language.de import spoken
from voice.language.de.numbers import parse_number
from voice.language.languages import language
from voice.language.spoken_forms import NORMALISE
from voice.language.spoken_forms import SPOKEN as FORMS_OF

GERMAN = language("de")
NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business


TIMES = [row for row in rows("de_when.yaml") if row[0] not in KNOWN_FAILURES["de_when"]]


@pytest.mark.parametrize("row", TIMES, ids=lambda row: row[0])
def test_days_and_times_mean_what_the_table_says(row: tuple[str, ...]) -> None:
    assert GERMAN.when(row[0], NOW) == when_of(row[1:])


@pytest.mark.parametrize("row", rows("de_numbers.yaml"), ids=lambda row: row[0])
def test_numbers_mean_what_the_table_says(row: tuple[str, str]) -> None:
    assert parse_number(row[0]) == (None if row[1] == "null" else int(row[1]))


@pytest.mark.parametrize("row", rows("de_phones.yaml"), ids=lambda row: row[0])
def test_dictated_numbers_become_e164(row: tuple[str, str]) -> None:
    phone = GERMAN.phone(row[0])
    assert (phone.e164 if phone else "null") == row[1]


@pytest.mark.parametrize("row", rows("de_names.yaml"), ids=lambda row: row[0])
def test_names_mean_what_the_table_says(row: tuple[str, ...]) -> None:
    assert GERMAN.name(row[0]) == name_of(row[1:])


ANSWERS = [(text, kind) for kind, texts in table("de_answers.yaml").items() for text in texts]


@pytest.mark.parametrize(("text", "kind"), ANSWERS)
def test_answers_are_yes_no_or_neither(text: str, kind: str) -> None:
    answer = GERMAN.answer(text)
    assert (str(answer) if answer else "none") == kind


INTENTS = [(text, kind) for kind, texts in table("de_intents.yaml").items() for text in texts]


@pytest.mark.parametrize(("text", "kind"), INTENTS)
def test_intents_are_recognised_and_not_invented(text: str, kind: str) -> None:
    found = GERMAN.intents(text)
    if kind == "none":
        assert not found - {"thanks", "backchannel"}
    else:
        assert kind in found


SPOKEN = table("de_spoken.yaml")


@pytest.mark.parametrize(("written", "words"), SPOKEN["date_dative"].items())
def test_dates_are_said_in_the_dative(written: str, words: str) -> None:
    assert GERMAN.spoken_date(date.fromisoformat(written), case="dative") == words


@pytest.mark.parametrize(("written", "words"), SPOKEN["date_accusative"].items())
def test_dates_are_said_in_the_accusative(written: str, words: str) -> None:
    assert GERMAN.spoken_date(date.fromisoformat(written), case="accusative") == words


@pytest.mark.parametrize(("written", "words"), SPOKEN["time"].items())
def test_times_are_said_in_full(written: str, words: str) -> None:
    assert GERMAN.spoken_time(time.fromisoformat(written)) == words


@pytest.mark.parametrize(("written", "words"), SPOKEN["price"].items())
def test_prices_are_said_as_at_the_till(written: str, words: str) -> None:
    assert GERMAN.spoken_price(written) == words


@pytest.mark.parametrize(("written", "words"), SPOKEN["phone"].items())
def test_numbers_are_read_back_in_groups(written: str, words: str) -> None:
    assert GERMAN.spoken_phone(written) == words


@pytest.mark.parametrize(("minutes", "words"), SPOKEN["duration"].items())
def test_durations_are_said_shortly(minutes: str, words: str) -> None:
    assert spoken.spoken_duration(int(minutes)) == words


@pytest.mark.parametrize(("name", "letters"), SPOKEN["spelled"].items())
def test_names_are_spelled(name: str, letters: str) -> None:
    assert spoken.spelled(name) == letters


@pytest.mark.parametrize(("written", "words"), SPOKEN["normalised"].items())
def test_free_text_is_normalised_before_it_is_spoken(written: str, words: str) -> None:
    assert GERMAN.normalise(written) == words


STATES = [
    (slot, state, text)
    for slot, states in table("de_states.yaml").items()
    for state, texts in states.items()
    for text in texts
]


@pytest.mark.parametrize(("slot", "state", "text"), STATES)
def test_how_finished_an_answer_looks(slot: SlotName, state: str, text: str) -> None:
    assert GERMAN.completeness.state(slot, text) == state


FORMS = [
    (key, form, written, words)
    for key in ("uk", "en")
    for form, entries in table(f"{key}_spoken.yaml").items()
    for written, words in entries.items()
]


@pytest.mark.parametrize(("key", "form", "written", "words"), FORMS)
def test_facts_are_said_in_ukrainian_and_english(
    key: str, form: str, written: str | int, words: str
) -> None:
    forms, text = FORMS_OF[key], str(written)
    match form:
        case "date_when":
            said = forms.spoken_date(date.fromisoformat(text), case="dative")
        case "date_plain":
            said = forms.spoken_date(date.fromisoformat(text))
        case "time":
            said = forms.spoken_time(time.fromisoformat(text))
        case "duration":
            said = forms.spoken_duration(int(text))
        case "normalised":
            said = NORMALISE[key](text)
        case _:
            said = getattr(forms, f"spoken_{form}" if form != "spelled" else form)(text)
    assert said == words


@pytest.mark.parametrize("key", ["de", "uk", "en"])
@given(text=text("0123456789.:,/-+€%@ kmhgl°²aMTрхв\n", max_size=24))
def test_no_text_is_too_strange_to_be_normalised(key: str, text: str) -> None:
    assert not set(NORMALISE[key](text)) & set("0123456789")
