"""Our voice on one call: sentence by sentence, paced, cut at once, and exact about what was heard."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import numpy as np

from voice.audio.pcm import Samples
from voice.clock import Clock
from voice.line import Uttered
from voice.media.transport import FRAME_MS, Transport
from voice.speaking.cache import Speech
from voice.speaking.engine import RATE_HZ
from voice.speaking.rendering import Rendering
from voice.speaking.sentences import sentences

FRAME_S = FRAME_MS / 1000
LEAD_S = 0.08
"""How much unplayed audio the far side may hold: what is still ours can be cut."""
BETWEEN_S = 0.16
"""The pause between two sentences: eight frames."""
DUCKED = 10 ** (-12 / 20)
"""12 dB quieter: still to be followed, and clearly making room."""
_PAUSE = bytes(2 * round(BETWEEN_S * RATE_HZ))
_PAUSE_FRAMES = round(BETWEEN_S / FRAME_S)


@dataclass
class Mouth:
    """One call's voice; one text at a time."""

    transport: Transport
    cache: Speech
    clock: Clock
    voice: str
    rate_wpm: int
    normalise: Callable[[str], str] = str
    """Free text into words: figures, abbreviations."""
    said: Callable[[bytes], None] = lambda _frame: None
    """Told each frame that is handed over."""
    speaking: bool = False
    _cut: asyncio.Event = field(default_factory=asyncio.Event)
    _going: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared while paused."""
    _interrupted: asyncio.Event = field(default_factory=asyncio.Event)
    """Cut or paused: wakes whoever waits for the next frame's time."""
    _gain: float = 1.0
    _wanted_gain: float = 1.0

    async def say(self, text: str, began: Callable[[float], None]) -> Uttered:
        """Plays a text; returns when its last sample has been played, or when it was cut.

        `began` is called as the first frame is handed over, with the time at which it was rendered.

        Raises:
            EngineError: the voice cannot render it.
            TransportClosed: the far side broke off.
        """
        self._cut.clear()
        self._going.set()
        self._interrupted.clear()
        self.speaking = True
        parts = sentences(text)
        renderings = [self._render(part) for part in parts[:1]]
        heard: list[str] = []
        started = played_until = 0.0
        try:
            for index, part in enumerate(parts):
                rendering = renderings[-1]
                await rendering.begun()
                if index + 1 < len(parts):
                    renderings.append(self._render(parts[index + 1], _PAUSE))
                if index == 0:
                    rendered_at = self.clock.monotonic()
                    started = played_until = rendered_at
                    began(rendered_at)
                share, played_until = await self._sentence(rendering, index > 0, played_until)
                if share < 1:
                    heard.append(words_heard(part, share))
                    return self._uttered(heard, started, cut=True)
                heard.append(part)
            while not await self._until(played_until) and not self._cut.is_set():
                await self._resumed()
            if self._cut.is_set():
                heard[-1] = words_heard(heard[-1], 0.95)
            return self._uttered(heard, started, cut=self._cut.is_set())
        finally:
            self.speaking = False
            for rendering in renderings:
                await rendering.cancel()

    async def prepare(self, text: str) -> None:
        """Renders the first sentence of a text into the cache, without playing it.

        Raises:
            EngineError: the voice cannot.
        """
        for sentence in sentences(text)[:1]:
            async with aclosing(self._chunks(sentence)) as parts:
                async for _ in parts:
                    pass

    async def _sentence(
        self, rendering: Rendering, paused_before: bool, after: float
    ) -> tuple[float, float]:
        """Plays one, again from its beginning after each pause; gives what share of it was heard, and when it ends."""
        # The pause before it is sent too: the far side gets one stream without a hole.
        lead = _PAUSE_FRAMES if paused_before else 0
        first = 0
        while True:
            begins = max(after, self.clock.monotonic()) - first * FRAME_S
            ended, begins, ends = await self._play(rendering, first, begins)
            if ended:
                return 1.0, ends
            spoken_s = self.clock.monotonic() - begins - lead * FRAME_S
            await self._resumed()
            if self._cut.is_set():
                return min(max(0.0, spoken_s) / rendering.seconds, 0.99), self.clock.monotonic()
            first, after = lead, self.clock.monotonic()

    def duck(self, *, on: bool) -> None:
        """Quieter from the next frame on, or as loud as before."""
        self._wanted_gain = DUCKED if on else 1.0

    def pause(self) -> None:
        """Falls silent, at the far side too; the sentence waits for `resume` or `stop`."""
        if self.speaking and not self._cut.is_set():
            self._going.clear()
            self._interrupted.set()

    def resume(self) -> None:
        """Goes on from the beginning of the sentence; safe when nothing was paused."""
        self._interrupted.clear()
        self._going.set()

    async def _resumed(self) -> None:
        """After an interruption: returns when it may go on, or is cut."""
        if not self._cut.is_set():
            await self.transport.flush()
        await self._going.wait()

    async def stop(self) -> None:
        """Cuts what is being said, at the far side too."""
        if self.speaking:
            self._cut.set()
            self._interrupted.set()
            self._going.set()
            await self.transport.flush()

    def _render(self, sentence: str, lead: bytes = b"") -> Rendering:
        return Rendering(self._chunks(sentence), lead)

    def _chunks(self, sentence: str) -> AsyncGenerator[Samples, None]:
        text = self.normalise(sentence)
        return self.cache.chunks(text, voice=self.voice, rate_wpm=self.rate_wpm)

    async def _play(
        self, rendering: Rendering, index: int, begins: float
    ) -> tuple[bool, float, float]:
        """Hands frames over from one on, at most `LEAD_S` ahead of their time.

        Gives whether it came to the end (it may be cut or paused), when the first frame began, and when the
        last one ends. A voice that is slower than its own speech shifts what follows.
        """
        while await self._until(begins + index * FRAME_S - LEAD_S):
            frame = await rendering.frame(index)
            if frame is None:
                return True, begins, begins + index * FRAME_S
            begins = max(begins, self.clock.monotonic() - index * FRAME_S)
            audible = self._at_its_volume(frame)
            self.said(audible)
            await self.transport.send(audible)
            index += 1
        return False, begins, begins + index * FRAME_S

    async def _until(self, deadline: float) -> bool:
        """Waits; False as soon as the text is cut or paused."""
        if deadline > self.clock.monotonic():
            try:
                async with asyncio.timeout_at(deadline):
                    await self._interrupted.wait()
            except TimeoutError:
                return True
        return not self._interrupted.is_set()

    def _at_its_volume(self, frame: bytes) -> bytes:
        """Faded over one frame where the volume changes: a step would be heard as a click."""
        before, self._gain = self._gain, self._wanted_gain
        if before == self._gain == 1.0:
            return frame
        samples = np.frombuffer(frame, np.int16)
        fade = np.linspace(before, self._gain, len(samples), dtype=np.float32)
        return (samples * fade).astype(np.int16).tobytes()

    def _uttered(self, heard: list[str], started: float, *, cut: bool) -> Uttered:
        played_ms = round((self.clock.monotonic() - started) * 1000)
        return Uttered(" ".join(text for text in heard if text), cut=cut, played_ms=played_ms)


def words_heard(sentence: str, share: float) -> str:
    """The words that had been said to their end when a share of a sentence was played."""
    words = sentence.split()
    letters = sum(len(word) + 1 for word in words)
    count, spoken = 0, 0
    for word in words:
        spoken += len(word) + 1
        if spoken > share * letters:
            break
        count += 1
    return " ".join(words[:count])
