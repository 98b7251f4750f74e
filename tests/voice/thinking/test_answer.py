"""A model's answer as it streams in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.thinking.answer import AnswerReader, Command, Commands, Invalid, Sentence

GOOD = '{"commands": [{"do": "set_slot", "slot": "when", "quote": "am Freitag"}], "say": ""}'
TALK = '{"commands":[],"say":"Gern. Das ist z. B. \\"schön\\"."}'


def read(text: str, size: int = 1) -> list[Commands | Sentence]:
    reader = AnswerReader()
    found = [item for at in range(0, len(text), size) for item in reader.feed(text[at : at + size])]
    return [*found, *reader.close()]


@given(st.integers(1, 100))
def test_it_does_not_matter_where_the_pieces_end(size: int) -> None:
    assert read(GOOD, size) == [Commands((Command("set_slot", "when", None, "am Freitag"),))]
    talk = [Commands(()), Sentence("Gern."), Sentence('Das ist z. B. "schön".')]
    assert read(TALK, size) == talk


def test_a_sentence_is_there_before_the_next_one_is_complete() -> None:
    reader = AnswerReader()
    assert list(reader.feed('{"commands": [], "say": "Gern. Das')) == [
        Commands(()),
        Sentence("Gern."),
    ]


def test_commands_are_there_before_anything_is_said() -> None:
    reader = AnswerReader()
    [commands] = reader.feed('{"commands": [{"do": "smalltalk"}]')
    assert isinstance(commands, Commands)
    assert commands.read_only


@pytest.mark.parametrize(
    "text", [f"Gern! ```json\n{GOOD}\n``` Hilft das?", f"\n {GOOD}", GOOD.replace(": ", ":\n")]
)
def test_what_stands_around_the_object_is_ignored(text: str) -> None:
    [commands] = read(text, 7)
    assert isinstance(commands, Commands)


def test_keys_in_the_other_order_are_read_at_the_end() -> None:
    assert read('{"say": "Gern.", "commands": []}') == [Commands(()), Sentence("Gern.")]


def test_what_is_said_twice_is_said_once() -> None:
    assert read('{"commands": [], "say": "Gern. Gern. Gern."}') == [Commands(()), Sentence("Gern.")]


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Gern helfe ich.", "JSON object"),
        ("{", "JSON object"),
        ("[]", "JSON object"),
        ("null", "JSON object"),
        ('{"commands": [], "say": "Ger', "close its text"),
        ('{"commands": 7, "say": ""}', "must be a list"),
        ('{"commands": [{}], "say": ""}', 'needs "do"'),
        ('{"commands": ["book"], "say": ""}', "must be an object"),
        ('{"commands": [{"do": "book"}], "say": ""}', '"do" must be one of'),
        ('{"commands": [{"do": "set_slot", "quote": "x"}], "say": ""}', 'needs "slot"'),
        ('{"commands": [{"do": "intent", "name": "yes", "quote": "ja"}], "say": ""}', "one of"),
        ('{"commands": [{"do": "intent", "name": "book"}], "say": ""}', 'needs "quote"'),
        ('{"commands": [{"do": "person", "quote": 7}], "say": ""}', "must be a text"),
        ('{"commands": [{"do": ["x"]}], "say": ""}', "must be one of"),
        (json.dumps({"commands": [{"do": "smalltalk"}] * 5, "say": ""}), "at most"),
        ('{"commands": [], "say": "\\x"}', "no JSON string"),
    ],
)
def test_an_answer_of_another_shape_is_refused_with_words_for_the_model(
    text: str, tells: str
) -> None:
    with pytest.raises(Invalid, match=tells):
        read(text, 5)


@given(st.text(max_size=200), st.integers(1, 9))
def test_no_text_breaks_the_reader(text: str, size: int) -> None:
    for answer in (text, f'{{"commands": [], "say": "{text}'):
        outcome: object = None
        try:
            outcome = read(answer, size)
        except Invalid as error:
            outcome = str(error)  # the model is told what was wrong
        assert outcome
