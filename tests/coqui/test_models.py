"""Every kind of Coqui model that we promise, with random weights, by the real library."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.coqui import models
from voice.speaking.coqui.model import CoquiModel, ModelFolderError

TEXT = "Guten Tag, was kann ich für Sie tun?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def vits(folder: Path) -> CoquiModel:
    return CoquiModel(models.vits(folder / "vits"))


def length(model: CoquiModel, text: str, rate: int = 150, voice: str = "") -> int:
    return sum(len(part) for part in model.speak(text, voice, rate))


def test_a_vits_in_parts_is_the_same_sound_as_in_one(
    vits: CoquiModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with torch.inference_mode():
        latents, condition = vits._latents(TEXT * 3, None)
        whole = vits._model.waveform_decoder(latents, g=condition)[0, 0].numpy()
    monkeypatch.setattr(vits, "_latents", lambda *_: (latents, condition))
    parts = list(vits.speak(TEXT * 3, "", 150))
    together = np.concatenate(parts).astype(float)
    assert len(parts) > 3
    assert len(parts[0]) < len(together) / 5
    assert len(together) == len(whole)
    assert np.abs(together - whole * 0.8 * 32767).max() < 2


def test_a_slower_rate_takes_longer(vits: CoquiModel) -> None:
    torch.manual_seed(1)
    assert length(vits, TEXT, 100) > 1.3 * length(vits, TEXT, 200)


def test_a_vits_with_phonemes_asks_our_espeak_ng(folder: Path) -> None:
    model = CoquiModel(models.vits(folder / "phonemes", phonemes=True))
    assert length(model, TEXT) > model.rate_hz // 2


def test_a_voice_is_a_speaker_and_an_unknown_one_is_the_first(folder: Path) -> None:
    model = CoquiModel(models.vits(folder / "people", speakers=3))
    assert model.speakers == ("person0", "person1", "person2")
    for voice in ("person2", "nobody", "de+f2"):
        assert length(model, TEXT, voice=voice)


def test_a_model_may_be_moved_with_the_files_that_its_configuration_names(tmp_path: Path) -> None:
    made = models.vits(tmp_path / "where it was made", speakers=2)
    moved = tmp_path / "moved"
    made.rename(moved)
    model = CoquiModel(moved)
    assert model.speakers == ("person0", "person1")
    assert length(model, TEXT, voice="person1")


@pytest.mark.parametrize("kind", [models.glow_tts, models.fast_pitch])
def test_a_spectrogram_goes_through_the_vocoder_or_through_griffin_lim(
    folder: Path, kind: object
) -> None:
    assert callable(kind)
    acoustic = kind(folder / getattr(kind, "__name__", "model"))
    vocoder = models.hifigan(folder / "hifigan")
    given, without = CoquiModel(acoustic, vocoder), CoquiModel(acoustic)
    assert length(given, TEXT) > given.rate_hz // 10
    assert length(without, TEXT) > 0
    shutil.copytree(vocoder, acoustic / "vocoder")
    assert CoquiModel(acoustic)._synthesizer.vocoder_model is not None


def test_a_single_word_is_long_enough_for_every_model(vits: CoquiModel) -> None:
    assert length(vits, "Ja") > 0


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("no folder", "has no config.json"),
        ("no config", "has no config.json"),
        ("no weights", "has no model.pth"),
        ("broken weights", "does not load"),
        ("broken config", "does not load"),
        ("another network", "does not load"),
    ],
)
def test_a_folder_that_is_no_model_says_what_is_wrong(
    tmp_path: Path, damage: str, message: str
) -> None:
    target = models.vits(tmp_path / "vits")
    config, weights = target / "config.json", target / "model.pth"
    match damage:
        case "no folder":
            shutil.rmtree(target)
        case "no config":
            config.unlink()
        case "no weights":
            weights.unlink()
        case "broken weights":
            weights.write_bytes(b"PK" + bytes(100))
        case "broken config":
            config.write_text("{", "utf-8")
        case "another network":
            content = json.loads(config.read_text("utf-8"))
            content["model_args"]["hidden_channels"] = 24
            config.write_text(json.dumps(content), "utf-8")
    with pytest.raises(ModelFolderError, match=message):
        CoquiModel(target)
