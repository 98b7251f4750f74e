"""A stand-in for Ollama where none is installed, built from the documented wire format of its HTTP interface.

It answers as docs/api.md of Ollama describes (`/api/chat`, `/api/tags`, `/api/ps`, `/api/show`, `/api/pull`,
`/api/version`) and as OpenAI's reference describes `/v1/chat/completions`: status codes, one JSON object per
line, durations in nanoseconds, errors before and in the middle of a stream. No model runs behind it, see
`stand_in_model`; the pace of its answers is set. What passes against it is our client, never a model.
"""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from ari_controller.lab.stand_in_model import Kind, Mixer, understood

TOKEN_LETTERS = 4
"""So long is a token of German, about."""
VERSION = "0.33.0"
START_LIMIT_S = 10.0


@dataclass
class Settings:
    """How the stand-in behaves; may be changed while it runs."""

    models: list[str] = field(default_factory=lambda: ["stand-in"])
    first_token_s: float = 0.0
    tokens_per_s: float = 0.0
    """0: as fast as it goes."""
    late_s: float = 30.0
    """How long an answer of kind `late` takes to begin."""
    answer: str | None = None
    """Given instead of anything understood."""
    kind: Kind = "good"
    """What becomes of each answer where there is no mixer."""
    mixer: Mixer | None = None
    stall_after: int | None = None
    """After so many tokens nothing comes any more."""
    break_after: int | None = None
    """After so many tokens the connection breaks."""
    fail_after: int | None = None
    """After so many tokens an error is reported in the stream."""
    status: int = 200
    """Another one refuses every chat."""


