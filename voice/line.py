"""What a call's session sees of the audio: ears that report, and a mouth that speaks."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from storage.events import SlotName
from voice.hearing.events import HearingEvent
from voice.language.languages import Language


@dataclass(frozen=True)
class Uttered:
    """What became of a text: the words that were heard, and how long they took."""

    text: str
    cut: bool
    played_ms: int


class Line(Protocol):
    """Both directions of one call, in words."""

    @property
    def transport(self) -> str:
        """Websocket | rtp | audiosocket | memory | text."""
        ...

    def hear(self) -> AsyncIterator[HearingEvent]:
        """What the caller does, until the audio ends."""
        ...

    def expect(self, slot: SlotName) -> None:
        """Which question is open: it decides how long a pause ends the answer."""
        ...

    def speak(self, language: Language) -> None:
        """Hears and speaks that language, from the next utterance of each side on."""
        ...

    async def say(self, text: str, began: Callable[[float], None]) -> Uttered:
        """Plays a text; `began` is called with the first frame, and is given when it was rendered.

        Raises:
            EngineError: no voice could render it.
            TransportClosed: the far side broke off.
        """
        ...

    async def prepare(self, text: str) -> None:
        """Renders a text's first sentence, so that `say` begins at once.

        Raises:
            EngineError: no voice could render it.
        """
        ...

    def duck(self, *, on: bool) -> None:
        """Speaks quieter from now on, or as before."""
        ...

    def pause(self) -> None:
        """Falls silent at once; what is being said waits."""
        ...

    def resume(self) -> None:
        """Goes on, from the beginning of the sentence; safe when nothing was paused."""
        ...

    async def stop(self) -> None:
        """Cuts what is being said."""
        ...

    async def close(self) -> None:
        """Ends the audio; safe to call twice."""
        ...


@runtime_checkable
class Metered(Protocol):
    """A line in sound: how loud both sides are can be watched."""

    def meter(self, wanted: Callable[[], bool], told: Callable[[float, float], None]) -> None:
        """Tells the caller's and our own dBFS ten times a second while `wanted` says so."""
        ...
