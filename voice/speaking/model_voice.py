"""A voice with a model to load (Coqui, Piper) from asyncio: a program of its own, started again when it dies."""

import asyncio
import contextlib
import itertools
import os
from collections.abc import AsyncGenerator, Sequence

import numpy as np
import structlog

from voice.audio.pcm import Samples
from voice.audio.stream import SpeechStream
from voice.clock import Clock
from voice.speaking.engine import RATE_HZ, EngineError
from voice.speaking.espeak_protocol import SpeechHeader, SpeechRequest
from voice.speaking.worker import VoiceProcess

log = structlog.get_logger(__name__)
LOADS_S = 90.0
"""torch alone takes seconds to import on a small machine, a full VITS a few more."""
FIRST_S = 1.5
"""A caller waits in silence for the first part; those who waited longer hear the other voice."""
NEXT_S = 5.0
PATIENT_S = 60.0
"""For sentences that are known in advance."""
_REST_S = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Before the first, second … start again in a row."""
_DRAIN_S = 10.0


class ModelVoice:
    """Implements `Engine`. While its program loads, it refuses at once.

    Attributes:
        name: the engine and its model, as caches need it.
        restarts: how many times the program had to be started again.
        problem: why it does not speak; None when it does.
    """

    def __init__(self, name: str, program: str, arguments: Sequence[str], clock: Clock) -> None:
        """`program`: a module that speaks `espeak_protocol` and says a header of id 0 when it is ready."""
        self.name = name
        self.restarts = 0
        self.problem: str | None = "it was not started"
        self._program, self._arguments, self._clock = program, arguments, clock
        self._ids = itertools.count(1)
        self._turn, self._opening = asyncio.Lock(), asyncio.Lock()
        self._process: VoiceProcess | None = None
        self._failures = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def open(self) -> None:
        """Returns when the model is loaded and warm.

        Raises:
            EngineError: it cannot be: what is missing, and what to do.
        """
        async with self._opening:
            if self._process is None:
                await self._open()

    async def _open(self) -> None:
        self.problem = f"{self.name} is still loading"
        # One thread: with more, torch's threads wait for each other and for everything else here.
        env = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        process = await VoiceProcess.start(self._clock, self._program, *self._arguments, env=env)
        try:
            async with asyncio.timeout(LOADS_S):
                header, _ = await process.answer()
        except (EOFError, OSError, ValueError, TimeoutError) as error:
            process.kill()
            await process.end()
            self.problem = f"{self.name} did not start ({type(error).__name__})"
            raise EngineError(self.problem) from None
        if header.error is not None or self._closed:
            await process.end()
            self.problem = header.error or "closed"
            raise EngineError(self.problem)
        self._process, self.problem = process, None

    async def synthesize(self, text: str, *, voice: str, rate_wpm: int) -> Samples:
        """A whole sentence at 16 kHz, for which nobody waits on the line: it may take its time.

        Raises:
            EngineError: it cannot.
        """
        request = SpeechRequest(next(self._ids), text, voice, rate_wpm)
        parts = [part async for part in self._rendered(request, PATIENT_S)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    async def chunks(
        self, text: str, *, voice: str, rate_wpm: int
    ) -> AsyncGenerator[Samples, None]:
        """A sentence at 16 kHz, part by part.

        Raises:
            EngineError: it is loading, is dead, or is too late; or the model refuses the text.
        """
        request = SpeechRequest(next(self._ids), text, voice, rate_wpm)
        async with contextlib.aclosing(self._rendered(request, FIRST_S)) as parts:
            async for part in parts:
                yield part

    async def _rendered(
        self, request: SpeechRequest, first_s: float
    ) -> AsyncGenerator[Samples, None]:
        """The parts, the first of them within so many seconds."""
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(first_s):
                await self._turn.acquire()
        except TimeoutError:
            raise EngineError(f"{self.name} has too much to say") from None
        process, done = self._process, False
        try:
            if process is None or self.problem is not None:
                done = True
                raise EngineError(self.problem or "closed")
            stream: SpeechStream | None = None
            await process.ask(request)
            limit = max(0.1, first_s - (self._clock.monotonic() - began))
            while not done:
                async with asyncio.timeout(limit):
                    header, pcm = await self._answer(process, request)
                limit = NEXT_S
                done = not header.more
                if header.error is not None:
                    raise EngineError(f"{self.name}: {header.error}")
                stream = stream or SpeechStream(header.rate_hz, RATE_HZ)
                part = stream.feed(np.frombuffer(pcm, np.int16), last=done)
                if len(part):
                    yield part
            self._failures = 0
        except TimeoutError:
            raise EngineError(f"{self.name} is too late") from None
        except (OSError, EOFError, ValueError) as error:
            done = True
            self._failed(type(error).__name__)
            raise EngineError(f"{self.name} died over a sentence") from None
        finally:
            if done or process is None:
                self._turn.release()
            else:
                self._spawn(self._give_up(process, request))

    @staticmethod
    async def _answer(process: VoiceProcess, request: SpeechRequest) -> tuple[SpeechHeader, bytes]:
        header, pcm = await process.answer()
        if header.id != request.id:
            raise ValueError("the answer to another request")
        return header, pcm

    async def _give_up(self, process: VoiceProcess, request: SpeechRequest) -> None:
        """Nobody wants the rest: the next sentence's turn comes when the program has understood that."""
        try:
            async with asyncio.timeout(_DRAIN_S):
                await process.cancel(request)
                while (await self._answer(process, request))[0].more:
                    pass
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self._failed(type(error).__name__)
        finally:
            self._turn.release()

    def _failed(self, error: str) -> None:
        """The program is dead or confused: another one is started after a rest."""
        process, self._process = self._process, None
        self.problem = f"{self.name} is starting again"
        if self._closed:
            return
        rest = _REST_S[min(self._failures, len(_REST_S) - 1)]
        self._failures += 1
        self.restarts += 1
        log.warning("voice worker restarts", engine=self.name, error=error, after_s=rest)
        self._spawn(self._start_again(process, rest))

    async def _start_again(self, process: VoiceProcess | None, rest: float) -> None:
        if process is not None:
            process.kill()
            await process.end()
        await asyncio.sleep(rest)
        if self._closed:
            return
        try:
            await self.open()
        except EngineError as error:
            log.warning("voice does not start", engine=self.name, reason=str(error))
            self._failed("EngineError")

    def _spawn(self, job: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ends the program; safe to call twice."""
        self._closed = True
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        process, self._process = self._process, None
        self.problem = "closed"
        if process is not None:
            await process.end()
