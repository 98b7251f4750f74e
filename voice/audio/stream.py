"""A voice's audio part by part: another rate, without the silence around the sentence."""

import numpy as np
import soxr

from voice.audio.pcm import Samples

_THRESHOLD = 200
_LEAD_S, _TAIL_S = 0.01, 0.02


class SpeechStream:
    """One sentence; what is quiet at its end is held back until it is known whether more follows."""

    def __init__(self, rate_hz: int, wanted_hz: int) -> None:
        # LQ holds back 9 ms at these rates and passes the telephone's band untouched.
        self._stream = soxr.ResampleStream(rate_hz, wanted_hz, 1, dtype="float32", quality="LQ")
        self._lead, self._tail = round(_LEAD_S * wanted_hz), round(_TAIL_S * wanted_hz)
        self._held: Samples = np.zeros(0, np.int16)
        self._begun = False

    def feed(self, samples: Samples, *, last: bool) -> Samples:
        """The next part; with `last`, all that is left."""
        floats = self._stream.resample_chunk(samples.astype(np.float32), last=last)
        part = np.clip(np.rint(floats), -32768, 32767).astype(np.int16)
        held = np.concatenate([self._held, part])
        loud = np.flatnonzero(np.abs(held.astype(np.int32)) > _THRESHOLD)
        if not len(loud):
            self._held = held if self._begun else held[max(0, len(held) - self._lead) :]
            if last:
                self._held = held[:0]
            return held[:0] if not (last and self._begun) else held[: self._tail]
        start = 0 if self._begun else max(0, int(loud[0]) - self._lead)
        end = int(loud[-1]) + 1
        self._begun = True
        if last:
            return held[start : end + self._tail]
        self._held = held[end:]
        return held[start:end]
