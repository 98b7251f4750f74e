"""A voice's program behind its pipes: requests go in, headers and audio come out."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Mapping

from voice.clock import Clock, work
from voice.speaking.espeak_protocol import SpeechHeader, SpeechRequest


class VoiceProcess:
    """One child; one request at a time."""

    def __init__(self, process: asyncio.subprocess.Process, clock: Clock) -> None:
        self._process = process
        self._clock = clock

    @classmethod
    async def start(
        cls, clock: Clock, module: str, *arguments: str, env: Mapping[str, str] | None = None
    ) -> "VoiceProcess":
        """Starts `python -m module arguments`."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=env,
        )
        return cls(process, clock)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    async def ask(self, request: SpeechRequest) -> None:
        """Hands a request over.

        Raises:
            OSError: the child is gone.
        """
        await self._write(request.to_line())

    async def cancel(self, request: SpeechRequest) -> None:
        """What of the request is not rendered yet need not be; its last header still comes."""
        with contextlib.suppress(OSError):
            await self._write(json.dumps({"cancel": request.id}).encode() + b"\n")

    async def _write(self, line: bytes) -> None:
        if self._process.stdin is None:
            raise BrokenPipeError
        try:
            self._process.stdin.write(line)
            await work(self._clock, self._process.stdin.drain())
        except RuntimeError as error:  # what uvloop calls a pipe whose other end has died
            raise BrokenPipeError from error

    async def answer(self) -> tuple[SpeechHeader, bytes]:
        """The next header and its audio.

        Raises:
            EOFError: the child is gone.
            ValueError: what came is no header.
        """
        stdout = self._process.stdout
        if stdout is None:
            raise EOFError
        line = await work(self._clock, stdout.readline())
        if not line:
            raise EOFError
        header = SpeechHeader.from_line(line)
        return header, await work(self._clock, stdout.readexactly(header.bytes))

    async def answers(self, request: SpeechRequest) -> AsyncIterator[tuple[SpeechHeader, bytes]]:
        """A request's parts, the last of them without `more`.

        Raises:
            OSError: the child is gone.
            EOFError: the child is gone.
            ValueError: it answers another request, or sends something else.
        """
        await self.ask(request)
        more = True
        while more:
            header, pcm = await self.answer()
            if header.id != request.id:
                raise ValueError("the answer to another request")
            yield header, pcm
            more = header.more

    def kill(self) -> None:
        """Ends the child without asking it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Ends the child: its input closes, and a second later it is killed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(1.0):
                await work(self._clock, self._process.wait())
        except TimeoutError:
            self.kill()
            await work(self._clock, self._process.wait())
