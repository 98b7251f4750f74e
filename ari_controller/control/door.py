"""Connections to the control socket: who they are, how many they may be, and when one has asked too much.

What a hostile program sends is refused here, before it costs time that callers would hear.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, cast

import structlog

from ari_controller.control.limits import Bucket
from ari_controller.control.peers import HasOptions, peer_of
from ari_controller.control.rights import Peer

log = structlog.get_logger(__name__)
MOST_OF_ONE = 32
"""Connections of one account."""
MOST = 128
"""Connections of all."""
HURRY_S = 5.0
"""How long a connection may take to ask its first question."""
_HEADS_AT_ONCE = 64
"""Questions in one read; whoever asks so many does not read the answers."""
_STREAM_BYTES_AT_ONCE = 8 * 1024
"""A client of the stream says which calls it draws, and nothing else."""
_PATIENCE = 5
"""Refusals in a row of questions, after which a connection is cut off."""
_REFUSED = b"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
Verdict = Literal["go_on", "refuse", "abort"]


@dataclass(eq=False)
class Connection:
    """One connection and what it may still ask."""

    peer: Peer
    requests: Bucket = field(default_factory=lambda: Bucket(rate=50, burst=150))
    stream_bytes: Bucket = field(default_factory=lambda: Bucket(rate=8 * 1024, burst=64 * 1024))
    stream_messages: Bucket = field(default_factory=lambda: Bucket(rate=20, burst=100))
    refusals: int = 0
    unread: int = 0
    """Bytes that came since the last question was answered."""
    streams: bool = False
    """True once it is a WebSocket."""
    began: bool = False
    """True once its first question was understood."""


class Door:
    """All connections of the control socket."""

    def __init__(
        self,
        make_inner: Callable[[], asyncio.Protocol],
        credentials: Callable[[HasOptions], Peer] = peer_of,
    ) -> None:
        """`make_inner` makes what speaks HTTP on a connection."""
        self._make_inner = make_inner
        self._credentials = credentials
        self._open: dict[asyncio.Transport, Connection] = {}
        self._of_one: Counter[int] = Counter()
        self._knocked: dict[int, Bucket] = {}
        self._asked: dict[int, Bucket] = {}
        self._audited: dict[int, Bucket] = {}
        self.turned_away = 0
        """Connections that were refused or cut off since the start."""

    def protocol(self) -> asyncio.Protocol:
        """For a new connection."""
        return Guard(self, self._make_inner())

    def of(self, transport: asyncio.Transport | None) -> Connection | None:
        """The connection behind a transport; None once it is gone."""
        return self._open.get(transport) if transport is not None else None

    def admit(self, transport: asyncio.Transport) -> Connection | None:
        """A new connection; None when there are too many, or it is gone already."""
        try:
            peer = self._credentials(transport.get_extra_info("socket"))
        except OSError:
            return None
        now = asyncio.get_running_loop().time()
        knocked = self._knocked.setdefault(peer.uid, Bucket(rate=20, burst=100))
        full = len(self._open) >= MOST or self._of_one[peer.uid] >= MOST_OF_ONE
        if full or not knocked.take(now):
            self.turned_away += 1
            return None
        self._of_one[peer.uid] += 1
        self._open[transport] = connection = Connection(peer)
        return connection

    def left(self, transport: asyncio.Transport) -> None:
        """A connection is gone."""
        connection = self._open.pop(transport, None)
        if connection is not None:
            self._of_one[connection.peer.uid] -= 1

    def judge(self, connection: Connection, now: float) -> Verdict:
        """Whether one more question is answered."""
        uid = connection.peer.uid
        asked = self._asked.setdefault(uid, Bucket(rate=150, burst=500))
        if connection.requests.take(now) and asked.take(now):
            return "go_on"
        connection.refusals += 1
        return "abort" if connection.refusals > _PATIENCE else "refuse"

    def noteworthy(self, connection: Connection, now: float) -> bool:
        """False where somebody has been refused so often that the record has no use of one more line."""
        bucket = self._audited.setdefault(connection.peer.uid, Bucket(rate=0.2, burst=20))
        return bucket.take(now)

    def abort_all(self) -> None:
        """Cuts off whoever has not gone."""
        for transport in list(self._open):
            transport.abort()


class Guard(asyncio.Protocol):
    """Stands before the protocol that speaks HTTP: passes on what is within bounds, and cuts off what is not."""

    def __init__(self, door: Door, inner: asyncio.Protocol) -> None:
        self._door = door
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._connection: Connection | None = None
        self._hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        # uvloop's transports have another base class than asyncio's.
        self._transport = both_ways = cast("asyncio.Transport", transport)
        self._connection = self._door.admit(both_ways)
        if self._connection is None:
            both_ways.write(_REFUSED)
            both_ways.close()
            return
        self._hurry = asyncio.get_running_loop().call_later(HURRY_S, self._late)
        self._inner.connection_made(transport)

    def _late(self) -> None:
        if self._connection is not None and not self._connection.began:
            self._abort()

    def data_received(self, data: bytes) -> None:
        """Somebody said something."""
        if self._connection is None:
            return
        if not self._within_bounds(self._connection, data):
            self._abort()
            return
        self._inner.data_received(data)

    def _within_bounds(self, connection: Connection, data: bytes) -> bool:
        connection.unread += len(data)
        if not connection.streams:
            return data.count(b"\r\n\r\n") <= _HEADS_AT_ONCE
        now = asyncio.get_running_loop().time()
        return len(data) <= _STREAM_BYTES_AT_ONCE and connection.stream_bytes.take(now, len(data))

    def _abort(self) -> None:
        self._door.turned_away += 1
        if self._transport is not None:
            self._transport.abort()

    def eof_received(self) -> bool | None:
        """The other side will say no more."""
        return self._inner.eof_received() if self._connection is not None else None

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self._hurry is not None:
            self._hurry.cancel()
        if self._transport is not None:
            self._door.left(self._transport)
        if self._connection is not None:
            self._connection = None
            self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """The other side does not read."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """It reads again."""
        self._inner.resume_writing()
