"""The two queues of a transport that we pace ourselves: what the caller says, and what is still to leave."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

from voice.media.transport import FRAME_BYTES, FRAME_MS, TransportClosed

UNREAD_FRAMES = 500
"""10 s: more than that unread means that nobody reads, and the oldest go."""
T = TypeVar("T")


class Heard:
    """The caller's frames, from whoever receives them to the one who reads them."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque(maxlen=UNREAD_FRAMES)
        self.broken: str | None = None
        """Why the far side broke off, if it did."""
        self._closed = False
        self._changed = asyncio.Event()

    def put(self, *frames: bytes) -> None:
        """They arrived, in this order."""
        self.waiting.extend(frames)
        self._changed.set()

    def close(self, broken: str | None = None) -> None:
        """Nothing more comes; the first reason counts."""
        if not self._closed:
            self._closed, self.broken = True, broken
        self._changed.set()

    async def frames(self) -> AsyncIterator[bytes]:
        """What arrived, until the end.

        Raises:
            TransportClosed: the far side broke off.
        """
        while True:
            while self.waiting:
                yield self.waiting.popleft()
            if self.broken is not None:
                raise TransportClosed(self.broken)
            if self._closed:
                return
            self._changed.clear()
            await self._changed.wait()


class Outgoing(Generic[T]):
    """Frames of ours, one of which leaves each 20 ms."""

    def __init__(self) -> None:
        self._queue: deque[T] = deque()

    def put(self, frames: list[T]) -> None:
        """They leave after those before them."""
        self._queue.extend(frames)

    def next(self) -> T | None:
        """The one whose time has come; None for silence. PortAudio's thread may ask."""
        try:
            return self._queue.popleft()
        except IndexError:
            return None

    def clear(self) -> None:
        """Drops what has not left yet."""
        self._queue.clear()

    async def drained(self) -> None:
        """Returns when the last one has left."""
        await asyncio.sleep(len(self._queue) * FRAME_MS / 1000)


def whole_frames(pcm: bytes) -> list[bytes]:
    """Audio as frames.

    Raises:
        ValueError: not a whole number of frames.
    """
    if len(pcm) % FRAME_BYTES:
        raise ValueError(f"{len(pcm)} bytes are not whole frames of {FRAME_BYTES}")
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)]
