"""What a call's RTP packets carry: G.711, G.722 and linear PCM, each as a stream of 20 ms frames. No I/O."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from G722 import G722

from voice.audio import g711
from voice.audio.pcm import Samples

CodecName = Literal["ulaw", "alaw", "slin", "g722"]
PAYLOAD_TYPES: dict[CodecName, int] = {"ulaw": 0, "alaw": 8, "g722": 9, "slin": 10}
"""RFC 3551's static types; Asterisk uses 10 for slin at 8 kHz. Its slin16 works towards us only."""
_BIG_ENDIAN = np.dtype(">i2")
_G722_BITS_PER_S = 64_000


class Codec(Protocol):
    """One call's codec: both directions may remember what came before, so frames go through in their order."""

    @property
    def rate_hz(self) -> int:
        """Samples a second, before and after."""
        ...

    def encode(self, samples: Samples) -> bytes:
        """20 ms at `rate_hz` as a payload."""
        ...

    def decode(self, payload: bytes) -> Samples:
        """A payload's samples, whatever its length."""
        ...


@dataclass(frozen=True)
class G711:
    """µ-law or A-law."""

    law: g711.Codec
    rate_hz: int = 8000

    def encode(self, samples: Samples) -> bytes:
        """One byte a sample."""
        return g711.encode(samples, self.law)

    def decode(self, payload: bytes) -> Samples:
        """One sample a byte."""
        return g711.decode(payload, self.law)


@dataclass(frozen=True)
class Linear:
    """16 bits a sample, big-endian on the wire (RFC 3551 4.5.11)."""

    rate_hz: int = 8000

    def encode(self, samples: Samples) -> bytes:
        """Two bytes a sample."""
        return samples.astype(_BIG_ENDIAN).tobytes()

    def decode(self, payload: bytes) -> Samples:
        """A sample for two bytes; an odd one at the end is dropped."""
        return np.frombuffer(payload[: len(payload) // 2 * 2], _BIG_ENDIAN).astype(np.int16)


@dataclass(frozen=True)
class Wideband:
    """G.722 at 64 kbit/s: 16 kHz, though its RTP clock counts 8000 a second (RFC 3551 4.5.2)."""

    rate_hz: int = 16_000
    _encoder: G722 = field(default_factory=lambda: G722(16_000, _G722_BITS_PER_S))
    _decoder: G722 = field(default_factory=lambda: G722(16_000, _G722_BITS_PER_S))

    def encode(self, samples: Samples) -> bytes:
        """A byte for two samples."""
        return bytes(self._encoder.encode(samples))

    def decode(self, payload: bytes) -> Samples:
        """Two samples a byte."""
        return np.asarray(self._decoder.decode(payload), np.int16)


def codec(name: CodecName) -> Codec:
    """A codec for one call."""
    if name == "g722":
        return Wideband()
    return Linear() if name == "slin" else G711(name)
