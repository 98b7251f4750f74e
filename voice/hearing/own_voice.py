"""What we said a moment ago, to know it when the caller's telephone gives it back."""

from collections import deque

import numpy as np

from voice.audio.pcm import Samples

REMEMBERED_FRAMES = 60
"""1.2 s: an echo comes 20 to 600 ms later, and we are up to 80 ms ahead."""
SAME = 0.5
"""Of 1: another voice reaches 0.3 by chance (95 %: 0.48), an echo through G.711 0.9; over another voice it is less."""
_LEAST_ENERGY = 1e4


class OwnVoice:
    """The last of what was handed over to be heard; filled on the loop, asked in a thread."""

    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=REMEMBERED_FRAMES)

    def said(self, pcm: bytes) -> None:
        """A frame was handed over, 16 kHz."""
        self._frames.append(pcm)

    def likeness(self, heard: Samples) -> float:
        """The largest normalised cross-correlation of what was heard with a stretch of ours, 0 to 1."""
        theirs = heard.astype(np.float32)
        energy = float(np.sum(theirs**2))
        if not self._frames or energy < _LEAST_ENERGY:
            return 0.0
        said = np.frombuffer(b"".join(list(self._frames)), np.int16).astype(np.float32)
        ours = np.concatenate([np.zeros(len(theirs), np.float32), said])  # silence came before it
        places = len(ours) - len(theirs) + 1
        size = 1 << (len(ours) + len(theirs)).bit_length()
        both = np.fft.irfft(np.fft.rfft(ours, size) * np.conj(np.fft.rfft(theirs, size)), size)[
            :places
        ]
        sums = np.concatenate([[0.0], np.cumsum(ours.astype(np.float64) ** 2)])
        stretch = np.maximum(sums[len(theirs) :] - sums[:places], _LEAST_ENERGY)
        return float(np.max(np.abs(both) / np.sqrt(stretch * energy)))

    def is_heard_in(self, heard: Samples) -> bool:
        """True when what was heard is our own voice, and nobody else's."""
        return self.likeness(heard) >= SAME
