"""8 kHz to 16 kHz and back as a stream: a short filter with memory, 1 ms of delay, no burst held back."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from voice.audio.pcm import Samples

_TAPS = 33
_DELAY = (_TAPS - 1) // 2
"""In samples at 16 kHz: 1 ms."""


@cache
def _half_band() -> NDArray[np.float64]:
    """A windowed-sinc low pass at 3.6 kHz for 16 kHz, of unit gain."""
    at = np.arange(_TAPS) - _DELAY
    ideal = 2 * 3600 / 16000 * np.sinc(2 * 3600 / 16000 * at)
    taps = ideal * np.hamming(_TAPS)
    return np.asarray(taps / taps.sum())


class Up:
    """One stream from 8 to 16 kHz."""

    def __init__(self) -> None:
        self._before = np.zeros(_TAPS - 1)

    def convert(self, samples: Samples) -> Samples:
        """Twice as many samples."""
        stuffed = np.zeros(2 * len(samples))
        stuffed[::2] = samples
        whole = np.concatenate([self._before, stuffed])
        self._before = whole[len(whole) - (_TAPS - 1) :]
        return _whole(2 * np.convolve(whole, _half_band(), "valid"))


class Down:
    """One stream from 16 to 8 kHz; even numbers of samples only."""

    def __init__(self) -> None:
        self._before = np.zeros(_TAPS - 1)

    def convert(self, samples: Samples) -> Samples:
        """Half as many samples."""
        whole = np.concatenate([self._before, samples.astype(np.float64)])
        self._before = whole[len(whole) - (_TAPS - 1) :]
        return _whole(np.convolve(whole, _half_band(), "valid")[::2])


def _whole(samples: NDArray[np.float64]) -> Samples:
    rounded: Samples = np.clip(np.rint(samples), -32768, 32767).astype(np.int16)
    return rounded
