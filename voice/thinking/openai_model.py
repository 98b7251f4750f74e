"""A model of any local server that speaks `/v1/chat/completions` (llama.cpp, vLLM, LM Studio …), by server-sent events."""

import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import httpx

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
LOAD_LIMIT_S = 60.0
_DATA = "data:"
_END = "[DONE]"


class OpenAiModel:
    """The context's length is the server's own business here."""

    def __init__(self, settings: LanguageModel, key: str | None = None) -> None:
        self.name = settings.model or ""
        self._url = settings.url
        self._settings = settings
        self._client = httpx.AsyncClient(
            base_url=settings.url,
            timeout=httpx.Timeout(settings.turn_s, connect=CONNECT_S),
            headers={"Authorization": f"Bearer {key}"} if key else {},
            trust_env=False,
            follow_redirects=False,
            verify=settings.url.startswith("https"),
        )

    async def chat(
        self, messages: Sequence[Message], schema: Schema, most_tokens: int | None = None
    ) -> AsyncGenerator[str, None]:
        """The answer as it comes."""
        body = {
            "model": self.name,
            "messages": [asdict(message) for message in messages],
            "stream": True,
            "max_tokens": most_tokens or self._settings.num_predict,
            "temperature": self._settings.temperature,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
        }
        with self._explained():
            async with self._client.stream("POST", "/v1/chat/completions", json=body) as answer:
                if answer.is_error:
                    await answer.aread()
                    raise self._refusal(answer)
                async for line in answer.aiter_lines():
                    if not line.startswith(_DATA):
                        continue  # a comment, or the empty line between two events
                    data = line[len(_DATA) :].strip()
                    if data == _END:
                        return
                    piece = _content(json.loads(data))
                    if piece:
                        yield piece
        raise CutOff(f"{self.name}: the answer ended without its end")

    async def load(self) -> None:
        """These servers load their models when they start."""
        await self.look()

    async def look(self) -> None:
        """Asks for the list of models."""
        with self._explained():
            answer = await self._client.get("/v1/models", timeout=LOAD_LIMIT_S)
            if answer.is_error:
                raise self._refusal(answer)
            known = [entry["id"] for entry in answer.json()["data"]]
        if self.name not in known:
            there = ", ".join(known) or "none"
            raise ModelMissing(f"{self._url} has no model {self.name}; there are: {there}")

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise Unreachable(f"nobody answers at {self._url}: start the server") from None
        except httpx.TimeoutException:
            raise Slow(f"{self.name}: no answer in time") from None
        except httpx.TransportError as error:
            raise CutOff(f"{self.name}: {type(error).__name__}") from None
        except (json.JSONDecodeError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise Malformed(f"{self.name}: {type(error).__name__} in what came") from None

    def _refusal(self, answer: httpx.Response) -> ThinkingError:
        words = " ".join(answer.text.split())[:200]
        if answer.status_code == httpx.codes.NOT_FOUND:
            return ModelMissing(f"{self._url} has no model {self.name}")
        if answer.status_code in (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS):
            return Busy(f"{self.name}: {words}")
        return Refused(f"{self.name}: {words} ({answer.status_code})")


def _content(event: Any) -> str:
    """One event's piece of the answer.

    Raises:
        CutOff: the server reports an error in the middle.
    """
    if "error" in event:
        raise CutOff("the server broke off")
    if not event["choices"]:
        return ""  # the last event of some servers counts tokens only
    return event["choices"][0]["delta"].get("content") or ""
