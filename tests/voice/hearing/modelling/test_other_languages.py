"""The committed Ukrainian and English models are what the committed scripts make, and as good as they say."""

import json

import pytest

from voice.hearing.modelling import texts, wishes
from voice.hearing.modelling.evaluate import SENTENCES, evaluate
from voice.hearing.modelling.other_languages import scripts
from voice.hearing.recogniser import embedded_model

MOST_WRONG = {"telephone": 0.03, "telephone_15_db": 0.08}
MOST_BYTES = 2_000_000
SOME = 30
"""Sentences that each test run measures; the manifest's figures are of 320."""


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_manifest_names_the_scripts_and_the_figures(language: str) -> None:
    manifest = json.loads((embedded_model(language) / "manifest.json").read_text("utf-8"))
    assert manifest["script_sha256"] == scripts(language)
    assert "synthetic" in manifest["what"]
    figures = manifest["figures"]
    assert figures["sentences"] == SENTENCES
    for condition, most in MOST_WRONG.items():
        assert figures["word_error_rate"][condition] <= most


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_model_is_small_enough_to_be_committed(language: str) -> None:
    files = [path for path in embedded_model(language).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


@pytest.mark.parametrize("language", ["uk", "en"])
def test_word_errors_stay_below_their_bounds(language: str) -> None:
    for figure in evaluate(embedded_model(language), count=SOME, language=language):
        print(language, figure.condition, f"{figure.rate:.2%} of {figure.words} words wrong")  # noqa: T201
        assert figure.rate <= MOST_WRONG[figure.condition]


@pytest.mark.parametrize("language", ["de", "uk", "en"])
def test_every_recogniser_knows_the_wishes_for_every_language(language: str) -> None:
    lexicon = (embedded_model(language) / "lexicon.txt").read_text("utf-8")
    known = {line.split()[0] for line in lexicon.splitlines()}
    for text in (*wishes.own(language), *wishes.foreign(language)):
        assert set(text.split()) <= known


@pytest.mark.parametrize("language", ["uk", "en"])
def test_a_vocabulary_is_that_of_a_first_call(language: str) -> None:
    assert 300 <= len(texts.vocabulary(language)) <= 500
