"""ITU-T G.711 µ-law and A-law by table: 16 bit linear to 8 bit and back."""

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
Codec = Literal["ulaw", "alaw"]
_BIAS, _CLIP = 0x84, 32635
_ALAW_MASK = 0x55


@cache
def _ulaw_encoder() -> NDArray[np.uint8]:
    """Codes of -32768 … 32767, indexed by the sample's unsigned form (G.711, table 2)."""
    samples = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    sign = np.where(samples < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    codes: NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
    return codes


@cache
def _ulaw_decoder() -> Samples:
    codes = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((codes & 0x0F) << 3) + _BIAS) << ((codes >> 4) & 0x07)
    return np.where(codes & 0x80, _BIAS - magnitude, magnitude - _BIAS).astype(np.int16)


@cache
def _alaw_encoder() -> NDArray[np.uint8]:
    """Codes of -32768 … 32767, indexed by the sample's unsigned form (G.711, table 1)."""
    samples = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32) >> 3
    positive = samples >= 0
    magnitude = np.where(positive, samples, -samples - 1)
    segment = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int32) - 4, 0)
    mantissa = (magnitude >> np.maximum(segment, 1)) & 0x0F
    return (((segment << 4) | mantissa) ^ np.where(positive, 0xD5, _ALAW_MASK)).astype(np.uint8)


@cache
def _alaw_decoder() -> Samples:
    codes = np.arange(256, dtype=np.int32) ^ _ALAW_MASK
    segment = (codes & 0x70) >> 4
    mantissa = (codes & 0x0F) << 4
    magnitude = np.where(
        segment == 0, mantissa + 8, (mantissa + 0x108) << np.maximum(segment - 1, 0)
    )
    return np.where(codes & 0x80, magnitude, -magnitude).astype(np.int16)


def encode(samples: Samples, codec: Codec = "ulaw") -> bytes:
    """One byte a sample."""
    table = _ulaw_encoder() if codec == "ulaw" else _alaw_encoder()
    return bytes(table[samples.astype(np.int16).view(np.uint16)].tobytes())


def decode(data: bytes, codec: Codec = "ulaw") -> Samples:
    """One sample a byte."""
    table = _ulaw_decoder() if codec == "ulaw" else _alaw_decoder()
    return table[np.frombuffer(data, np.uint8)]
