"""The Coqui worker: `python -m voice.speaking.coqui.program FOLDER [VOCODER]`, spoken to by `espeak_protocol`."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from voice.speaking.serving import own_output, refuse, serve

WARM_UP = "Guten Tag, was kann ich für Sie tun?"


def main(arguments: Sequence[str]) -> None:
    """Loads the model, says one sentence to nobody, and serves."""
    output = own_output()
    for package in ("TTS", "torch"):
        if importlib.util.find_spec(package) is None:
            refuse(output, "coqui-tts is not installed: pip install 'vorzimmer[coqui]'")
            return
    # Here, because it takes seconds and needs packages that may be missing.
    from voice.speaking.coqui.model import CoquiModel, ModelFolderError  # noqa: PLC0415

    folder, *rest = map(Path, arguments)
    try:
        model = CoquiModel(folder, rest[0] if rest else None)
        for _ in model.speak(WARM_UP, "", 150):
            pass
    except (ModelFolderError, OSError, RuntimeError) as error:
        refuse(output, f"coqui: {error}")
        return
    serve(sys.stdin.buffer, output, model.rate_hz, model.speak)


if __name__ == "__main__":
    main(sys.argv[1:])
