"""The Piper worker: `python -m voice.speaking.piper_program VOICE.onnx`, spoken to by `espeak_protocol`.

A program of its own: Piper is GPL-3.0, and nothing of ours is linked with it.
"""

import importlib.util
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voice.audio.pcm import Samples
from voice.speaking.serving import own_output, refuse, serve

WARM_UP = "Guten Tag."
_USUAL_WPM = 150


class PiperModel:
    """A loaded voice."""

    def __init__(self, path: Path) -> None:
        """Loads FILE.onnx and FILE.onnx.json, for one thread."""
        # Here, because they may be missing.
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415
        from piper import PiperConfig, PiperVoice, SynthesisConfig  # noqa: PLC0415

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        described = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
        session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        voice: Any = PiperVoice(config=PiperConfig.from_dict(described), session=session)
        self._voice, self._config_class = voice, SynthesisConfig
        self.rate_hz = int(voice.config.sample_rate)
        self._scale = float(voice.config.length_scale)

    def speak(self, text: str, voice: str, rate_wpm: int) -> Iterator[Samples]:
        """A sentence; `voice` is a speaker's name in a model of several."""
        speaker = (self._voice.config.speaker_id_map or {}).get(voice)
        settings = self._config_class(
            speaker_id=speaker, length_scale=self._scale * _USUAL_WPM / rate_wpm
        )
        for chunk in self._voice.synthesize(text, settings):
            yield np.frombuffer(chunk.audio_int16_bytes, np.int16)


def main(arguments: Sequence[str]) -> None:
    """Loads the voice, says two words to nobody, and serves."""
    output = own_output()
    if importlib.util.find_spec("piper") is None:
        refuse(output, "piper is not installed: pip install 'vorzimmer[piper]'")
        return
    [path] = arguments
    if not Path(path).is_file():
        refuse(output, f"piper: there is no {path}: tts.model names a Piper voice (.onnx)")
        return
    try:
        model = PiperModel(Path(path))
        for _ in model.speak(WARM_UP, "", _USUAL_WPM):
            pass
    except Exception as error:  # noqa: BLE001  # whatever a broken file makes onnxruntime raise
        refuse(output, f"piper: {path} does not load: {type(error).__name__}")
        return
    serve(sys.stdin.buffer, output, model.rate_hz, model.speak)


if __name__ == "__main__":
    main(sys.argv[1:])
