"""One sentence on its way from the engine to the mouth: played while it is still being made."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from voice.audio.pcm import Samples
from voice.media.transport import FRAME_BYTES
from voice.speaking.engine import RATE_HZ


class Rendering:
    """Collects a sentence's parts in the background, and keeps them: it may be played again."""

    def __init__(self, chunks: AsyncGenerator[Samples, None], lead: bytes = b"") -> None:
        """`lead` is silence before it."""
        self._pcm = bytearray(lead)
        self._lead = len(lead)
        self._done = False
        self._error: Exception | None = None
        self._grown = asyncio.Event()
        self._task = asyncio.create_task(self._collect(chunks), name="render")

    async def _collect(self, chunks: AsyncGenerator[Samples, None]) -> None:
        try:
            async with contextlib.aclosing(chunks):
                async for chunk in chunks:
                    self._pcm += chunk.tobytes()
                    self._grown.set()
        except Exception as error:  # noqa: BLE001  # raised where the sound is asked for
            self._error = error
        finally:
            self._done = True
            self._grown.set()

    @property
    def seconds(self) -> float:
        """How long it is as far as it is there, without the silence before it."""
        return (len(self._pcm) - self._lead) / 2 / RATE_HZ

    async def begun(self) -> None:
        """Returns when its first part is there.

        Raises:
            EngineError: it cannot be rendered.
        """
        await self.frame(self._lead // FRAME_BYTES)

    async def frame(self, index: int) -> bytes | None:
        """20 ms of it, when they are there; the last frame is filled up with silence. None behind the end.

        Raises:
            EngineError: the rest cannot be rendered.
        """
        start, end = index * FRAME_BYTES, (index + 1) * FRAME_BYTES
        while len(self._pcm) < end and not self._done:
            self._grown.clear()
            await self._grown.wait()
        if self._error is not None and len(self._pcm) < end:
            raise self._error
        frame = bytes(self._pcm[start:end])
        return frame.ljust(FRAME_BYTES, b"\0") if frame else None

    async def cancel(self) -> None:
        """Nobody wants the rest."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
