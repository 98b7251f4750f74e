"""One question to a model, running in a task of its own, so that it can be given up at any moment."""

import asyncio
from collections.abc import Sequence
from typing import Self

from voice.clock import Clock
from voice.thinking.errors import GivenUp, Malformed, Slow, ThinkingError
from voice.thinking.model import Message, Model, Schema

MOST_LETTERS = 8000
"""No answer to a caller is that long: whoever sends more is not asked any further."""
_Piece = str | ThinkingError | None


class Request:
    """Use as a context; leaving it closes the connection, which ends the model's work."""

    def __init__(
        self,
        model: Model,
        messages: Sequence[Message],
        schema: Schema,
        clock: Clock,
        most_tokens: int | None = None,
    ) -> None:
        self._model, self._messages, self._schema = model, messages, schema
        self._clock, self._most_tokens = clock, most_tokens
        self._pieces: asyncio.Queue[_Piece] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._ended = False

    async def __aenter__(self) -> Self:
        """Asks."""
        self._task = asyncio.create_task(self._run(), name="model")
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Ends the request if it still runs."""
        self._end()
        if self._task is not None:
            # Shielded: the connection is closed to its end, whoever is in a hurry.
            await asyncio.shield(asyncio.gather(self._task, return_exceptions=True))

    def _end(self) -> None:
        """Cancels once: a second time would interrupt the closing of the connection, and leave it open."""
        if self._task is not None and not self._ended:
            self._ended = True
            self._task.cancel()

    async def next(self, deadline: float) -> str | None:
        """The next piece of the answer; None after the last one.

        Raises:
            GivenUp: `give_up` was called.
            Slow: nothing came until the deadline (monotonic seconds).
            ThinkingError: the model failed.
        """
        try:
            async with asyncio.timeout_at(deadline):
                piece = await self._pieces.get()
        except TimeoutError:
            raise Slow(f"{self._model.name}: no answer in time") from None
        if isinstance(piece, ThinkingError):
            raise piece
        return piece

    def give_up(self) -> None:
        """Nobody wants the answer any more; the server is told by closing the connection."""
        self._end()
        while not self._pieces.empty():
            self._pieces.get_nowait()
        self._pieces.put_nowait(GivenUp("the caller went on"))

    async def _run(self) -> None:
        answer = self._model.chat(self._messages, self._schema, self._most_tokens)
        letters = 0
        try:
            while True:
                with self._clock.working():
                    piece = await anext(answer)
                self._pieces.put_nowait(piece)
                letters += len(piece)
                if letters > MOST_LETTERS:
                    raise Malformed(f"{self._model.name}: an answer without end")
        except StopAsyncIteration:
            self._pieces.put_nowait(None)
        except ThinkingError as error:
            self._pieces.put_nowait(error)
        finally:
            await answer.aclose()
