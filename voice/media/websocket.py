"""A call's audio over Asterisk's chan_websocket: we connect, Asterisk paces what the caller hears."""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from typing import Final, Self

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from voice.media.control import (
    Message,
    Started,
    Status,
    encode_command,
    read_message,
)
from voice.media.transport import FRAME_BYTES, TransportClosed

log = structlog.get_logger(__name__)

START_LIMIT_S: Final = 5.0
"""Asterisk sends MEDIA_START within a millisecond of the connection."""
ANSWER_LIMIT_S: Final = 2.0
_PING_S: Final = 4.0
_KINDS_COUNTED: Final = 50
_UNREAD_FRAMES: Final = 500
"""10 s: more than that unread means that nobody reads, and the oldest go."""


class WebSocketTransport:
    """One call's audio by WebSocket, slin16 both ways; implements `voice.media.transport.Transport`.

    Attributes:
        started: what Asterisk said about the connection.
        unknown: how many control messages of kinds that we do not use came, by kind.
        frames_lost: how many frames of the caller went because nobody read them.
    """

    name = "websocket"

    def __init__(self, socket: ClientConnection) -> None:
        self.started: Started | None = None
        self.unknown: Counter[str] = Counter()
        self.frames_lost = 0
        self._socket = socket
        self._frames: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._rest = b""
        self._json = True
        self._drains = 0
        self._broken = False
        self._ended = False
        self._may_send = asyncio.Event()
        self._may_send.set()
        self._ready = asyncio.Event()
        self._marks: dict[str, asyncio.Future[bool]] = {}
        self._asked: deque[asyncio.Future[Status]] = deque()
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, url: str, headers: Mapping[str, str] | None = None) -> Self:
        """Connects to `ws://HOST/media/<connection id>` and waits until Asterisk is ready.

        Raises:
            TransportClosed: nobody answers there, or it is no media connection.
        """
        try:
            socket = await connect(
                url,
                additional_headers=headers,
                subprotocols=["media"],  # type: ignore[list-item]  # a NewType of str
                proxy=None,
                compression=None,
                open_timeout=START_LIMIT_S,
                close_timeout=0.5,
                ping_interval=_PING_S,
                ping_timeout=_PING_S,
                # What nobody reads is dropped here, frame by frame, never left to pile up there.
                max_queue=None,
            )
        except (InvalidHandshake, InvalidURI, TimeoutError, OSError) as error:
            raise TransportClosed(
                f"Asterisk's media socket refused us ({type(error).__name__})"
            ) from error
        transport = cls(socket)
        transport._reader = asyncio.create_task(transport._read(), name="media socket")
        try:
            async with asyncio.timeout(START_LIMIT_S):
                await transport._ready.wait()
        except TimeoutError as error:
            await transport.close()
            raise TransportClosed("Asterisk's media socket never said MEDIA_START") from error
        if transport.started is None:
            await transport.close()
            raise TransportClosed("Asterisk's media socket closed before it began")
        return transport

    async def frames(self) -> AsyncIterator[bytes]:
        """What the caller says, frame by frame, until the audio ends."""
        while True:
            while self._frames:
                yield self._frames.popleft()
            if self._broken:
                raise TransportClosed("Asterisk's media socket broke off")
            if self._ended:
                return
            self._arrived.clear()
            await self._arrived.wait()

    async def send(self, pcm: bytes) -> None:
        """Hands whole frames to Asterisk's queue; waits while that is nearly full (XOFF).

        Raises:
            ValueError: not a whole number of frames; Asterisk would drop the rest.
            TransportClosed: the far side broke off.
        """
        if len(pcm) % FRAME_BYTES:
            raise ValueError(f"{len(pcm)} bytes are not whole frames of {FRAME_BYTES}")
        await self._may_send.wait()
        await self._put(pcm)

    async def drained(self) -> None:
        """Returns when Asterisk's queue is played; 22.6 and newer tell."""
        self._drains += 1
        await self.mark(f"drained-{self._drains}")

    async def flush(self) -> None:
        """Drops at once what Asterisk has not played yet; marks that waited in it count as unheard."""
        await self._command("FLUSH_MEDIA")
        self._settle_marks()

    async def mark(self, name: str) -> bool:
        """Returns when everything sent before has been played: True; False when it was flushed.

        Raises:
            ValueError: a mark of this name is waiting already.
            TransportClosed: the far side broke off.
        """
        if name in self._marks:
            raise ValueError(f"the mark {name!r} is waiting already")
        played: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._marks[name] = played
        try:
            await self._command("MARK_MEDIA", name)
            return await played
        finally:
            self._marks.pop(name, None)

    async def status(self) -> Status:
        """Asterisk's queue as it is now.

        Raises:
            TransportClosed: the far side broke off, or gave no answer for 2 s.
        """
        answer: asyncio.Future[Status] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        try:
            await self._command("GET_STATUS")
            async with asyncio.timeout(ANSWER_LIMIT_S):
                return await answer
        except TimeoutError as error:
            raise TransportClosed("Asterisk's media socket gives no status") from error
        finally:
            with contextlib.suppress(ValueError):
                self._asked.remove(answer)

    async def close(self) -> None:
        """Closes the socket and waits for the reader; safe to call twice."""
        self._ended = True
        await self._socket.close()
        if self._reader is not None:
            await self._reader

    async def _command(self, command: str, name: str | None = None) -> None:
        await self._put(encode_command(command, name, as_json=self._json))

    async def _put(self, message: str | bytes) -> None:
        if self._ended or self._broken:
            raise TransportClosed("the media socket is closed")
        try:
            await self._socket.send(message)
        except ConnectionClosed as error:
            raise TransportClosed("Asterisk's media socket broke off") from error

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if isinstance(message, bytes):
                    self._hear(message)
                else:
                    self._obey(read_message(message))
        except ConnectionClosed:
            self._broken = not self._ended
        finally:
            self._ended = True
            self._let_go()

    def _hear(self, message: bytes) -> None:
        data = self._rest + message
        whole = len(data) - len(data) % FRAME_BYTES
        self._frames.extend(data[at : at + FRAME_BYTES] for at in range(0, whole, FRAME_BYTES))
        self._rest = data[whole:]
        while len(self._frames) > _UNREAD_FRAMES:
            self._frames.popleft()
            self.frames_lost += 1
        self._arrived.set()

    def _obey(self, message: Message) -> None:
        match message.kind:
            case "MEDIA_START":
                self._json = message.as_json
                self.started = Started.read(message)
                self._ready.set()
            case "MEDIA_XOFF":
                self._may_send.clear()
            case "MEDIA_XON":
                self._may_send.set()
            case "MEDIA_MARK_PROCESSED":
                played = self._marks.get(message.get("correlation_id"))
                if played is not None and not played.done():
                    played.set_result(True)
            case "STATUS":
                self._answer(Status.read(message))
            case "ERROR":
                log.warning("media socket error", error=message.get("error_text"))
            case "DTMF_END" | "QUEUE_DRAINED" | "MEDIA_BUFFERING_COMPLETED":
                pass  # keys come as ARI events; the other two are never asked for
            case kind:
                known = kind in self.unknown or len(self.unknown) < _KINDS_COUNTED
                self.unknown[kind if known else "…"] += 1

    def _answer(self, status: Status) -> None:
        while self._asked:
            answer = self._asked.popleft()
            if not answer.done():
                answer.set_result(status)
                return

    def _settle_marks(self) -> None:
        for played in self._marks.values():
            if not played.done():
                played.set_result(False)

    def _let_go(self) -> None:
        """Wakes everyone who waits for a socket that is closed."""
        self._settle_marks()
        gone = TransportClosed("the media socket is closed")
        for answer in self._asked:
            if not answer.done():
                answer.set_exception(gone)
        self._ready.set()
        self._may_send.set()
        self._arrived.set()
