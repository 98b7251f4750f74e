"""A call in sound: a transport's two directions as ears and a mouth."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from storage.events import SlotName
from voice.audio.level import LevelMeter, Told
from voice.hearing.ears import Ears, State
from voice.hearing.events import HearingEvent
from voice.hearing.listener import Streams
from voice.language.languages import Language
from voice.line import Uttered
from voice.media.transport import Transport
from voice.speaking.cache import Speech
from voice.speaking.mouth import Mouth


@dataclass(frozen=True)
class Manner:
    """How one language is heard and spoken."""

    streams: Streams
    per_question: bool
    """True when the recogniser is told what may be said at each."""
    state: State
    speech: Speech
    voice: str
    normalise: Callable[[str], str]


@dataclass
class AudioLine:
    """Implements `voice.line.Line`."""

    media: Transport
    ears: Ears
    mouth: Mouth
    manner: Callable[[Language], Manner]
    """What a change of language needs."""

    _meter: LevelMeter | None = None

    def __post_init__(self) -> None:
        self.mouth.said = self.ears.listener.own.said

    @property
    def transport(self) -> str:
        """The transport's name."""
        return self.media.name

    async def hear(self) -> AsyncIterator[HearingEvent]:
        """What the caller does, until the audio ends."""
        async for event in self.ears.listen(self._frames()):
            yield event

    async def _frames(self) -> AsyncIterator[bytes]:
        async for frame in self.media.frames():
            if self._meter is not None:
                self._meter.heard(frame)
            yield frame

    def meter(self, wanted: Callable[[], bool], told: Told) -> None:
        """How loud both sides are, told while `wanted` says so."""
        meter, own = LevelMeter(wanted, told), self.ears.listener.own.said

        def said(frame: bytes) -> None:
            own(frame)
            meter.said(frame)

        self._meter, self.mouth.said = meter, said

    def expect(self, slot: SlotName) -> None:
        """Which question is open."""
        self.ears.expect(slot)

    def speak(self, language: Language) -> None:
        """Hears and speaks that language, from the next utterance of each side on."""
        manner = self.manner(language)
        self.ears.listener.switch(manner.streams, per_question=manner.per_question)
        self.ears.state = manner.state
        self.mouth.cache, self.mouth.voice = manner.speech, manner.voice
        self.mouth.normalise = manner.normalise

    async def say(self, text: str, began: Callable[[float], None]) -> Uttered:
        """Plays a text, see `Mouth.say`."""
        self.ears.we_speak = True
        try:
            return await self.mouth.say(text, began)
        finally:
            self.ears.we_speak = False

    async def prepare(self, text: str) -> None:
        """Renders a text's first sentence, see `Mouth.prepare`."""
        await self.mouth.prepare(text)

    def duck(self, *, on: bool) -> None:
        """Speaks quieter from now on, or as before."""
        self.mouth.duck(on=on)

    def pause(self) -> None:
        """Falls silent at once; what is being said waits."""
        self.mouth.pause()

    def resume(self) -> None:
        """Goes on, from the beginning of the sentence."""
        self.mouth.resume()

    async def stop(self) -> None:
        """Cuts what is being said."""
        await self.mouth.stop()

    async def close(self) -> None:
        """Ends the audio."""
        await self.media.close()
        await self.ears.close()
