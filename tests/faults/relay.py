"""A relay on loopback in front of Asterisk's HTTP server; it tells the links apart by what is asked for."""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

Wire = Literal["events", "requests", "media"]
Harm = Literal["cut", "delay", "drop", "corrupt"]
CHUNK = 65_536
FLIPPED_PER_CHUNK = 3


@dataclass
class _Weather:
    """What a link suffers now."""

    harm: Harm | None = None
    until: float = 0.0

    def now(self) -> Harm | None:
        return self.harm if asyncio.get_running_loop().time() < self.until else None


@dataclass(eq=False)
class _Pair:
    """One connection and its other half."""

    wire: Wire
    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    lost: bool = False
    """Something was swallowed: nothing that follows makes sense any more."""

    def abort(self) -> None:
        for writer in (self.near, self.far):
            writer.transport.abort()


class Relay:
    """Carries bytes both ways until told otherwise."""

    def __init__(self, target: str, seed: int = 1) -> None:
        parts = urlsplit(target)
        assert parts.hostname is not None
        assert parts.port is not None
        self._target = (parts.hostname, parts.port)
        self._random = Random(seed)
        self._weather: dict[Wire, _Weather] = {
            "events": _Weather(),
            "requests": _Weather(),
            "media": _Weather(),
        }
        self._pairs: set[_Pair] = set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.harmed: Counter[str] = Counter()
        """How often which wire really suffered: a fault that touched nothing proves nothing."""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for pair in list(self._pairs):
            pair.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def url(self) -> str:
        """Where the controller is to look for Asterisk."""
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    def harm(self, wire: Wire, how: Harm, for_s: float) -> None:
        """From now on, for so long; a cut takes what is connected, also when it lasts no time."""
        loop = asyncio.get_running_loop()
        self._weather[wire] = _Weather(how, loop.time() + for_s)
        if how == "cut":
            for pair in [pair for pair in self._pairs if pair.wire == wire]:
                self.harmed[wire] += 1
                pair.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            first = await reader.readuntil(b"\r\n")
            wire = _wire(first)
            if self._weather[wire].now() == "cut":
                self.harmed[wire] += 1
                writer.transport.abort()
                return
            far_reader, far = await asyncio.open_connection(*self._target)
            pair = _Pair(wire, writer, far)
            self._pairs.add(pair)
            far.write(first)
            try:
                await asyncio.gather(
                    self._carry(pair, reader, far), self._carry(pair, far_reader, writer)
                )
            finally:
                self._pairs.discard(pair)
                pair.abort()

    async def _carry(
        self, pair: _Pair, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        while data := await source.read(CHUNK):
            weather = self._weather[pair.wire]
            match weather.now():
                case "delay":
                    self.harmed[pair.wire] += 1
                    await asyncio.sleep(weather.until - asyncio.get_running_loop().time())
                case "drop":
                    self.harmed[pair.wire] += 1
                    pair.lost = True
                case "corrupt":
                    self.harmed[pair.wire] += 1
                    data = self._flipped(data)
                case _:
                    pass
            if not pair.lost:
                sink.write(data)
                await sink.drain()
        if not pair.lost:
            sink.write_eof()

    def _flipped(self, data: bytes) -> bytes:
        broken = bytearray(data)
        for _ in range(FLIPPED_PER_CHUNK):
            broken[self._random.randrange(len(broken))] ^= 1 << self._random.randrange(8)
        return bytes(broken)


def _wire(request: bytes) -> Wire:
    path = request.split(b" ")[1]
    if path.startswith(b"/ari/events"):
        return "events"
    return "media" if path.startswith(b"/media/") else "requests"
