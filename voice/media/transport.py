"""One protocol for every way in which a call's audio reaches us."""

from collections.abc import AsyncIterator
from typing import Protocol

SAMPLE_RATE_HZ = 16_000
FRAME_MS = 20
FRAME_SAMPLES = SAMPLE_RATE_HZ * FRAME_MS // 1000
FRAME_BYTES = FRAME_SAMPLES * 2
"""640: signed 16 bit, little-endian, mono."""


class TransportClosed(ConnectionError):
    """The far side of the audio went away; the call may still be up. The session ends the call."""


class Transport(Protocol):
    """Both directions of one call's audio: 20 ms frames of `FRAME_BYTES` at `SAMPLE_RATE_HZ`."""

    name: str
    """websocket | rtp | audiosocket | memory."""

    def frames(self) -> AsyncIterator[bytes]:
        """What the caller says, frame by frame in real order, until the audio ends.

        Nothing comes while the caller sends nothing; the reader tells time by its own clock.

        Raises:
            TransportClosed: the far side broke off.
        """
        ...

    async def send(self, pcm: bytes) -> None:
        """Hands over whole frames; the caller of `send` keeps at most 100 ms unplayed.

        Raises:
            TransportClosed: the far side broke off.
        """
        ...

    async def drained(self) -> None:
        """Returns when everything handed over has left towards the caller.

        Raises:
            TransportClosed: the far side broke off.
        """
        ...

    async def flush(self) -> None:
        """Drops at once what was handed over and not yet played (barge-in)."""
        ...

    async def close(self) -> None:
        """Ends the audio; safe to call twice."""
        ...
