"""The committed model is what the committed script makes, and it is as good as it says."""

import json
import os

import pytest

from voice.hearing.modelling.build import script_hash
from voice.hearing.modelling.evaluate import SENTENCES, evaluate, word_errors
from voice.hearing.recogniser import embedded_model

MOST_WRONG = {"telephone": 0.03, "telephone_15_db": 0.05}
MOST_BYTES = 6_000_000
SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
MEASURED = SENTENCES if SOAK else SENTENCES // 10
"""Sentences; the manifest's figures are of all of them, and of the scripts whose hash stands beside them."""


def test_the_manifest_names_the_script_that_is_committed() -> None:
    manifest = json.loads((embedded_model() / "manifest.json").read_text("utf-8"))
    assert manifest["script_sha256"] == script_hash()
    assert manifest["recipe"]["seed"]
    assert manifest["words"] > 900
    assert manifest["figures"]["sentences"] == SENTENCES >= 300
    rates = manifest["figures"]["word_error_rate"]
    assert {name: rates[name] <= most for name, most in MOST_WRONG.items()} == dict.fromkeys(
        MOST_WRONG, True
    )


def test_the_model_is_small_enough_to_be_committed() -> None:
    assert (
        sum(path.stat().st_size for path in embedded_model().rglob("*") if path.is_file())
        < MOST_BYTES
    )


@pytest.mark.soak
def test_word_errors_stay_below_their_bounds_on_held_out_voices_and_texts() -> None:
    figures = evaluate(embedded_model(), count=MEASURED)
    for figure in figures:
        rate = f"{figure.rate:.2%} of {figure.words} words in {figure.sentences} sentences wrong"
        print(figure.condition, rate)  # noqa: T201  # the figure that the issue asks for
        assert figure.sentences == MEASURED
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
