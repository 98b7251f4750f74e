"""A call's audio over AudioSocket: Asterisk connects to us by TCP; we pace, 16 kHz both ways."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, cast
from uuid import UUID

import structlog

from voice.media.audiosocket_frames import AUDIO_16K, ERROR, HANGUP, Reader, frame, identity
from voice.media.frames import Heard, Outgoing, whole_frames
from voice.media.ticker import Ticker
from voice.media.transport import FRAME_BYTES, TransportClosed

log = structlog.get_logger(__name__)
IDENTITY_LIMIT_S: Final = 5.0
"""Who connects says at once which call it is, or is no Asterisk."""
CONNECT_LIMIT_S: Final = 5.0
_MOST_UNSENT: Final = 50 * (FRAME_BYTES + 3)
"""A second of audio that Asterisk does not take: more would be heard late."""
_SILENCE = frame(AUDIO_16K, bytes(FRAME_BYTES))


class AudioSocketTransport:
    """One call's audio by AudioSocket; implements `voice.media.transport.Transport`.

    Attributes:
        unknown: frames of kinds that we do not use.
        dropped: frames of ours that Asterisk did not take in time.
    """

    name = "audiosocket"

    def __init__(self, ticker: Ticker) -> None:
        self.unknown = self.dropped = 0
        self._ticker = ticker
        self._socket: asyncio.Transport | None = None
        self._outgoing = Outgoing[bytes]()
        self._heard = Heard()
        self._rest = b""
        self._connected = asyncio.Event()
        self._closed = False

    def connected(self, socket: asyncio.Transport) -> None:
        """Asterisk is there: silence is sent at once and always."""
        self._socket = socket
        self._ticker.join(self, self._tick)
        self._connected.set()

    def take(self, kind: int, payload: bytes) -> None:
        """A frame came from Asterisk."""
        if kind == AUDIO_16K:
            audio = self._rest + payload
            whole = len(audio) - len(audio) % FRAME_BYTES
            self._heard.put(*whole_frames(audio[:whole]))
            self._rest = audio[whole:]
        elif kind in (HANGUP, ERROR):
            self._end()
        else:
            self.unknown += 1

    def lost(self) -> None:
        """The connection is gone."""
        self._end("the AudioSocket broke off")

    async def wait_connected(self) -> None:
        """Returns when Asterisk has connected.

        Raises:
            TransportClosed: it does not come.
        """
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                await self._connected.wait()
        except TimeoutError:
            raise TransportClosed("Asterisk did not connect its AudioSocket") from None

    def frames(self) -> AsyncIterator[bytes]:
        """What the caller says, in its order.

        Raises:
            TransportClosed: the connection broke.
        """
        return self._heard.frames()

    async def send(self, pcm: bytes) -> None:
        """Queues whole frames; one leaves each 20 ms.

        Raises:
            ValueError: not a whole number of frames.
            TransportClosed: the call is over.
        """
        frames = whole_frames(pcm)
        if self._closed:
            raise TransportClosed("the AudioSocket is closed")
        self._outgoing.put(frames)

    async def drained(self) -> None:
        """Returns when the last queued frame has been sent."""
        await self._outgoing.drained()

    async def flush(self) -> None:
        """Drops what has not left yet."""
        self._outgoing.clear()

    async def close(self) -> None:
        """Ends the connection; safe to call twice."""
        self._end()
        if self._socket is not None and not self._socket.is_closing():
            self._socket.write(frame(HANGUP))
            self._socket.close()

    def _end(self, broken: str | None = None) -> None:
        self._closed = True
        self._ticker.leave(self)
        self._heard.close(broken)

    def _tick(self) -> None:
        pcm = self._outgoing.next()
        data = _SILENCE if pcm is None else frame(AUDIO_16K, pcm)
        socket = self._socket
        if socket is None or socket.is_closing():
            return
        if socket.get_write_buffer_size() > _MOST_UNSENT:
            self.dropped += 1
            return
        socket.write(data)


class AudioSocketServer:
    """Where Asterisk connects; each connection says which call it is.

    Attributes:
        strangers: connections that named no call of ours.
    """

    def __init__(self) -> None:
        self.strangers = 0
        self._waiting: dict[UUID, AudioSocketTransport] = {}
        self._server: asyncio.Server | None = None

    async def open(self, host: str) -> None:
        """Listens on a port of its own; a second time changes nothing.

        Raises:
            OSError: the address is not ours.
        """
        if self._server is None:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(lambda: _Connection(self), host, 0)

    @property
    def address(self) -> str:
        """HOST:PORT where Asterisk is to connect."""
        if self._server is None:
            raise TransportClosed("the AudioSocket server is not open")
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"{host}:{port}"

    def expect(self, call: UUID, transport: AudioSocketTransport) -> None:
        """The next connection that names this call is this transport's."""
        self._waiting[call] = transport

    def forget(self, call: UUID) -> None:
        """Nobody waits for this call any more."""
        self._waiting.pop(call, None)

    def claim(self, call: UUID | None) -> AudioSocketTransport | None:
        """Whose connection it is; None for strangers, who are counted."""
        found = self._waiting.pop(call, None) if call is not None else None
        self.strangers += found is None
        return found

    async def close(self) -> None:
        """Listens no more; what is connected stays until its call ends."""
        if self._server is not None:
            self._server.close()
            self._server = None


class _Connection(asyncio.Protocol):
    """One connection: a stranger until its first frame names a call that is waited for."""

    def __init__(self, server: AudioSocketServer) -> None:
        self._server = server
        self._reader = Reader()
        self._socket: asyncio.Transport | None = None
        self._of: AudioSocketTransport | None = None
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of asyncio's.
        self._socket = cast("asyncio.Transport", transport)
        loop = asyncio.get_running_loop()
        self._limit = loop.call_later(IDENTITY_LIMIT_S, self._refuse)

    def data_received(self, data: bytes) -> None:
        for kind, payload in self._reader.take(data):
            if self._of is not None:
                self._of.take(kind, payload)
                continue
            self._of = self._server.claim(identity(kind, payload))
            if self._of is None or self._socket is None:
                self._refuse()
                return
            self._cancel_limit()
            self._of.connected(self._socket)

    def connection_lost(self, _error: Exception | None) -> None:
        self._cancel_limit()
        if self._of is not None:
            self._of.lost()

    def _refuse(self) -> None:
        if self._of is None and self._socket is not None:
            self._socket.abort()

    def _cancel_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
