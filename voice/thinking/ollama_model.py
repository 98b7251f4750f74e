"""A model of a local Ollama, over its own protocol: the one place that knows the package `ollama`."""

import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import asdict, dataclass
from typing import Any, cast

import httpx
import ollama
import pydantic

from config.site import LanguageModel
from voice.thinking.errors import (
    Busy,
    CutOff,
    Malformed,
    ModelMissing,
    Refused,
    Slow,
    ThinkingError,
    Unreachable,
)
from voice.thinking.model import Message, Schema

CONNECT_S = 2.0
LOAD_LIMIT_S = 180.0
"""A large model from a slow disk."""
FOR_EVER = -1
"""Ollama's `keep_alive`: the model stays in memory."""


@dataclass(frozen=True)
class Pulled:
    """How far a model's download is, in bytes; `part` names what is being fetched."""

    status: str
    part: str | None = None
    there: int = 0
    total: int | None = None


def _longer(most_tokens: int | None) -> dict[str, int]:
    """The one option that may differ: it does not load the model again."""
    return {} if most_tokens is None else {"num_predict": most_tokens}


class OllamaModel:
    """Asks with the same options every time: other ones would load the model again."""

    def __init__(self, settings: LanguageModel, key: str | None = None) -> None:
        self.name = settings.model or ""
        self._url = settings.url
        self._options = {
            "num_ctx": settings.num_ctx,
            "num_predict": settings.num_predict,
            "temperature": settings.temperature,
        }
        common: dict[str, Any] = {
            "headers": {"Authorization": f"Bearer {key}"} if key else {},
            "trust_env": False,  # no proxy of the environment sees what callers said
            "follow_redirects": False,
            "verify": settings.url.startswith("https"),
        }
        quick = httpx.Timeout(settings.turn_s, connect=CONNECT_S)
        patient = httpx.Timeout(LOAD_LIMIT_S, connect=CONNECT_S)
        self._client = ollama.AsyncClient(host=settings.url, timeout=quick, **common)
        self._patient = ollama.AsyncClient(host=settings.url, timeout=patient, **common)
        self._raw = httpx.AsyncClient(base_url=settings.url, timeout=patient, **common)
        """For what the package drops."""

    async def chat(
        self, messages: Sequence[Message], schema: Schema, most_tokens: int | None = None
    ) -> AsyncGenerator[str, None]:
        """The answer as it comes."""
        ended = False
        with self._explained():
            # The package's annotation says Iterator; it is a generator, and closing it ends the request.
            parts = cast(
                "Any",
                await self._client.chat(
                    model=self.name,
                    messages=[asdict(message) for message in messages],
                    stream=True,
                    think=False,
                    format=cast("Any", schema),
                    options=self._options | _longer(most_tokens),
                    keep_alive=FOR_EVER,
                ),
            )
            async with aclosing(parts):
                async for part in parts:
                    if part.message.content:
                        yield part.message.content
                    ended = ended or bool(part.done)
        if not ended:
            raise CutOff(f"{self.name}: the answer ended without its end")

    async def look(self) -> None:
        """Whether the server has the model, and runs it itself."""
        with self._explained():
            shown = await self._post("/api/show", {"model": self.name})
        if shown.get("remote_host") or shown.get("remote_model"):
            raise Refused(f"{self.name} runs at somebody else's: choose one that is in the house")

    async def load(self) -> None:
        """Asks for the model with the options of every later request, and nothing else."""
        await self.look()
        with self._explained():
            await self._post(
                "/api/chat",
                {
                    "model": self.name,
                    "messages": [],
                    "stream": False,
                    "think": False,
                    "options": self._options,
                    "keep_alive": FOR_EVER,
                },
            )

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._raw.post(path, json=body)
        if answer.is_error:
            raise ollama.ResponseError(answer.text, answer.status_code)
        found: dict[str, Any] = answer.json()
        return found

    async def installed(self) -> list[str]:
        """The models that the server has."""
        with self._explained():
            return [model.model or "" for model in (await self._patient.list()).models]

    async def pull(self) -> AsyncGenerator[Pulled, None]:
        """Downloads the model; goes on where an earlier try was cut off."""
        with self._explained():
            parts = cast("Any", await self._patient.pull(self.name, stream=True))
            done = False
            async with aclosing(parts):
                async for part in parts:
                    done = part.status == "success"
                    yield Pulled(part.status or "", part.digest, part.completed or 0, part.total)
        if not done:
            raise CutOff(f"{self.name} was cut off: run the same command again, it goes on there")

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()  # type: ignore[no-untyped-call]
        await self._patient.close()  # type: ignore[no-untyped-call]
        await self._raw.aclose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Each way to fail by its name; never with the text of a request."""
        try:
            yield
        except ollama.ResponseError as error:
            raise self._refusal(error) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, ConnectionError):
            raise Unreachable(
                f"no Ollama at {self._url}: start it (systemctl start ollama) or correct llm.url"
            ) from None
        except httpx.TimeoutException:
            raise Slow(f"{self.name}: no answer in time") from None
        except httpx.TransportError as error:
            raise CutOff(f"{self.name}: {type(error).__name__}") from None
        except (
            json.JSONDecodeError,
            pydantic.ValidationError,
            httpx.InvalidURL,
            AttributeError,
        ) as error:
            raise Malformed(f"{self.name}: {type(error).__name__} in what came") from None

    def _refusal(self, error: ollama.ResponseError) -> ThinkingError:
        status, words = error.status_code, _sentence(error.error)
        if status == httpx.codes.NOT_FOUND:
            return ModelMissing(
                f"Ollama at {self._url} has no model {self.name}: vorzimmer models pull-llm {self.name}"
            )
        if status in (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS):
            return Busy(f"{self.name}: {words}")
        if status == -1:  # the package's mark for an error in the middle of a stream
            return CutOff(f"{self.name}: {words}")
        return Refused(f"{self.name}: {words} ({status})")


def _sentence(error: str) -> str:
    """The server's own words, not longer than a line."""
    return " ".join(error.split())[:200]
