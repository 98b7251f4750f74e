"""What every voice can do, and what can go wrong with one."""

from collections.abc import AsyncGenerator
from typing import Protocol

from voice.audio.pcm import Samples

RATE_HZ = 16_000


class EngineError(Exception):
    """The voice could not render a text; another voice or another wording may."""


class Engine(Protocol):
    """One voice program; used by many calls at once."""

    name: str

    async def synthesize(self, text: str, *, voice: str, rate_wpm: int) -> Samples:
        """A sentence as samples at `RATE_HZ`, without silence around it.

        Raises:
            EngineError: it cannot.
        """
        ...

    def chunks(self, text: str, *, voice: str, rate_wpm: int) -> AsyncGenerator[Samples, None]:
        """The same in parts, each as soon as it is there: the first one decides how long a caller waits.

        Raises:
            EngineError: it cannot; also after some parts.
        """
        ...

    async def close(self) -> None:
        """Ends the program; safe to call twice."""
        ...
