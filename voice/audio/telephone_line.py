"""What a telephone line does to a voice: 300-3400 Hz, G.711, noise, lost packets. For simulated callers."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from voice.audio import g711
from voice.audio.pcm import Samples, resample

RATE_HZ = 8000
PACKET = RATE_HZ // 50
_TAPS = 255


@cache
def _band_pass() -> NDArray[np.float64]:
    """A windowed-sinc filter for 300 to 3400 Hz at 8 kHz."""
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    high, low = (2 * edge / RATE_HZ for edge in (3400, 300))
    ideal = high * np.sinc(high * at) - low * np.sinc(low * at)
    return np.asarray(ideal * np.blackman(_TAPS))


@dataclass(frozen=True)
class TelephoneLine:
    """One line; the same seed does the same to the same voice."""

    codec: g711.Codec = "ulaw"
    snr_db: float | None = None
    loss: float = 0.0
    """The share of packets of 20 ms that never arrive; they are heard as silence."""

    def carry(self, samples: Samples, rate_hz: int, random: np.random.Generator) -> Samples:
        """A voice as it arrives, 8 kHz."""
        narrow = resample(samples, rate_hz, RATE_HZ).astype(np.float64)
        narrow = np.convolve(narrow, _band_pass(), "same")
        if self.snr_db is not None and len(narrow):
            loud = narrow[np.abs(narrow) > np.abs(narrow).max() * 0.05]
            speech = np.sqrt(np.mean(np.square(loud))) if len(loud) else 1.0
            narrow = narrow + random.normal(0, speech / 10 ** (self.snr_db / 20), len(narrow))
        clipped = np.clip(narrow, -32768, 32767).astype(np.int16)
        arrived = g711.decode(g711.encode(clipped, self.codec), self.codec).copy()
        for at in range(0, len(arrived), PACKET):
            if self.loss and random.random() < self.loss:
                arrived[at : at + PACKET] = 0
        return arrived
