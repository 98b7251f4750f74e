"""The voices of one controller: the configured one, and espeak-ng for the sentences that it cannot say in time."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable
from importlib.resources import files
from pathlib import Path

import structlog

from config.site import EMBEDDED, TextToSpeech, VoiceModel
from voice.audio.pcm import Samples
from voice.clock import Clock
from voice.speaking.cache import Speech, SpeechCache
from voice.speaking.engine import EngineError
from voice.speaking.espeak import Espeak
from voice.speaking.model_voice import ModelVoice
from voice.speaking.shelf import Shelf

log = structlog.get_logger(__name__)
_QUIET_S = 20.0
"""Known sentences are rendered only while no caller has needed the voice for that long."""
_AT_ONCE = 20
"""So many are rendered before the first call: what nearly all callers hear."""


class Voices:
    """What speaks each language: what is configured, else espeak-ng."""

    def __init__(self, tts: TextToSpeech, clock: Clock, folder: Path) -> None:
        """`folder` keeps what is known in advance."""
        shelf = Shelf(folder)
        self._tts = tts
        self.espeak = Espeak(clock)
        self._other = SpeechCache(self.espeak, shelf=shelf, clock=clock)
        self.model = model_voice(tts, clock)
        """The configured model's voice; None when espeak-ng speaks alone."""
        self._speech: Speech = self._other
        if self.model is not None:
            first = SpeechCache(self.model, shelf=shelf, clock=clock)
            self._speech = Fallback(first, self._other, tts.voice, clock)
        self._models = [] if self.model is None else [self.model]
        self._speeches: dict[str, Speech] = {"de": self._speech}
        for language, spoken in tts.voices.items():
            model = model_voice(spoken, clock)
            if model is not None:
                own = SpeechCache(model, shelf=shelf, clock=clock)
                self._speeches[language] = Fallback(own, self._other, self.name(language), clock)
                self._models.append(model)

    def of(self, language: str) -> Speech:
        """What speaks a language."""
        return self._speeches.get(language, self._other)

    def name(self, language: str) -> str:
        """espeak-ng's voice for a language, which also speaks while a model cannot."""
        if language == "de":
            return self._tts.voice
        named = {str(key): spoken.voice for key, spoken in self._tts.voices.items()}
        return named.get(language) or language

    async def open(self) -> None:
        """Loads the models; one that cannot be loaded is a warning, and espeak-ng speaks."""
        for model in self._models:
            if model.problem is None:
                continue
            try:
                await model.open()
            except EngineError as error:
                log.warning("voice does not start", engine=model.name, reason=str(error))

    async def close(self) -> None:
        """Ends the programs."""
        for speech in self._speeches.values():
            if isinstance(speech, Fallback):
                await speech.close()
        for model in self._models:
            await model.close()
        await self.espeak.close()


class Fallback:
    """A voice, and another one for the sentences that it cannot say: nobody waits in silence for a model.

    Attributes:
        used: how many sentences the other voice had to say.
    """

    def __init__(
        self, first: SpeechCache, other: SpeechCache, other_voice: str, clock: Clock
    ) -> None:
        """`other_voice` is one that the other engine surely has."""
        self._first, self._other, self._voice, self._clock = first, other, other_voice, clock
        self._busy_until = 0.0
        self._warming: set[asyncio.Task[None]] = set()
        self.used = 0

    async def chunks(
        self, text: str, *, voice: str, rate_wpm: int
    ) -> AsyncGenerator[Samples, None]:
        """The sentence; one that breaks off is said again, whole, by the other voice.

        Raises:
            EngineError: neither can.
        """
        self._busy_until = self._clock.monotonic() + _QUIET_S
        try:
            async with contextlib.aclosing(
                self._first.chunks(text, voice=voice, rate_wpm=rate_wpm)
            ) as parts:
                async for part in parts:
                    yield part
        except EngineError as error:
            log.warning("another voice speaks", engine=self._first.engine.name, reason=str(error))
        else:
            return
        self.used += 1
        async for part in self._other.chunks(text, voice=self._voice, rate_wpm=rate_wpm):
            yield part

    async def warm(self, texts: Iterable[str], *, voice: str, rate_wpm: int) -> None:
        """The other one at once, as it is needed when there is no time; most of the first one when no caller needs it."""
        texts = list(texts)
        await self._other.warm(texts, voice=self._voice, rate_wpm=rate_wpm)
        with contextlib.suppress(EngineError):
            await self._first.warm(texts[:_AT_ONCE], voice=voice, rate_wpm=rate_wpm)
        rest = texts[_AT_ONCE:]
        task = asyncio.create_task(self._warm(rest, voice, rate_wpm), name="warm")
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)

    async def _warm(self, texts: list[str], voice: str, rate_wpm: int) -> None:
        for text in texts:
            while self._clock.monotonic() < self._busy_until:  # noqa: ASYNC110  # no event says that nobody speaks
                await asyncio.sleep(_QUIET_S / 4)
            with contextlib.suppress(EngineError):
                await self._first.warm([text], voice=voice, rate_wpm=rate_wpm)

    async def close(self) -> None:
        """Leaves the rest cold."""
        for task in tuple(self._warming):
            task.cancel()
        await asyncio.gather(*self._warming, return_exceptions=True)


def model_voice(tts: VoiceModel, clock: Clock) -> ModelVoice | None:
    """The voice of the configured model; None for espeak-ng."""
    if tts.engine == "espeak":
        return None
    if tts.engine == "coqui":
        folder = embedded_voice() if tts.model == EMBEDDED else Path(tts.model)
        vocoder = () if tts.vocoder is None else (tts.vocoder,)
        name = f"coqui {tts.model}"
        return ModelVoice(name, "voice.speaking.coqui.program", (str(folder), *vocoder), clock)
    return ModelVoice(f"piper {tts.model}", "voice.speaking.piper_program", (tts.model,), clock)


def embedded_voice() -> Path:
    """The folder of the project's own German Coqui voice."""
    return Path(str(files("voice.speaking.coqui") / "embedded"))
