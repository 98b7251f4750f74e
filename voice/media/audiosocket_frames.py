"""AudioSocket's frames: a kind, a length, a payload; Asterisk's own little protocol over TCP. No I/O."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

HANGUP: Final = 0x00
IDENTITY: Final = 0x01
"""16 bytes, the first frame: which call it is."""
DTMF: Final = 0x03
AUDIO_8K: Final = 0x10
"""Signed linear, little-endian, 8 kHz; 0x11 is 12 kHz, 0x12 16 kHz, and so on."""
AUDIO_16K: Final = 0x12
ERROR: Final = 0xFF
HEADER_BYTES: Final = 3
_IDENTITY_BYTES: Final = 16


def frame(kind: int, payload: bytes = b"") -> bytes:
    """One frame as it goes over the wire: kind, length in network order, payload.

    Raises:
        ValueError: the payload is longer than a length can tell.
    """
    if len(payload) > 0xFFFF:
        raise ValueError(f"{len(payload)} bytes do not fit into one frame")
    return bytes((kind,)) + len(payload).to_bytes(2, "big") + payload


class Reader:
    """Puts frames together out of whatever pieces arrive."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The frames that are whole now: kind and payload."""
        rest = self._rest + data
        at = 0
        while len(rest) - at >= HEADER_BYTES:
            length = int.from_bytes(rest[at + 1 : at + HEADER_BYTES], "big")
            end = at + HEADER_BYTES + length
            if end > len(rest):
                break
            yield rest[at], rest[at + HEADER_BYTES : end]
            at = end
        self._rest = rest[at:]


def identity(kind: int, payload: bytes) -> UUID | None:
    """The call that a first frame names; None when it is no such frame."""
    if kind != IDENTITY or len(payload) != _IDENTITY_BYTES:
        return None
    return UUID(bytes=payload)
