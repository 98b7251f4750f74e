"""The whole way from nothing to a recogniser that hears words, in little; `make soak` trains for a minute."""

import os
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from voice.audio.pcm import resample
from voice.hearing.modelling import acoustic
from voice.hearing.modelling.build import Recipe, build
from voice.hearing.modelling.espeak import EspeakProcess
from voice.hearing.modelling.evaluate import word_errors
from voice.hearing.modelling.telephone import RATE_HZ, Condition, fixed, to_8_khz
from voice.hearing.recogniser import Recogniser

TEXTS = (
    "guten tag",
    "einen haarschnitt",
    "am freitag um zehn uhr",
    "ja",
    "nein danke",
    "mein name ist becker",
)


SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
MINUTE = Recipe(utterances=800, train_seconds=60, sentences=4000)
STEPS = Recipe(utterances=300, train_seconds=150, sentences=4000)
"""On a clock on which each step of the training takes a second: the same model however busy the machine is."""


@pytest.mark.soak
@pytest.mark.timeout(400)
def test_a_short_training_gives_a_model_that_understands_half_of_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    if not SOAK:
        monkeypatch.setattr(acoustic, "time", SimpleNamespace(monotonic=count().__next__))
    build(folder, MINUTE if SOAK else STEPS, lambda _line: None)
    recogniser = Recogniser(folder)
    errors = words = 0
    with EspeakProcess() as espeak:
        for text in TEXTS:
            narrow = np.concatenate(
                [np.zeros(2400), to_8_khz(espeak.speak(text).samples), np.zeros(4000)]
            )
            arrived = fixed(narrow, Condition("telephone"), np.random.default_rng(1)).astype(
                np.int16
            )
            stream = recogniser.stream()
            parts = [stream.feed(resample(arrived, RATE_HZ, 16_000).tobytes()), stream.finish()]
            heard = " ".join(part.text for part in parts if part is not None)
            errors += word_errors(text.split(), heard.split())
            words += len(text.split())
    print(f"{errors} of {words} words wrong after a short training")  # noqa: T201
    assert errors <= words / 2
