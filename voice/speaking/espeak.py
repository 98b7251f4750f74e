"""The espeak-ng worker from asyncio: one request at a time, restarted when it dies."""

import asyncio
import contextlib
import itertools
import sys

import numpy as np
import structlog

from voice.audio.pcm import Samples, resample, trimmed
from voice.clock import Clock, work
from voice.speaking.engine import RATE_HZ, EngineError
from voice.speaking.espeak_protocol import SpeechHeader, SpeechRequest

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
        self._process: asyncio.subprocess.Process | None = None
        self.restarts = 0
        """How many times the worker had to be started again."""

    async def synthesize(self, text: str, *, voice: str, rate_wpm: int) -> Samples:
        """A sentence at 16 kHz; one that kills the worker is tried once more in a new one.

        Raises:
            EngineError: the voice does not exist, or the worker fails again.
        """
        request = SpeechRequest(next(self._ids), text, voice, rate_wpm)
        return await work(self._clock, self._render(request))

    async def close(self) -> None:
        """Ends the worker."""
        async with self._turn:
            await self._end()

    async def _render(self, request: SpeechRequest) -> Samples:
        async with self._turn:
            for attempt in range(_ATTEMPTS):
                try:
                    async with asyncio.timeout(LIMIT_S):
                        header, pcm = await self._ask(request)
                except (OSError, EOFError, ValueError, TimeoutError) as error:
                    if self._process is not None:
                        self._kill(self._process)
                    await self._end()
                    log.warning(
                        "voice worker restarts", error=type(error).__name__, attempt=attempt
                    )
                    self.restarts += 1
                    continue
                if header.error is not None:
                    raise EngineError(f"espeak-ng: {header.error}")
                samples = resample(np.frombuffer(pcm, np.int16), header.rate_hz, RATE_HZ)
                return trimmed(samples, lead=_LEAD, tail=_TAIL)
            raise EngineError("espeak-ng's worker died twice over one sentence")

    async def _ask(self, request: SpeechRequest) -> tuple[SpeechHeader, bytes]:
        process = self._process or await self._start()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(request.to_line())
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise EOFError
        header = SpeechHeader.from_line(line)
        pcm = await process.stdout.readexactly(header.bytes)
        if header.id != request.id:
            raise ValueError("the answer to another request")
        return header, pcm

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "voice.speaking.espeak_program",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return self._process

    @staticmethod
    def _kill(process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(1.0):
                await work(self._clock, process.wait())
        except TimeoutError:
            self._kill(process)
            await work(self._clock, process.wait())
