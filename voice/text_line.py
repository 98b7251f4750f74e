"""A call in plain text: what the caller types is heard, what we say is read; time passes as in speech."""

import asyncio
from collections.abc import AsyncIterator, Callable

from storage.events import SlotName
from voice.hearing.events import FinalText, HearingEvent, PartialText, SpeechStarted, SpeechStopped
from voice.language.languages import Language
from voice.line import Uttered

WORD_S = 0.35
"""How long a spoken word takes, about."""
ENDPOINT_S = 0.5


class TextLine:
    """Implements `voice.line.Line` without audio."""

    transport = "text"

    def __init__(self) -> None:
        self._heard: asyncio.Queue[HearingEvent | None] = asyncio.Queue()
        self._stopped = asyncio.Event()
        self._going = asyncio.Event()
        self._going.set()
        self.ducked = False
        self.question: SlotName = "open"
        self.language = "de"

    async def type(self, text: str) -> None:
        """The caller says something; returns when they have finished."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        self._heard.put_nowait(SpeechStarted(started))
        words = text.split()
        for count in range(1, len(words) + 1):
            await asyncio.sleep(WORD_S)
            self._heard.put_nowait(PartialText(" ".join(words[:count]), loop.time()))
        ended = loop.time()
        self._heard.put_nowait(SpeechStopped(ended))
        await asyncio.sleep(ENDPOINT_S)
        now = loop.time()
        self._heard.put_nowait(FinalText(text.lower(), 1.0, started, ended, now, now))

    async def hear(self) -> AsyncIterator[HearingEvent]:
        """What the caller typed, until the line is closed."""
        while (event := await self._heard.get()) is not None:
            yield event

    def expect(self, slot: SlotName) -> None:
        """Remembers the open question."""
        self.question = slot

    def speak(self, language: Language) -> None:
        """Letters are those of every language."""
        self.language = language.key

    async def say(self, text: str, began: Callable[[float], None]) -> Uttered:
        """Lets the time of a spoken text pass; `stop` cuts it at a word."""
        loop = asyncio.get_running_loop()
        self._stopped.clear()
        began(loop.time())
        words = text.split()
        for count in range(len(words)):
            try:
                async with asyncio.timeout(WORD_S):
                    await self._stopped.wait()
            except TimeoutError:
                await self._going.wait()
                if not self._stopped.is_set():
                    continue
            return Uttered(
                " ".join(words[:count]), cut=True, played_ms=round(count * WORD_S * 1000)
            )
        return Uttered(text, cut=False, played_ms=round(len(words) * WORD_S * 1000))

    async def prepare(self, text: str) -> None:
        """Text needs no preparation."""

    def duck(self, *, on: bool) -> None:
        """Remembers it."""
        self.ducked = on

    def pause(self) -> None:
        """What is being said waits at the word."""
        self._going.clear()

    def resume(self) -> None:
        """Goes on."""
        self._going.set()

    async def stop(self) -> None:
        """Cuts what is being said."""
        self._stopped.set()
        self._going.set()

    async def close(self) -> None:
        """Ends the line."""
        self._stopped.set()
        self._going.set()
        self._heard.put_nowait(None)
