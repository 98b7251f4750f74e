"""The committed model is what the committed script makes, and it is as good as it says."""

import json

import pytest

from voice.hearing.modelling.build import script_hash
from voice.hearing.modelling.evaluate import evaluate, word_errors
from voice.hearing.recogniser import embedded_model

MOST_WRONG = {"telephone": 0.03, "telephone_15_db": 0.05}
MOST_BYTES = 6_000_000


def test_the_manifest_names_the_script_that_is_committed() -> None:
    manifest = json.loads((embedded_model() / "manifest.json").read_text("utf-8"))
    assert manifest["script_sha256"] == script_hash()
    assert manifest["recipe"]["seed"]
    assert manifest["words"] > 900


def test_the_model_is_small_enough_to_be_committed() -> None:
    assert (
        sum(path.stat().st_size for path in embedded_model().rglob("*") if path.is_file())
        < MOST_BYTES
    )


def test_word_errors_stay_below_their_bounds_on_held_out_voices_and_texts() -> None:
    figures = evaluate(embedded_model())
    for figure in figures:
        rate = f"{figure.rate:.2%} of {figure.words} words in {figure.sentences} sentences wrong"
        print(figure.condition, rate)  # noqa: T201  # the figure that the issue asks for
        assert figure.sentences >= 300
    assert {f.condition: f.rate <= MOST_WRONG[f.condition] for f in figures} == dict.fromkeys(
        MOST_WRONG, True
    )


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a c", 1),
        ("a b", "a x b", 1),
        ("a b", "x y", 2),
        ("a", "", 1),
    ],
)
def test_word_errors_are_counted_as_usual(said: str, heard: str, errors: int) -> None:
    assert word_errors(said.split(), heard.split()) == errors
