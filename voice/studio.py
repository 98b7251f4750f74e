"""What the calls of one controller share of the voice: the recogniser, its threads, the engine, the cache."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import structlog

from config.models import EMBEDDED, Site
from storage.events import SlotName
from voice.audio_line import AudioLine
from voice.clock import Clock, work
from voice.hearing.ears import Ears
from voice.hearing.listener import Listener
from voice.hearing.recogniser import Recogniser, Stream, embedded_model
from voice.hearing.vad import Detectors
from voice.hearing.words import with_words
from voice.language.languages import Language
from voice.language.values import TextState
from voice.media.transport import Transport
from voice.speaking.mouth import Mouth
from voice.speaking.voices import Voices

log = structlog.get_logger(__name__)


class Studio:
    """Loads the model, starts the voice, and makes lines."""

    def __init__(self, site: Site, clock: Clock, cache_folder: Path, *, ahead: int = 0) -> None:
        """`ahead`: for how many new calls at once the ears are kept ready."""
        self._site = site
        self._clock = clock
        self._cache_folder = cache_folder
        self._pool = ThreadPoolExecutor(site.stt.threads, thread_name_prefix="ears")
        self._detectors = Detectors(ahead)
        self.voices = Voices(site.tts, clock, cache_folder / "speech")
        self._recogniser: Recogniser | None = None
        self._words: list[str] = []

    async def open(self, words: Iterable[str]) -> None:
        """Loads the recogniser with the businesses' own words; takes a second to a minute, by the model.

        Raises:
            ModelError: the configured folder is no Vosk model.
        """
        await self.voices.open()
        named = self._site.stt.model
        folder = embedded_model() if named == EMBEDDED else Path(named)
        wanted = sorted(set(words))
        if self._recogniser is not None and wanted == self._words:
            return
        job = partial(_load, folder, wanted, self._cache_folder)
        loop = asyncio.get_running_loop()
        self._recogniser = await work(self._clock, loop.run_in_executor(None, job))
        await work(self._clock, loop.run_in_executor(None, self._detectors.fill))
        self._words = wanted

    async def warm(self, texts: Iterable[str], voice: str | None = None) -> None:
        """Renders what is known in advance, so that it is said without delay."""
        tts = self._site.tts
        await self.voices.warm(texts, voice=voice or tts.voice, rate_wpm=tts.rate_wpm)

    def line(self, transport: Transport, language: Language, voice: str | None = None) -> AudioLine:
        """Ears and a mouth on a transport.

        Raises:
            RuntimeError: the studio is not open.
        """
        if self._recogniser is None:
            raise RuntimeError("the recogniser is not loaded")
        tts = self._site.tts

        def state(slot: SlotName, text: str) -> TextState:
            return language.completeness.state(slot, text)

        streams = None
        if self._site.stt.grammars:
            recogniser = self._recogniser

            def streams(slot: SlotName) -> Stream:
                return recogniser.stream(language.grammar(slot))

        ears = Ears(
            Listener(self._detectors.take(), self._recogniser.stream(), streams),
            self._pool,
            self._clock,
            state,
        )
        mouth = Mouth(
            transport,
            self.voices,
            self._clock,
            voice or tts.voice,
            tts.rate_wpm,
            normalise=language.normalise,
        )
        return AudioLine(transport, ears, mouth)

    async def close(self) -> None:
        """Ends the voice's program and the threads."""
        await self.voices.close()
        loop = asyncio.get_running_loop()
        for close in (self._pool.shutdown, self._detectors.close):
            await work(self._clock, loop.run_in_executor(None, close))


def _load(folder: Path, words: list[str], cache_folder: Path) -> Recogniser:
    return Recogniser(with_words(folder, words, cache_folder))
