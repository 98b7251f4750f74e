"""The whole way from nothing to a recogniser that hears words, in little: about a minute of training."""

from pathlib import Path

import numpy as np
import pytest

from voice.audio.pcm import resample
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


@pytest.mark.timeout(400)
def test_a_minute_of_training_gives_a_model_that_understands_half_of_the_words(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "model"
    recipe = Recipe(utterances=800, train_seconds=60, sentences=4000)
    build(folder, recipe, lambda _line: None)
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
    print(f"{errors} of {words} words wrong after a minute")  # noqa: T201
    assert errors <= words / 2
