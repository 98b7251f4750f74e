"""Signed 16 bit samples: levels, rates, frames. Whole texts only, never a stream: no filter holds audio back."""

import numpy as np
import soxr
from numpy.typing import NDArray

from voice.media.transport import FRAME_BYTES

Samples = NDArray[np.int16]
SILENCE_DBFS = -96.0
_FULL_SCALE = 32768.0


def resample(samples: Samples, rate_hz: int, wanted_hz: int) -> Samples:
    """A whole text at another rate; the same array when the rates are equal."""
    if rate_hz == wanted_hz or not len(samples):
        return samples
    # As floats: soxr dithers what it converts to integers, differently at each run.
    converted = soxr.resample(samples.astype(np.float32), rate_hz, wanted_hz)
    whole: Samples = np.clip(np.rint(converted), -32768, 32767).astype(np.int16)
    return whole


def level_dbfs(samples: Samples) -> float:
    """Root mean square against full scale; -96 for silence."""
    if not len(samples):
        return SILENCE_DBFS
    power = float(np.mean(np.square(samples.astype(np.float64) / _FULL_SCALE)))
    return max(SILENCE_DBFS, 10 * np.log10(power)) if power > 0 else SILENCE_DBFS


def trimmed(samples: Samples, *, threshold: int = 200, lead: int = 0, tail: int = 0) -> Samples:
    """Without the silence around it, but for `lead` and `tail` samples of it."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > threshold)
    if not len(loud):
        return samples[:0]
    return samples[max(0, int(loud[0]) - lead) : int(loud[-1]) + 1 + tail]


def frames(pcm: bytes) -> list[bytes]:
    """20 ms frames; the last one is filled up with silence."""
    whole = pcm + b"\0" * (-len(pcm) % FRAME_BYTES)
    return [whole[at : at + FRAME_BYTES] for at in range(0, len(whole), FRAME_BYTES)]
