"""The model that all calls share: whether it can be asked, and how it is found again after it failed."""

import asyncio
from collections.abc import Sequence

import structlog

from voice.clock import Clock
from voice.thinking.answer import SCHEMA
from voice.thinking.errors import GivenUp, ThinkingError
from voice.thinking.model import Message, Model, Schema
from voice.thinking.request import Request

log = structlog.get_logger(__name__)
RESTS_S = (1.0, 2.0, 5.0, 15.0, 60.0)
"""How long a model that failed is left alone, more each time until an answer of it could be used."""
MOST_FAILURES = 2
"""After so many failures in a row that may have been chance, the model is left alone."""


class Thinker:
    """A model that failed costs no later turn its time limit: it is tried again in the background."""

    def __init__(
        self,
        model: Model,
        clock: Clock,
        *,
        first_sentence_s: float,
        turn_s: float,
        rests_s: Sequence[float] = RESTS_S,
    ) -> None:
        self._model = model
        self._clock = clock
        self.first_sentence_s = first_sentence_s
        self.turn_s = turn_s
        self._rests_s = rests_s
        self._rested = 0
        self._failures = 0
        self._ready = asyncio.Event()
        self._down = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self.reason = "not_loaded"
        """Why it cannot be asked, where it cannot."""

    @property
    def name(self) -> str:
        """The model's."""
        return self._model.name

    @property
    def ready(self) -> bool:
        """True when it can be asked now."""
        return self._ready.is_set()

    async def open(self) -> None:
        """Begins to load the model; calls are answered by the rules until it is there."""
        self._down.set()
        self._keeper = asyncio.create_task(self._keep(), name="model keeper")

    async def loaded(self, limit_s: float) -> bool:
        """Waits until the model can be asked; False when it could not be within the limit."""
        try:
            async with asyncio.timeout(limit_s):
                await self._ready.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Ends the search for it, and its connections."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._model.close()

    def ask(
        self,
        messages: Sequence[Message],
        schema: Schema = SCHEMA,
        most_tokens: int | None = None,
    ) -> Request:
        """A question, not yet asked; `most_tokens` where the answer may be longer than a turn's."""
        return Request(self._model, messages, schema, self._clock, most_tokens)

    def answered(self) -> None:
        """An answer could be used."""
        self._failures = self._rested = 0

    def failed(self, error: ThinkingError) -> None:
        """It did not answer; after a failure that will last it is left alone."""
        if isinstance(error, GivenUp):
            return
        self._failures += 1
        if self.ready and (error.lasting or self._failures >= MOST_FAILURES):
            self._ready.clear()
            self.reason = error.kind
            self._failures = 0
            self._down.set()
            log.warning("model left alone", model=self.name, reason=error.kind)

    async def _keep(self) -> None:
        first = True
        while True:
            await self._down.wait()
            if not first:
                rest = self._rests_s[min(self._rested, len(self._rests_s) - 1)]
                self._rested += 1
                await self._clock.sleep_until(self._clock.monotonic() + rest)
            first = False
            try:
                with self._clock.working():
                    await self._model.load()
            except ThinkingError as error:
                if self.reason != error.kind:
                    log.warning("no model", model=self.name, reason=error.kind, why=str(error))
                self.reason = error.kind
            else:
                self._down.clear()
                self._ready.set()
                log.info("model ready", model=self.name)
