"""What we would say if the caller has finished, worked out in their pause: spoken only if they have.

Nothing that happens here is stored or said. A caller who goes on takes it back without a trace; one who
has finished hears a sentence that is rendered already.
"""

import asyncio
from dataclasses import dataclass, field

import structlog

from voice.dialogue.brain import Brain
from voice.line import Line

log = structlog.get_logger(__name__)


@dataclass
class Foresight:
    """One call's.

    Attributes:
        begun: how many pauses were used.
        taken_back: how many of them the caller ended.
    """

    brain: Brain
    begun: int = 0
    taken_back: int = 0
    _task: asyncio.Task[None] | None = field(default=None)
    _text: str = ""

    def paused(self, text: str, line: Line) -> None:
        """The caller is silent after these words."""
        if not text or (text == self._text and self._task is not None):
            return
        self._drop()
        self.begun += 1
        self._text = text
        self._task = asyncio.create_task(self._prepare(text, line), name="foresight")

    def went_on(self) -> None:
        """The caller had not finished."""
        if self._task is not None:
            self.taken_back += 1
        self._drop()

    def turn_over(self) -> None:
        """The caller had finished: what is still being rendered goes on, whoever speaks it takes it over."""
        self._text = ""

    def close(self) -> None:
        """The call ends."""
        self._drop()

    def _drop(self) -> None:
        task, self._task, self._text = self._task, None, ""
        if task is not None:
            task.cancel()

    async def _prepare(self, text: str, line: Line) -> None:
        try:
            for sentence in (await self.brain.foresee(text))[:1]:
                await line.prepare(sentence)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  # the turn itself will meet it, and knows what to do
            log.info("foresight failed", error=type(error).__name__)
