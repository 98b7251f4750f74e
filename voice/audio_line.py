"""A call in sound: a transport's two directions as ears and a mouth."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from storage.events import SlotName
from voice.hearing.ears import Ears
from voice.hearing.events import HearingEvent
from voice.line import Uttered
from voice.media.transport import Transport
from voice.speaking.mouth import Mouth


@dataclass
class AudioLine:
    """Implements `voice.line.Line`."""

    media: Transport
    ears: Ears
    mouth: Mouth

    def __post_init__(self) -> None:
        self.mouth.said = self.ears.listener.own.said

    @property
    def transport(self) -> str:
        """The transport's name."""
        return self.media.name

    async def hear(self) -> AsyncIterator[HearingEvent]:
        """What the caller does, until the audio ends."""
        async for event in self.ears.listen(self.media.frames()):
            yield event

    def expect(self, slot: SlotName) -> None:
        """Which question is open."""
        self.ears.expect(slot)

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
