"""A caller's audio in, what they do and say out: every computation in a thread pool, never on the loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from storage.events import SlotName
from voice.clock import Clock, work
from voice.hearing.endpoint import Endpointer
from voice.hearing.events import (
    FinalText,
    HearingEvent,
    PartialText,
    SpeechStarted,
    SpeechStopped,
)
from voice.hearing.listener import Listener, Observed
from voice.language.values import TextState
from voice.media.transport import FRAME_BYTES, FRAME_MS

State = Callable[[SlotName, str], TextState]
FRAME_S = FRAME_MS / 1000
LATE_S = 0.06
"""When no frame came for so long, silence is heard instead: some telephones send nothing then."""
CUT_IN_S = 0.7
"""Who speaks so soon after we took their turn to be over had not finished it."""
LEAST_SPEECH_MS = 300
"""Less speech than this without a recognised word was a noise."""


@dataclass
class Ears:
    """One caller's."""

    listener: Listener
    pool: ThreadPoolExecutor
    clock: Clock
    state: State
    """How finished a text looks at a question."""
    endpointer: Endpointer = field(default_factory=Endpointer)
    _started_at: float = 0.0
    _stopped_at: float = 0.0
    _ended_at: float = -1e9
    """When a turn was taken to be over."""
    _text: str = ""

    def expect(self, slot: SlotName) -> None:
        """Which question is open."""
        self.endpointer.expect(slot)
        self.listener.question = slot
        self.endpointer.text(self.state(slot, self._text))

    @property
    def we_speak(self) -> bool:
        """True while our own voice is on the line."""
        return self.listener.we_speak

    @we_speak.setter
    def we_speak(self, value: bool) -> None:
        self.listener.we_speak = value

    async def close(self) -> None:
        """Frees what the stream holds, off the loop: that takes some milliseconds."""
        loop = asyncio.get_running_loop()
        await work(self.clock, loop.run_in_executor(self.pool, self._release))

    def _release(self) -> None:
        if hasattr(self, "listener"):
            del self.listener

    async def listen(self, frames: AsyncIterator[bytes]) -> AsyncIterator[HearingEvent]:
        """What the caller does, until the frames end."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        reader = asyncio.create_task(_read(frames, queue), name="caller's audio")
        try:
            while (pcm := await self._next(queue)) is not None:
                heard_at = self.clock.monotonic()
                job = partial(self.listener.hear, pcm, heard_at)
                loop = asyncio.get_running_loop()
                observed = await work(self.clock, loop.run_in_executor(self.pool, job))
                for change in observed:
                    for event in self._note(change):
                        yield event
                final = await self._turn_over()
                if final is not None:
                    yield final
            await reader
        finally:
            reader.cancel()

    async def _next(self, queue: "asyncio.Queue[bytes | None]") -> bytes | None:
        """All audio that has come, silence when none comes, None at its end."""
        try:
            async with asyncio.timeout_at(self.clock.monotonic() + LATE_S):
                first = await queue.get()
        except TimeoutError:
            return b"\0" * (FRAME_BYTES * round(LATE_S / FRAME_S))
        if first is None:
            return None
        pcm = [first]
        while not queue.empty():
            more = queue.get_nowait()
            if more is None:
                queue.put_nowait(None)
                break
            pcm.append(more)
        return b"".join(pcm)

    def _note(self, change: Observed) -> list[HearingEvent]:
        now = self.clock.monotonic()
        events: list[HearingEvent] = []
        if change.started_at is not None:
            if not self._text and self.endpointer.deadline is None:
                self._started_at = change.started_at
            if now - self._ended_at < CUT_IN_S and change.started_at > self._stopped_at:
                self.endpointer.cut_in(change.started_at - self._stopped_at)
            self._ended_at = -CUT_IN_S
            self.endpointer.speech(change.started_at)
            events.append(SpeechStarted(change.started_at))
        if change.stopped_at is not None:
            self.endpointer.silence(change.stopped_at)
            self._stopped_at = change.stopped_at
            events.append(SpeechStopped(change.stopped_at))
        if change.partial is not None:
            self._text = change.partial
            self.endpointer.text(self.state(self.endpointer.slot, change.partial))
            if change.partial:
                events.append(PartialText(change.partial, now))
        return events

    async def _turn_over(self) -> FinalText | None:
        deadline = self.endpointer.deadline
        now = self.clock.monotonic()
        if deadline is None or now < deadline or not self.listener.in_turn:
            return None
        ended = self._stopped_at
        speech_ms = self.listener.speech_ms
        loop = asyncio.get_running_loop()
        result = await work(self.clock, loop.run_in_executor(self.pool, self.listener.finish))
        self.endpointer.reset()
        self._text, self._ended_at = "", now
        if not result.text and speech_ms < LEAST_SPEECH_MS:
            return None
        return FinalText(
            text=result.text,
            confidence=result.confidence,
            started_at=self._started_at,
            speech_ended_at=ended,
            endpoint_at=now,
            final_at=self.clock.monotonic(),
        )


async def _read(frames: AsyncIterator[bytes], queue: "asyncio.Queue[bytes | None]") -> None:
    """Takes frames as they come, so that none waits for a computation."""
    try:
        async for frame in frames:
            queue.put_nowait(frame)
    finally:
        queue.put_nowait(None)
