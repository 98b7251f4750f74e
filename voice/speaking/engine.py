"""What every voice can do, and what can go wrong with one."""

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

    async def close(self) -> None:
        """Ends the program; safe to call twice."""
        ...
