"""What every model is to us: messages in, the pieces of one answer out."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """One message; what callers said is only ever in those of the user."""

    role: Literal["system", "user", "assistant"]
    content: str


class Model(Protocol):
    """A server with one model."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    def chat(
        self, messages: Sequence[Message], schema: Schema, most_tokens: int | None = None
    ) -> AsyncGenerator[str, None]:
        """The answer as it comes; closing the iterator ends the request.

        `most_tokens` stands in for the configured length of an answer.

        Raises:
            ThinkingError: there is no answer, or its end is missing.
        """
        ...

    async def look(self) -> None:
        """Whether the server has the model; loads nothing.

        Raises:
            ThinkingError: it has not, or is not there.
        """
        ...

    async def load(self) -> None:
        """Gets the model into memory; returns when it can be asked.

        Raises:
            ThinkingError: it cannot be asked.
        """
        ...

    async def close(self) -> None:
        """Lets go of the server."""
        ...
