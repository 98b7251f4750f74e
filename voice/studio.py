"""What the calls of one controller share of the voice: the recognisers, their threads, the engines, the cache."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import structlog

from config.site import EMBEDDED, Site
from storage.events import SlotName
from voice.audio_line import AudioLine, Manner
from voice.clock import Clock, work
from voice.hearing.ears import Ears
from voice.hearing.listener import Listener
from voice.hearing.recogniser import ModelError, Recogniser, Stream, embedded_model
from voice.hearing.vad import Detectors
from voice.hearing.words import place_of, with_words
from voice.language.languages import Language
from voice.language.values import TextState
from voice.media.transport import Transport
from voice.speaking.mouth import Mouth
from voice.speaking.voices import Voices

log = structlog.get_logger(__name__)
GERMAN = "de"


class Studio:
    """Loads the models, starts the voices, and makes lines."""

    def __init__(self, site: Site, clock: Clock, cache_folder: Path, *, ahead: int = 0) -> None:
        """`ahead`: for how many new calls at once the ears are kept ready."""
        self._site = site
        self._clock = clock
        self._cache_folder = cache_folder
        self._pool = ThreadPoolExecutor(site.stt.threads, thread_name_prefix="ears")
        self._detectors = Detectors(ahead)
        self.voices = Voices(site.tts, clock, cache_folder / "speech")
        self._recognisers: dict[str, Recogniser] = {}
        self._words: dict[str, list[str]] = {}

    async def open(self, words: Iterable[str]) -> None:
        """Loads the German recogniser with the businesses' own words; takes a second to a minute, by the model.

        Raises:
            ModelError: the configured folder is no Vosk model.
        """
        await self.voices.open()
        await self._load(GERMAN, words)
        loop = asyncio.get_running_loop()
        await work(self._clock, loop.run_in_executor(None, self._detectors.fill))

    async def learn(self, language: str, words: Iterable[str]) -> bool:
        """Loads the recogniser of one more language; False: there is none, or it cannot be loaded (a warning)."""
        try:
            await self._load(language, words)
        except ModelError as error:
            log.warning("language is not spoken", language=language, reason=str(error))
            return False
        return True

    def speaks(self, language: str) -> bool:
        """True once a language can be heard; espeak-ng can say all of them."""
        return language in self._recognisers

    async def _load(self, language: str, words: Iterable[str]) -> None:
        folder, wanted = self._folder(language), sorted(set(words))
        if language in self._recognisers and wanted == self._words.get(language):
            return
        loop = asyncio.get_running_loop()
        place = partial(place_of, folder, wanted, self._cache_folder, language)
        made, missing = await work(self._clock, loop.run_in_executor(None, place))
        if missing:
            if language not in self._recognisers and language != GERMAN:
                # Better without the businesses' own words than not at all in the first seconds.
                await self._use(folder, language)
            made = await self._written(folder, wanted, language)
        await self._use(made, language)
        self._words[language] = wanted

    async def _use(self, folder: Path, language: str) -> None:
        job = asyncio.get_running_loop().run_in_executor(None, Recogniser, folder)
        self._recognisers[language] = await work(self._clock, job)

    async def _written(self, folder: Path, words: list[str], language: str) -> Path:
        """The model with more words, written in a process of its own: beside calls a thread would hold them up."""
        loop = asyncio.get_running_loop()
        job = partial(with_words, folder, words, self._cache_folder, language)
        if language != GERMAN:  # German is written while nobody calls yet
            job = partial(_in_a_process, job)
        return await work(self._clock, loop.run_in_executor(None, job))

    def _folder(self, language: str) -> Path:
        stt = self._site.stt
        named = stt.model
        if language != GERMAN:
            # A model for synthetic speech is no help to people: beside a real one it is not taken unasked.
            models = {str(key): model for key, model in stt.models.items()}
            if language not in models and stt.model != EMBEDDED:
                raise ModelError(f"stt.models names none for {language}")
            named = models.get(language, EMBEDDED)
        return embedded_model(language) if named == EMBEDDED else Path(named)

    async def warm(
        self, texts: Iterable[str], voice: str | None = None, language: str = GERMAN
    ) -> None:
        """Renders what is known in advance, so that it is said without delay."""
        own = voice or self.voices.name(language)
        rate = self._site.tts.rate_wpm
        await self.voices.of(language).warm(texts, voice=own, rate_wpm=rate)

    def line(self, transport: Transport, language: Language, voice: str | None = None) -> AudioLine:
        """Ears and a mouth on a transport; `voice`: in which that language is spoken here.

        Raises:
            RuntimeError: the studio is not open, or has not learned the language.
        """

        def manner(other: Language) -> Manner:
            return self._manner(other, voice if other.key == language.key else None)

        own = manner(language)
        per_question = own.streams if own.per_question else None
        stream = self._recognisers[language.key].stream()
        ears = Ears(
            Listener(self._detectors.take(), stream, per_question),
            self._pool,
            self._clock,
            own.state,
        )
        rate = self._site.tts.rate_wpm
        mouth = Mouth(transport, own.speech, self._clock, own.voice, rate, normalise=own.normalise)
        return AudioLine(transport, ears, mouth, manner)

    def _manner(self, language: Language, voice: str | None) -> Manner:
        recogniser = self._recognisers.get(language.key)
        if recogniser is None:
            raise RuntimeError(f"the recogniser for {language.key} is not loaded")

        def state(slot: SlotName, text: str) -> TextState:
            return language.completeness.state(slot, text)

        told = self._site.stt.grammars

        def streams(slot: SlotName) -> Stream:
            return recogniser.stream(language.grammar(slot) if told else None)

        return Manner(
            streams,
            told,
            state,
            self.voices.of(language.key),
            voice or self.voices.name(language.key),
            language.normalise,
        )

    async def close(self) -> None:
        """Ends the voice's program and the threads."""
        await self.voices.close()
        loop = asyncio.get_running_loop()
        for close in (self._pool.shutdown, self._detectors.close):
            await work(self._clock, loop.run_in_executor(None, close))


def _in_a_process(job: Callable[[], Path]) -> Path:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(job).result()
