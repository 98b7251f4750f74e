"""The espeak-ng worker from asyncio: one request at a time, restarted when it dies."""

import asyncio
import itertools
from collections.abc import AsyncGenerator

import numpy as np
import structlog

from voice.audio.pcm import Samples, resample, trimmed
from voice.clock import Clock
from voice.speaking.engine import RATE_HZ, EngineError
from voice.speaking.espeak_protocol import SpeechRequest
from voice.speaking.worker import VoiceProcess

log = structlog.get_logger(__name__)
LIMIT_S = 2.0
"""A sentence takes about 10 ms, the program's start 100; a caller waits in silence meanwhile."""
_LEAD = RATE_HZ // 100
_TAIL = RATE_HZ // 50
_ATTEMPTS = 2


class Espeak:
    """Implements `Engine`; its process is started at the first sentence."""

    name = "espeak"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids = itertools.count(1)
        self._turn = asyncio.Lock()
        self._process: VoiceProcess | None = None
        self._jobs: set[asyncio.Future[Samples]] = set()
        self.restarts = 0
        """How many times the worker had to be started again."""

    async def synthesize(self, text: str, *, voice: str, rate_wpm: int) -> Samples:
        """A sentence at 16 kHz; one that kills the worker is tried once more in a new one.

        Raises:
            EngineError: the voice does not exist, or the worker fails again.
        """
        request = SpeechRequest(next(self._ids), text, voice, rate_wpm)
        # A sentence that nobody wants any more is read to its end, 10 ms: half read, it would cost the worker.
        job = asyncio.ensure_future(self._spoken(request))
        self._jobs.add(job)
        job.add_done_callback(self._over)
        return await asyncio.shield(job)

    def _over(self, job: asyncio.Future[Samples]) -> None:
        self._jobs.discard(job)
        if not job.cancelled():
            job.exception()  # looked at, in case that nobody waits for it any more

    async def _spoken(self, request: SpeechRequest) -> Samples:
        async with self._turn:
            for attempt in range(_ATTEMPTS):
                try:
                    async with asyncio.timeout(LIMIT_S):
                        return await self._render(request)
                except (OSError, EOFError, ValueError, TimeoutError) as error:
                    if self._process is not None:
                        self._process.kill()
                    await self._end()
                    log.warning(
                        "voice worker restarts", error=type(error).__name__, attempt=attempt
                    )
                    self.restarts += 1
            raise EngineError("espeak-ng's worker died twice over one sentence")

    async def chunks(
        self, text: str, *, voice: str, rate_wpm: int
    ) -> AsyncGenerator[Samples, None]:
        """The sentence in one piece: it takes 10 ms."""
        yield await self.synthesize(text, voice=voice, rate_wpm=rate_wpm)

    async def close(self) -> None:
        """Ends the worker."""
        async with self._turn:
            await self._end()

    async def _render(self, request: SpeechRequest) -> Samples:
        if self._process is None:
            self._process = await VoiceProcess.start(self._clock, "voice.speaking.espeak_program")
        [(header, pcm)] = [part async for part in self._process.answers(request)]
        if header.error is not None:
            raise EngineError(f"espeak-ng: {header.error}")
        samples = resample(np.frombuffer(pcm, np.int16), header.rate_hz, RATE_HZ)
        return trimmed(samples, lead=_LEAD, tail=_TAIL)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.end()
