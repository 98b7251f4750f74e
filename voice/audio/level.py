"""How loud both sides of a call are, ten times a second, while somebody wants to know."""

import math
from collections.abc import Callable

import numpy as np

FRAMES = 5
"""100 ms."""
SILENCE_DBFS = -90.0
"""Less is not told apart."""
Told = Callable[[float, float], None]


def dbfs(frames: list[bytes]) -> float:
    """The loudness of 16-bit samples; 0 is as loud as they can be (a square wave)."""
    samples = np.frombuffer(b"".join(frames), np.int16).astype(np.float32)
    power = float(np.mean(samples * samples)) if len(samples) else 0.0
    return max(SILENCE_DBFS, 10 * math.log10(power / 32768**2)) if power > 0 else SILENCE_DBFS


class LevelMeter:
    """Looks at frames that pass anyway; without a watcher it counts them and does nothing else."""

    def __init__(self, wanted: Callable[[], bool], told: Told) -> None:
        """`wanted` is asked before each tenth of a second; `told` gets the caller's and our own dBFS."""
        self._wanted, self._told = wanted, told
        self._watched, self._passed = False, 0
        self._heard: list[bytes] = []
        self._said: list[bytes] = []

    def heard(self, frame: bytes) -> None:
        """20 ms of the caller; these beat the time."""
        if self._watched:
            self._heard.append(frame)
        self._passed += 1
        if self._passed < FRAMES:
            return
        self._passed = 0
        if self._watched:
            self._told(dbfs(self._heard), dbfs(self._said))
            self._heard.clear()
            self._said.clear()
        self._watched = self._wanted()

    def said(self, frame: bytes) -> None:
        """20 ms of our voice."""
        if self._watched:
            self._said.append(frame)
