"""Audio between two ends in one process: what one sends the other gets, 20 ms at a time."""

import asyncio
from collections.abc import AsyncIterator

from voice.clock import Clock
from voice.media.transport import FRAME_BYTES, FRAME_MS, TransportClosed

FRAME_S = FRAME_MS / 1000
SILENCE = b"\0" * FRAME_BYTES


class MemoryTransport:
    """The assistant's end; the caller's end puts frames in with `from_caller`."""

    name = "memory"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spoken: list[bytes] = []
        self._closed = asyncio.Event()
        self.sent: list[tuple[float, bytes]] = []
        """What the caller would have heard so far: when each frame was handed over, and the frame."""

    def from_caller(self, frames: list[bytes]) -> None:
        """The caller says something; it arrives frame by frame after what they said before."""
        self._spoken += frames

    @property
    def caller_is_quiet(self) -> bool:
        """True when everything that the caller said has arrived."""
        return not self._spoken

    async def frames(self) -> AsyncIterator[bytes]:
        """The caller's voice, and silence between, every 20 ms."""
        due = self._clock.monotonic()
        while not self._closed.is_set():
            yield self._spoken.pop(0) if self._spoken else SILENCE
            due += FRAME_S
            await self._clock.sleep_until(due)

    async def send(self, pcm: bytes) -> None:
        """Takes what the assistant says."""
        if self._closed.is_set():
            raise TransportClosed("the call is over")
        self.sent.append((self._clock.monotonic(), pcm))

    async def drained(self) -> None:
        """What is handed over is heard at once."""

    async def flush(self) -> None:
        """Drops what was handed over and is not played yet: in memory at most 80 ms."""
        played = self._clock.monotonic()
        self.sent = [(at, pcm) for at, pcm in self.sent if at <= played]

    async def close(self) -> None:
        """Ends the audio."""
        self._closed.set()
