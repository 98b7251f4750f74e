"""One Coqui model folder: loads it and speaks with it. Imported only in the worker, where torch may be."""

import json
from collections.abc import Iterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from voice.audio.pcm import Samples
from voice.speaking.coqui.importing import ensure_importable

ensure_importable()

from TTS.utils.synthesizer import Synthesizer  # noqa: E402

_NAMES = ("model.pth", "model_file.pth", "model_file.pth.tar", "checkpoint.pth", "best_model.pth")
_NAMED_FILES = (
    "speakers_file",
    "speaker_ids_file",
    "language_ids_file",
    "d_vector_file",
    "stats_path",
)
_FIRST, _MOST, _CONTEXT = 20, 80, 10
"""Frames of a VITS decoded at once: few at first, so that the caller hears something; each with ten of
its neighbours on both sides, with which the parts are the same as the whole (measured: 5e-5)."""
_PEAK = 0.8
_USUAL_WPM = 150


class ModelFolderError(Exception):
    """The folder is no Coqui model, or one that cannot be used; says what to do."""


class CoquiModel:
    """A loaded voice.

    Attributes:
        rate_hz: of what it makes.
        speakers: the names that `voice` may have; empty for a model of one speaker.
    """

    def __init__(self, folder: Path, vocoder: Path | None = None) -> None:
        """Loads the model.

        Raises:
            ModelFolderError: something is missing or does not load.
        """
        torch.set_num_threads(1)
        vocoder = vocoder or (folder / "vocoder" if (folder / "vocoder").is_dir() else None)
        with TemporaryDirectory(prefix="vorzimmer-coqui-") as scratch:
            self._synthesizer = _loaded(folder, vocoder, Path(scratch))
        self._model: Any = self._synthesizer.tts_model
        if not hasattr(self._model, "synthesize"):
            raise ModelFolderError(f"{folder}: models of this kind cannot speak by themselves")
        self.rate_hz = int(self._synthesizer.output_sample_rate)
        manager = getattr(self._model, "speaker_manager", None)
        self.speakers: tuple[str, ...] = tuple(getattr(manager, "name_to_id", None) or ())
        self._scale = float(getattr(self._model, "length_scale", 1.0))

    def speak(self, text: str, voice: str, rate_wpm: int) -> Iterator[Samples]:
        """A sentence; a VITS gives it part by part. A voice that the model does not have is its first one."""
        speaker = voice if voice in self.speakers else next(iter(self.speakers), None)
        if hasattr(self._model, "length_scale"):
            self._model.length_scale = self._scale * _USUAL_WPM / rate_wpm
        text = text if text.rstrip().endswith((".", "!", "?")) else f"{text}."
        with torch.inference_mode():
            if hasattr(self._model, "waveform_decoder"):
                yield from self._decoded(text, speaker)
            else:
                yield self._whole(text, speaker)

    def _whole(self, text: str, speaker: str | None) -> Samples:
        """An acoustic model's spectrogram through its vocoder, or through Griffin and Lim's method."""
        alone = self._synthesizer.vocoder_model is None
        outputs = self._model.synthesize(text, speaker=speaker, use_griffin_lim=alone)
        if alone:
            return _integers(np.asarray(outputs["wav"], np.float32))
        spectrogram = outputs["outputs"]["model_outputs"][0]
        wave = self._synthesizer._run_vocoder(spectrogram, "cpu")  # noqa: SLF001 - there is no public way without its padding
        return _integers(np.asarray(wave, np.float32).reshape(-1))

    def _decoded(self, text: str, speaker: str | None) -> Iterator[Samples]:
        latents, condition = self._latents(text, speaker)
        decoder = self._model.waveform_decoder
        count = latents.shape[-1]
        start, size = 0, _FIRST
        while start < count:
            end = min(count, start + size)
            low, high = max(0, start - _CONTEXT), min(count, end + _CONTEXT)
            wave = decoder(latents[:, :, low:high], g=condition)[0, 0].numpy()
            hop = len(wave) // (high - low)
            yield _integers(wave[(start - low) * hop : (end - low) * hop])
            start, size = end, min(2 * size, _MOST)

    def _latents(self, text: str, speaker: str | None) -> tuple[torch.Tensor, Any]:
        """What a VITS would decode: its decoder is asked, and does not answer."""
        decoder = self._model.waveform_decoder
        hook = decoder.register_forward_pre_hook(_caught, with_kwargs=True)
        try:
            self._model.synthesize(text, speaker=speaker)
        except _LatentsError as caught:
            return caught.latents, caught.condition
        finally:
            hook.remove()
        raise ModelFolderError("this VITS does not ask its decoder")


class _LatentsError(Exception):
    def __init__(self, latents: torch.Tensor, condition: Any) -> None:
        super().__init__()
        self.latents, self.condition = latents, condition


def _caught(_decoder: Any, inputs: tuple[torch.Tensor, ...], named: dict[str, Any]) -> None:
    raise _LatentsError(inputs[0], named.get("g"))


def _integers(wave: NDArray[np.float32]) -> Samples:
    """Griffin-Lim's peaks are above 1: scaled down rather than clipped."""
    peak = float(np.abs(wave).max(initial=0.0))
    scaled: Samples = (wave * (32767 * min(_PEAK, _PEAK / max(peak, 1e-9)))).astype(np.int16)
    return scaled


def _loaded(folder: Path, vocoder: Path | None, scratch: Path) -> Synthesizer:
    weights, config = _files(folder)
    files = {
        "tts_checkpoint": str(weights),
        "tts_config_path": str(_at_home(config, scratch / "voice.json")),
    }
    if vocoder is not None:
        voc_weights, voc_config = _files(vocoder)
        files["vocoder_checkpoint"] = str(voc_weights)
        files["vocoder_config"] = str(_at_home(voc_config, scratch / "vocoder.json"))
    try:
        return Synthesizer(**files)
    except Exception as error:  # whatever a foreign model makes Coqui raise
        raise ModelFolderError(
            f"{folder} does not load: {type(error).__name__}: {error}"
        ) from error


def _at_home(config: Path, copy: Path) -> Path:
    """A configuration whose files are those beside it: it names them by where they were at its makers'."""
    try:
        content = json.loads(config.read_text("utf-8"))
    except ValueError as error:
        raise ModelFolderError(f"{config} does not load: {error}") from error
    for section in (content, content.get("model_args"), content.get("audio")):
        for field in _NAMED_FILES:
            named = section.get(field) if isinstance(section, dict) else None
            if isinstance(named, str) and (here := config.parent / PurePath(named).name).is_file():
                section[field] = str(here)
    copy.write_text(json.dumps(content), "utf-8")
    return copy


def _files(folder: Path) -> tuple[Path, Path]:
    """The weights and the configuration.

    Raises:
        ModelFolderError: one of them is not there.
    """
    config = folder / "config.json"
    if not config.is_file():
        raise ModelFolderError(f"{folder} has no config.json: unpack a Coqui model there")
    for name in _NAMES:
        if (folder / name).is_file():
            return folder / name, config
    others = sorted(folder.glob("*.pth"))
    others = [path for path in others if path.name != "speakers.pth"]
    if len(others) != 1:
        raise ModelFolderError(f"{folder} has no model.pth: unpack a Coqui model there")
    return others[0], config
