"""Makes `import TTS` work on a machine without sound libraries, a GPU or root."""

import atexit
import importlib.machinery
import importlib.util
import os
import shlex
import shutil
import sys
import tempfile
import types
from pathlib import Path

import espeakng_loader

from voice.speaking import espeak_ng

_ASKED_FOR = ("torchaudio", "torchcodec")


def ensure_importable() -> None:
    """To be called before `import TTS`.

    Coqui 0.28 refuses to be imported unless torchaudio and torchcodec can be found, and neither has a build
    for torch's CPU wheel; VITS, GlowTTS, FastPitch and their vocoders never call them. Where they are
    missing or do not load, empty modules take their place. Models with phonemes call a program `espeak-ng`;
    ours, over the library that the wheel brings, is put first on the path, for this process only.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    for name in _ASKED_FOR:
        if not _loads(name):
            stub = types.ModuleType(name)
            stub.__spec__ = importlib.machinery.ModuleSpec(name, None)
            sys.modules[name] = stub
    folder = Path(tempfile.mkdtemp(prefix="vorzimmer-espeak-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    install_espeak_ng(folder)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"


def install_espeak_ng(folder: Path) -> Path:
    """Writes a program `espeak-ng` into a folder: phonemes only, by the bundled library."""
    words = [
        sys.executable,
        "-SE",
        str(Path(espeak_ng.__file__).resolve()),
        str(espeakng_loader.get_library_path()),
        str(espeakng_loader.get_data_path()),
    ]
    program = folder / "espeak-ng"
    program.write_text(f'#!/bin/sh\nexec {" ".join(map(shlex.quote, words))} "$@"\n', "utf-8")
    program.chmod(0o755)
    return program


def _loads(name: str) -> bool:
    if name in sys.modules:
        return True
    if importlib.util.find_spec(name) is None:
        return False
    try:
        importlib.import_module(name)
    except (ImportError, OSError, RuntimeError):
        return False
    return True