@dataclass
class StandIn:
    """A running stand-in, and what it saw."""

    url: str
    settings: Settings
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of chats, the preloading ones apart."""
    loads: int = 0
    answered: int = 0
    gone: threading.Event = field(default_factory=threading.Event)
    close: Callable[[], None] = lambda: None
    """Ends the server and breaks what is open, as a killed process does; safe to call twice."""

    def saw_a_disconnect(self, limit_s: float) -> bool:
        """Waits until a client went away before the end of its answer."""
        return self.gone.wait(limit_s)


@contextmanager
def ollama_stand_in(settings: Settings | None = None, port: int = 0) -> Iterator[StandIn]:
    """Runs one on loopback, in a thread with a loop of its own, so that virtual time can wait for it."""
    found = StandIn("", settings or Settings())
    loop = asyncio.new_event_loop()
    started = threading.Event()
    ended: list[Callable[[], object]] = []

    async def serve() -> None:
        stopping = asyncio.Event()
        ended.append(lambda: loop.call_soon_threadsafe(stopping.set))
        runner = web.AppRunner(
            _Server(found).app,
            handler_cancellation=True,
            shutdown_timeout=0.01,
            access_log=None,
            logger=_quiet(),
        )
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        found.url = f"http://{host}:{bound}"
        started.set()
        await stopping.wait()
        await runner.cleanup()

    thread = threading.Thread(
        target=lambda: loop.run_until_complete(serve()), name="ollama stand-in"
    )
    thread.start()
    started.wait(START_LIMIT_S)

    def close() -> None:
        if thread.is_alive():
            ended[0]()
            thread.join()

    found.close = close
    try:
        yield found
    finally:
        close()
        loop.close()


class _Server:
    def __init__(self, seen: StandIn) -> None:
        self._seen = seen
        self.app = web.Application(middlewares=[self._counted])
        self.app.add_routes(
            [
                web.get("/", self._root),
                web.get("/api/version", self._version),
                web.get("/api/tags", self._tags),
                web.get("/api/ps", self._tags),
                web.post("/api/show", self._show),
                web.post("/api/pull", self._pull),
                web.post("/api/chat", self._chat),
                web.get("/v1/models", self._listed),
                web.post("/v1/chat/completions", self._completions),
            ]
        )

    @web.middleware
    async def _counted(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            answer: web.StreamResponse = await handler(request)
        except (asyncio.CancelledError, ConnectionError):
            self._seen.gone.set()
            raise
        return answer

    @property
    def _settings(self) -> Settings:
        return self._seen.settings

    async def _root(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(text="Ollama is running")

    async def _version(self, _request: web.Request) -> web.StreamResponse:
        return await _json({"version": VERSION})

    async def _tags(self, _request: web.Request) -> web.StreamResponse:
        return await _json({"models": self._models()})

    def _models(self) -> list[dict[str, Any]]:
        details = {
            "parent_model": "",
            "format": "gguf",
            "family": "none",
            "families": ["none"],
            "parameter_size": "0B",
            "quantization_level": "F32",
        }
        return [
            {
                "name": name,
                "model": name,
                "modified_at": _stamp(),
                "size": 0,
                "digest": "0" * 64,
                "details": details,
                "capabilities": ["completion"],
            }
            for name in self._settings.models
        ]

    async def _show(self, request: web.Request) -> web.StreamResponse:
        name = (await request.json()).get("model")
        if name not in self._settings.models:
            return await _json({"error": f"model '{name}' not found"}, 404)
        return await _json(
            {"modelfile": "", "template": "", "model_info": {}, "capabilities": ["completion"]}
        )

    async def _pull(self, request: web.Request) -> web.StreamResponse:
        name, total = (await request.json()).get("model"), 4_000_000
        answer = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await answer.prepare(request)
        lines: list[dict[str, Any]] = [{"status": "pulling manifest"}]
        if str(name).startswith("no-such"):
            lines.append({"error": "pull model manifest: file does not exist"})
        else:
            part = {"status": f"pulling {'0' * 12}", "digest": f"sha256:{'0' * 64}", "total": total}
            lines += [{**part, "completed": there} for there in (0, total // 2, total)]
            lines += [
                {"status": s} for s in ("verifying sha256 digest", "writing manifest", "success")
            ]
            self._settings.models.append(str(name))
        for line in lines:
            await answer.write(_line(line))
        return answer

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        refused = self._refusal(body)
        if refused is not None:
            return await _json({"error": refused[1]}, refused[0])
        if not body["messages"]:
            self._seen.loads += 1
            done = {
                "done": True,
                "done_reason": "load",
                "message": {"role": "assistant", "content": ""},
            }
            return await _json({"model": body["model"], "created_at": _stamp(), **done})
        self._seen.asked.append(body)
        text, kind = self._answer(body)
        if kind == "busy":
            words = "server busy, please try again.  maximum pending requests exceeded"
            return await _json({"error": words}, 503)
        head = {"model": body["model"], "created_at": _stamp()}
        answer = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await answer.prepare(request)
        count = 0
        async for token in self._paced(request, text, kind):
            if token is None:
                await answer.write(
                    _line({"error": "an error was encountered while running the model"})
                )
                return answer
            count += 1
            message = {"role": "assistant", "content": token}
            await answer.write(_line({**head, "message": message, "done": False}))
        if kind == "cut_off" and self._settings.answer is None:
            return answer  # the stream closes cleanly, its last line is missing
        timed = {"total_duration": 1_000_000, "load_duration": 1_000, "prompt_eval_count": 1}
        timed |= {"prompt_eval_duration": 1_000, "eval_count": count, "eval_duration": 1_000_000}
        last = {
            "message": {"role": "assistant", "content": ""},
            "done": True,
            "done_reason": "stop",
        }
        await answer.write(_line({**head, **last, **timed}))
        self._seen.answered += 1
        return answer

    async def _listed(self, _request: web.Request) -> web.StreamResponse:
        data = [{"id": name, "object": "model"} for name in self._settings.models]
        return await _json({"object": "list", "data": data})

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        refused = self._refusal(body)
        if refused is not None:
            return await _json({"error": {"message": refused[1]}}, refused[0])
        self._seen.asked.append(body)
        text, kind = self._answer(body)
        if kind == "busy":
            return await _json({"error": {"message": "overloaded"}}, 503)
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        head = {"id": "1", "object": "chat.completion.chunk", "model": body["model"]}
        async for token in self._paced(request, text, kind):
            if token is None:
                await answer.write(_event({"error": {"message": "failed"}}))
                return answer
            delta = {"index": 0, "delta": {"content": token}, "finish_reason": None}
            await answer.write(_event({**head, "choices": [delta]}))
        if kind == "cut_off" and self._settings.answer is None:
            return answer
        last = {"index": 0, "delta": {}, "finish_reason": "stop"}
        await answer.write(_event({**head, "choices": [last]}) + b"data: [DONE]\n\n")
        self._seen.answered += 1
        return answer

    def _refusal(self, body: dict[str, Any]) -> tuple[int, str] | None:
        if body.get("model") not in self._settings.models:
            return 404, f"model '{body.get('model')}' not found"
        if self._settings.status != 200 and body["messages"]:
            return self._settings.status, "refused on purpose"
        return None

    def _answer(self, body: dict[str, Any]) -> tuple[str, Kind]:
        """What is said to the last message of the user that holds the caller's words."""
        settings = self._settings
        if settings.answer is not None:
            return settings.answer, settings.kind
        asked = [m["content"] for m in body["messages"] if m["role"] == "user"]
        fair = understood(asked[0])
        if settings.mixer is None:
            mixer = Mixer(0)
            return mixer.spoiled(fair, settings.kind), settings.kind
        kind = settings.mixer.draw()
        return settings.mixer.spoiled(fair, kind), kind

    async def _paced(
        self, request: web.Request, text: str, kind: Kind
    ) -> AsyncIterator[str | None]:
        """Tokens at the set pace; None where an error is to be reported."""
        settings = self._settings
        loop = asyncio.get_running_loop()
        # By the clock and not by pauses: their errors would add up to a slower model than was asked for.
        due = loop.time() + (settings.late_s if kind == "late" else settings.first_token_s)
        for number, at in enumerate(range(0, len(text), TOKEN_LETTERS)):
            if settings.fail_after is not None and number >= settings.fail_after:
                yield None
                return
            if settings.break_after is not None and number >= settings.break_after:
                if request.transport is not None:
                    request.transport.abort()
                return
            if settings.stall_after is not None and number >= settings.stall_after:
                await asyncio.sleep(3600)
            await asyncio.sleep(max(0.0, due - loop.time()))
            yield text[at : at + TOKEN_LETTERS]
            due += 1 / settings.tokens_per_s if settings.tokens_per_s else 0.0


def _quiet() -> logging.Logger:
    """Clients that go away in the middle are what is looked for here, not errors."""
    logger = logging.getLogger(f"{__name__}.server")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"


def _line(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode() + b"\n"


def _event(body: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


async def _json(body: dict[str, Any], status: int = 200) -> web.StreamResponse:
    return web.json_response(body, status=status)
