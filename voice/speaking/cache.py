"""Sentences that were rendered once, and those that are known in advance."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from functools import partial
from typing import Protocol, TypeVar

import numpy as np

from voice.audio.pcm import Samples
from voice.clock import Clock, work
from voice.speaking.engine import Engine
from voice.speaking.shelf import Key, Shelf

MOST_BYTES = 64 * 1024 * 1024
"""About half an hour of speech."""
T = TypeVar("T")


class Speech(Protocol):
    """Sentences to play, wherever they come from."""

    def chunks(self, text: str, *, voice: str, rate_wpm: int) -> AsyncGenerator[Samples, None]:
        """A sentence in parts.

        Raises:
            EngineError: no voice can.
        """
        ...

    async def warm(self, texts: Iterable[str], *, voice: str, rate_wpm: int) -> None:
        """Makes ready what will be said."""
        ...


class SpeechCache:
    """Rendered sentences by engine, voice, rate and text; the least used go first."""

    def __init__(
        self,
        engine: Engine,
        most_bytes: int = MOST_BYTES,
        *,
        shelf: Shelf | None = None,
        clock: Clock | None = None,
    ) -> None:
        """With a shelf (and the clock that waits for it) what is known in advance outlives the process."""
        self.engine = engine
        self._shelf, self._clock = shelf, clock
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Key, Samples] = OrderedDict()
        self._making: dict[Key, _Making] = {}

    async def render(self, text: str, *, voice: str, rate_wpm: int) -> Samples:
        """A sentence, from the cache or from the engine.

        Raises:
            EngineError: the engine cannot.
        """
        key = (self.engine.name, voice, rate_wpm, text)
        samples = self._kept.get(key)
        if samples is None:
            samples = await self.engine.synthesize(text, voice=voice, rate_wpm=rate_wpm)
            self._keep(key, samples)
        self._kept.move_to_end(key)
        return samples

    async def chunks(
        self, text: str, *, voice: str, rate_wpm: int
    ) -> AsyncGenerator[Samples, None]:
        """A sentence from the cache in one part, or from the engine as it makes them.

        Raises:
            EngineError: the engine cannot, perhaps after some parts; then nothing is kept.
        """
        key = (self.engine.name, voice, rate_wpm, text)
        samples = self._kept.get(key)
        if samples is not None:
            self._kept.move_to_end(key)
            yield samples
            return
        making = self._making.get(key)
        if making is None:
            chunks = self.engine.chunks(text, voice=voice, rate_wpm=rate_wpm)
            making = self._making[key] = _Making(chunks, partial(self._made, key))
        async with aclosing(making.follow()) as parts:
            async for part in parts:
                yield part

    def _made(self, key: Key, parts: list[Samples] | None) -> None:
        """A rendering is over; None: it failed, or nobody wanted it any more."""
        self._making.pop(key, None)
        if parts:
            self._keep(key, np.concatenate(parts))

    async def warm(self, texts: Iterable[str], *, voice: str, rate_wpm: int) -> None:
        """Renders what is known in advance, or takes it from the shelf."""
        for text in texts:
            key = (self.engine.name, voice, rate_wpm, text)
            if key in self._kept:
                continue
            found = await self._on_disk(lambda shelf: shelf.get(key))  # noqa: B023  # awaited at once
            if found is not None:
                self._keep(key, found)
                continue
            samples = await self.render(text, voice=voice, rate_wpm=rate_wpm)
            await self._on_disk(lambda shelf: shelf.put(key, samples))  # noqa: B023

    async def _on_disk(self, job: Callable[[Shelf], T]) -> T | None:
        """Off the loop; None without a shelf."""
        shelf, clock = self._shelf, self._clock
        if shelf is None or clock is None:
            return None
        loop = asyncio.get_running_loop()
        return await work(clock, loop.run_in_executor(None, job, shelf))

    def _keep(self, key: Key, samples: Samples) -> None:
        if key not in self._kept:
            self._kept[key] = samples
            self._bytes += samples.nbytes
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= dropped.nbytes


class _Making:
    """A sentence that is being rendered, for as many as want it: begun once, and given up with the last of them."""

    def __init__(
        self, chunks: AsyncGenerator[Samples, None], over: Callable[[list[Samples] | None], None]
    ) -> None:
        self._parts: list[Samples] = []
        self._error: Exception | None = None
        self._followers = 0
        self._finished = self._ended = False
        self._grown = asyncio.Event()
        self._over = over
        self._task = asyncio.create_task(self._make(chunks), name="rendering")

    async def _make(self, chunks: AsyncGenerator[Samples, None]) -> None:
        whole = None
        try:
            async with aclosing(chunks):
                async for chunk in chunks:
                    self._parts.append(chunk)
                    self._grown.set()
            whole = self._parts
        except Exception as error:  # noqa: BLE001  # raised at those who follow
            self._error = error
        finally:
            self._finished = True
            self._end(whole)
            self._grown.set()

    def _end(self, parts: list[Samples] | None) -> None:
        """Told once: who asks from now on begins anew, even while this one is still being cancelled."""
        if not self._ended:
            self._ended = True
            self._over(parts)

    async def follow(self) -> AsyncGenerator[Samples, None]:
        """Every part, from the first on, as soon as it is there."""
        self._followers += 1
        index = 0
        try:
            while True:
                while index < len(self._parts):
                    yield self._parts[index]
                    index += 1
                if self._finished:
                    break
                self._grown.clear()
                await self._grown.wait()
            if self._error is not None:
                raise self._error
        finally:
            self._followers -= 1
            if not self._followers and not self._finished:
                self._end(None)
                self._task.cancel()
