"""Known sentences on disk, so that a slow voice has them at the next start. Nothing that a caller said or is called."""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from voice.audio.pcm import Samples

MOST_BYTES = 256 * 1024 * 1024
"""Two hours of speech."""
_FORMAT = 1
_DIGEST_BYTES = 32
Key = tuple[str, str, int, str]
"""Engine, voice, rate, text."""


class Shelf:
    """One folder of renderings; used by one thread at a time.

    Attributes:
        healed: entries that were damaged and thrown away.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self.healed = 0

    def get(self, key: Key) -> Samples | None:
        """A rendering that was put there, or None; a damaged one is thrown away."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        audio = content[_DIGEST_BYTES:]
        if len(audio) % 2 or hashlib.sha256(audio).digest() != content[:_DIGEST_BYTES]:
            self.healed += 1
            with suppress(OSError):
                path.unlink(missing_ok=True)
            return None
        with suppress(OSError):
            os.utime(path)
        return np.frombuffer(audio, np.int16).copy()

    def put(self, key: Key, samples: Samples) -> None:
        """Keeps a rendering, whole or not at all; what was used longest ago makes room. A full disk keeps nothing."""
        audio = samples.astype(np.int16).tobytes()
        path = self._path(key)
        part = path.with_suffix(f".{os.getpid()}.part")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                part.write_bytes(hashlib.sha256(audio).digest() + audio)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            self._make_room()

    def _make_room(self) -> None:
        files = []
        for path in self._folder.glob("*.speech"):
            status = path.stat()
            files.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._most_bytes:
                break
            path.unlink(missing_ok=True)
            total -= size

    def _path(self, key: Key) -> Path:
        name = hashlib.sha256(json.dumps([_FORMAT, *key]).encode()).hexdigest()
        return self._folder / f"{name}.speech"
