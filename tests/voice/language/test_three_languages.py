"""Every table of every language: how much is right, and by text what is not."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.voice.language.tables import KNOWN_FAILURES, name_of, rows, table, when_of
from voice.language.languages import LANGUAGES, Language, language

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business
LEAST_RIGHT = {"de": 0.98, "uk": 0.95, "en": 0.95}
LEAST_ROWS = {"de": 300, "uk": 100, "en": 100}


def _number(language_: Language, text: str) -> str:
    value = language_.number(text)
    return "null" if value is None else str(value)


def _phone(language_: Language, text: str) -> str:
    phone = language_.phone(text)
    return phone.e164 if phone else "null"


READ: dict[str, Callable[[Language, tuple[str, ...]], bool]] = {
    "when": lambda known, row: known.when(row[0], NOW) == when_of(row[1:]),
    "names": lambda known, row: known.name(row[0]) == name_of(row[1:]),
    "numbers": lambda known, row: _number(known, row[0]) == row[1],
    "phones": lambda known, row: _phone(known, row[0]) == row[1],
    "emails": lambda known, row: (known.email(row[0]) or "null") == row[1],
    "quantities": lambda known, row: (
        known.quantity(row[0]) == (None if row[1] == "null" else float(row[1]))
    ),
}
SORTED: dict[str, Callable[[Language, str], str]] = {
    "answers": lambda known, text: str(known.answer(text) or "none"),
    "urgency": lambda known, text: known.urgency(text) or "none",
}


def _wrong(right: dict[str, bool]) -> set[str]:
    return {text for text, good in right.items() if not good}


def _enough(key: str, right: dict[str, bool]) -> bool:
    return sum(right.values()) / len(right) >= LEAST_RIGHT[key]


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("kind", READ)
def test_expressions_mean_what_the_table_says(key: str, kind: str) -> None:
    known, name = language(key), f"{key}_{kind}"
    right = {row[0]: READ[kind](known, row) for row in rows(f"{name}.yaml")}
    assert _wrong(right) == KNOWN_FAILURES.get(name, set())
    assert _enough(key, right)


@pytest.mark.parametrize("key", LANGUAGES)
@pytest.mark.parametrize("kind", SORTED)
def test_answers_and_urgency_are_what_the_table_says(key: str, kind: str) -> None:
    known, name = language(key), f"{key}_{kind}"
    right = {
        text: SORTED[kind](known, text) == meant
        for meant, texts in table(f"{name}.yaml").items()
        for text in texts
    }
    assert _wrong(right) == KNOWN_FAILURES.get(name, set())
    assert _enough(key, right)


@pytest.mark.parametrize("key", LANGUAGES)
def test_intents_are_recognised_and_not_invented(key: str) -> None:
    known, right = language(key), {}
    for intent, texts in table(f"{key}_intents.yaml").items():
        for text in texts:
            found = known.intents(text)
            invented = found - {"thanks", "backchannel"}
            right[text] = not invented if intent == "none" else intent in found
    assert _wrong(right) == KNOWN_FAILURES.get(f"{key}_intents", set())
    assert _enough(key, right)


@pytest.mark.parametrize("key", LANGUAGES)
def test_the_tables_are_long_enough(key: str) -> None:
    texts = [row[0] for row in rows(f"{key}_when.yaml")]
    assert len(set(texts)) == len(texts) >= LEAST_ROWS[key]


@pytest.mark.parametrize(
    ("key", "slot", "text", "state"),
    [
        ("en", "confirm", "yes", "complete"), ("en", "confirm", "", "empty"), ("en", "confirm", "a haircut", "neutral"),
        ("en", "confirm", "no", "neutral"), ("en", "when", "on friday at", "open"), ("en", "when", "on friday", "neutral"),
        ("en", "when", "on friday at half past two", "complete"), ("en", "when", "the second one", "complete"),
        ("en", "name", "my name is", "open"), ("en", "name", "baker", "complete"), ("en", "name", "mary", "neutral"),
        ("en", "phone", "zero one seven zero", "open"), ("en", "open", "i would like", "open"),
        ("en", "phone", "zero one seven zero one two three four five six seven", "complete"),
        ("uk", "confirm", "так", "complete"), ("uk", "confirm", "ні", "neutral"), ("uk", "when", "у п'ятницю о", "open"),
        ("uk", "when", "у п'ятницю", "neutral"), ("uk", "when", "у п'ятницю о пів на третю", "complete"),
        ("uk", "when", "другий варіант", "complete"), ("uk", "name", "мене звати", "open"),
        ("uk", "name", "ковальчук", "complete"), ("uk", "name", "олена", "neutral"),
        ("uk", "phone", "нуль один сім нуль", "open"), ("uk", "open", "я хочу", "open"),
        ("uk", "phone", "нуль один сім нуль один два три чотири п'ять шість сім", "complete"),
    ],
)  # fmt: skip
def test_partial_texts_show_whether_more_will_come(
    key: str, slot: str, text: str, state: str
) -> None:
    assert language(key).completeness.state(slot, text) == state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "text", "index"),
    [
        ("en", "the first one", 0), ("en", "second please", 1), ("en", "the last one", 2), ("en", "number three", 2),
        ("en", "i'll take the second", 1), ("en", "the third of march", None), ("en", "yes", None), ("en", "number four", None),
        ("uk", "перший", 0), ("uk", "другий варіант", 1), ("uk", "третє будь ласка", 2), ("uk", "останній", 2),
        ("uk", "номер два", 1), ("uk", "на третю годину", None), ("uk", "о першій", None), ("uk", "третього квітня", None),
        ("uk", "середній", 1), ("en", "the middle one", 1),
    ],
)  # fmt: skip
def test_offers_are_taken_by_their_number(key: str, text: str, index: int | None) -> None:
    assert language(key).ordinal(text, 3) == index


@pytest.mark.parametrize(
    ("key", "text", "subject"),
    [
        ("en", "the name is wrong", "name"), ("en", "another time", "when"), ("en", "the number", "phone"), ("en", "yes", None),
        ("uk", "прізвище неправильне", "name"), ("uk", "інший час", "when"), ("uk", "номер телефону", "phone"), ("uk", "так", None),
    ],
)  # fmt: skip
def test_a_correction_names_what_is_wrong(key: str, text: str, subject: str | None) -> None:
    assert language(key).subject(text) == subject


@pytest.mark.parametrize(
    ("key", "text", "written"),
    [
        ("en", "twelve main street in munich", "12 Main Street in Munich"),
        ("en", "my address is long lane twenty three", "Long Lane 23"),
        ("en", "i don't know", None),
        ("uk", "вулиця шевченка двадцять три", "Вулиця Шевченка 23"),
        ("uk", "моя адреса бергштрассе дванадцять у мюнхені", "Бергштрассе 12 у Мюнхені"),
        ("uk", "не знаю", None),
    ],
)
def test_addresses_are_written_as_such(key: str, text: str, written: str | None) -> None:
    assert language(key).address(text) == written


@pytest.mark.parametrize(
    ("key", "text", "left"),
    [
        ("en", "hello my name is anna smith my sink is leaking", "my sink is leaking"),
        ("uk", "добрий день мене звати олена ковальчук у мене тече кран", "у мене тече кран"),
    ],
)
def test_a_message_is_what_is_said_beside_the_name(key: str, text: str, left: str) -> None:
    assert language(key).without_introduction(text) == left


@pytest.mark.parametrize(
    ("key", "text", "dismissed"),
    [
        ("en", "no thanks", True), ("en", "thank you", True), ("en", "the tap does not close", False),
        ("uk", "ні дякую", True), ("uk", "дякую", True), ("uk", "кран не закривається", False),
    ],
)  # fmt: skip
def test_a_refusal_begins_with_its_no(key: str, text: str, dismissed: bool) -> None:
    assert language(key).dismisses(text) is dismissed


@pytest.mark.parametrize(
    ("key", "text", "tail"),
    [("en", "please", True), ("en", "thanks that works", True), ("en", "on friday", False),
     ("uk", "будь ласка", True), ("uk", "дякую підходить", True), ("uk", "у п'ятницю", False)],
)  # fmt: skip
def test_what_rounds_off_an_answer_adds_nothing(key: str, text: str, tail: bool) -> None:
    assert language(key).is_tail(text) is tail


@pytest.mark.parametrize("key", LANGUAGES)
def test_phrases_for_a_recogniser_are_few_and_distinct(key: str) -> None:
    for slot in ("confirm", "more", "phone", "when"):
        phrases = language(key).grammar(slot, ("Anna",))
        assert phrases is not None
        assert len(phrases) == len(set(phrases))
    assert language(key).grammar("open") is None


@pytest.mark.parametrize(
    ("heard", "known", "family"),
    [
        ("maier", ("Meyer", "Becker"), "Meyer"), ("bäcker", ("Becker",), "Becker"), ("miller", ("Müller",), "Miller"),
        ("schmitt", ("Schmidt",), "Schmidt"), ("weber", ("Becker",), "Weber"), ("hofmann", ("Hoffmann",), "Hoffmann"), ("schmit", ("Schmidt", "Schmitt"), "Schmit"),
    ],
)  # fmt: skip
def test_a_known_name_that_sounds_the_same_gives_its_spelling(
    heard: str, known: tuple[str, ...], family: str
) -> None:
    named = language("de").name(heard, known)
    assert named is not None
    assert named.family == family
