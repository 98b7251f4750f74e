import json
from pathlib import Path

import numpy as np

from voice.audio.pcm import resample
from voice.audio.telephone_line import RATE_HZ, TelephoneLine
from voice.hearing.modelling.espeak import EspeakProcess
from voice.hearing.recogniser import Recogniser, embedded_model
from voice.hearing.words import with_words


def heard(folder: Path, text: str) -> str:
    with EspeakProcess() as espeak:
        speech = espeak.speak(text, "de+f2")
    arrived = TelephoneLine().carry(speech.samples, speech.rate_hz, np.random.default_rng(1))
    quiet = np.zeros(4000, np.int16)
    stream = Recogniser(folder).stream()
    stream.feed(resample(np.concatenate([quiet, arrived, quiet]), RATE_HZ, 16_000).tobytes())
    return stream.finish().text


def test_a_business_own_words_are_heard_once_they_are_in_the_graph(tmp_path: Path) -> None:
    assert "xaveria" not in heard(embedded_model(), "einen termin bei xaveria")
    folder = with_words(embedded_model(), ["Xaveria", "Haarschnitt"], tmp_path)
    assert heard(folder, "einen termin bei xaveria") == "einen termin bei xaveria"
    assert heard(folder, "ich möchte einen haarschnitt") == "ich möchte einen haarschnitt"
    assert with_words(embedded_model(), ["Xaveria"], tmp_path) == folder


def test_known_words_and_foreign_models_change_nothing(tmp_path: Path) -> None:
    assert with_words(embedded_model(), ["Haarschnitt", "Anna"], tmp_path) == embedded_model()
    (tmp_path / "foreign").mkdir()
    assert with_words(tmp_path / "foreign", ["Xaveria"], tmp_path) == tmp_path / "foreign"
    assert json.loads((embedded_model() / "manifest.json").read_text("utf-8"))
