"""Both clients against the stand-in over a real socket: every way to fail has its name."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import pytest

from ari_controller.lab.ollama_stand_in import StandIn, ollama_stand_in
from config.site import LanguageModel
from voice.thinking.answer import SCHEMA
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
from voice.thinking.making import model_of
from voice.thinking.model import Message, Model
from voice.thinking.ollama_model import OllamaModel

ASKED = [Message("system", "s"), Message("user", '{"caller": "wie geht es ihnen"}')]
FAIR = '{"commands": [], "say": "Danke, mir geht es gut."}'
BACKENDS = ["ollama", "openai"]
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with ollama_stand_in() as running:
        yield running


def client(url: str, backend: str, **more: Any) -> Model:
    settings = {"url": url, "backend": backend, "model": "stand-in", "turn_s": 0.3}
    return model_of(LanguageModel.model_validate({**settings, "first_sentence_s": 0.2, **more}))


async def answer(model: Model) -> str:
    try:
        async with aclosing(model.chat(ASKED, SCHEMA)) as pieces:
            return "".join([piece async for piece in pieces])
    finally:
        await model.close()


@pytest.mark.parametrize("backend", BACKENDS)
async def test_an_answer_comes_in_pieces(server: StandIn, backend: str) -> None:
    assert await answer(client(server.url, backend)) == FAIR
    assert server.answered == 1


async def test_what_ollama_is_sent(server: StandIn) -> None:
    await answer(client(server.url, "ollama"))
    [body] = server.asked
    assert body["think"] is False
    assert body["stream"] is True
    assert body["keep_alive"] == -1
    assert body["options"] == {"num_ctx": 4096, "num_predict": 120, "temperature": 0.0}
    assert list(body["format"]["properties"]) == ["commands", "say"]
    assert body["format"] == SCHEMA
    assert body["messages"][1] == {"role": "user", "content": ASKED[1].content}


async def test_what_the_other_servers_are_sent(server: StandIn) -> None:
    await answer(client(server.url, "openai"))
    [body] = server.asked
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert body["max_tokens"] == 120
    assert body["stream"] is True


@pytest.mark.parametrize("backend", BACKENDS)
async def test_loading_asks_for_nothing(server: StandIn, backend: str) -> None:
    model = client(server.url, backend)
    await model.load()
    await model.close()
    assert server.asked == []
    assert server.loads == (1 if backend == "ollama" else 0)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"models": []}, ModelMissing),
        ({"kind": "busy"}, Busy),
        ({"status": 503}, Busy),
        ({"status": 400}, Refused),
        ({"status": 500}, Refused),
        ({"kind": "late"}, Slow),
        ({"stall_after": 3}, Slow),
        ({"break_after": 3}, CutOff),
        ({"fail_after": 3}, CutOff),
        ({"kind": "cut_off"}, CutOff),
    ],
)
async def test_each_failure_has_its_name(
    server: StandIn, backend: str, change: dict[str, Any], error: type[ThinkingError]
) -> None:
    for key, value in change.items():
        setattr(server.settings, key, value)
    with pytest.raises(error):
        await answer(client(server.url, backend))


@pytest.mark.parametrize("backend", BACKENDS)
async def test_nobody_there_is_unreachable_and_says_what_to_do(backend: str) -> None:
    with pytest.raises(Unreachable, match="start"):
        await answer(client(NOBODY, backend))
    model = client(NOBODY, backend)
    with pytest.raises(Unreachable):
        await model.load()
    await model.close()


@pytest.mark.parametrize("backend", BACKENDS)
async def test_what_is_no_protocol_is_malformed(backend: str) -> None:
    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"model": [}\n' if backend == "ollama" else b"data: {nothing}\n\n"
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(garbage, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(Malformed):
            await answer(client(f"http://127.0.0.1:{port}", backend))


async def test_the_missing_model_is_named_with_its_remedy(server: StandIn) -> None:
    model = client(server.url, "ollama", model="qwen3:4b")
    with pytest.raises(ModelMissing, match="vorzimmer models pull-llm qwen3:4b"):
        await model.load()
    await model.close()


@pytest.mark.parametrize("backend", BACKENDS)
async def test_leaving_in_the_middle_closes_the_connection(server: StandIn, backend: str) -> None:
    server.settings.tokens_per_s = 20
    model = client(server.url, backend)
    async with aclosing(model.chat(ASKED, SCHEMA)) as pieces:
        await anext(pieces)
    await model.close()
    assert await asyncio.to_thread(server.saw_a_disconnect, 2.0)
    assert server.answered == 0


async def test_a_model_is_pulled_with_progress(server: StandIn) -> None:
    settings = LanguageModel(url=server.url, model="qwen3:4b")
    model = OllamaModel(settings)
    steps = [step async for step in model.pull()]
    assert [step.there for step in steps if step.total] == [0, 2_000_000, 4_000_000]
    assert steps[-1].status == "success"
    assert "qwen3:4b" in await model.installed()
    await model.close()


async def test_a_model_that_there_is_not_cannot_be_pulled(server: StandIn) -> None:
    model = OllamaModel(LanguageModel(url=server.url, model="no-such-model"))
    with pytest.raises(ThinkingError, match="does not exist"):
        [step async for step in model.pull()]
    await model.close()
