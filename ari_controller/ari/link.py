"""The event socket: connected for as long as anyone listens, and never silently dead."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from random import Random
from typing import Final
from urllib.parse import urlencode

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from ari_controller.ari.client import AriClient
from ari_controller.ari.errors import (
    AriDeniedError,
    AriRefusedError,
    AriReplacedError,
    AriUnreachableError,
)
from ari_controller.ari.events import (
    ApplicationReplaced,
    Event,
    Malformed,
    Reconnected,
    Unknown,
    read_event,
)

log = structlog.get_logger(__name__)

PING_S: Final = 10.0
"""A ping each 10 s, and dead without its pong for 10 s: a socket can die without a word."""
FIRST_RETRY_S: Final = 0.1
LAST_RETRY_S: Final = 5.0
_STABLE_S: Final = 5.0
"""A connection that lived this long makes the next retry a quick one again."""
_KINDS_COUNTED: Final = 200
"""Kinds of unknown events that are told apart; Asterisk has about 50."""


@dataclass(frozen=True)
class Connected:
    """The event socket is up."""


@dataclass(frozen=True)
class Disconnected:
    """The event socket is down; running calls go on, new ones get the dialplan's fallback."""

    why: str
    """For people, with what to do about it."""
    retry_in_s: float


LinkState = Connected | Disconnected


class AriLink:
    """The events of one Stasis application, over a socket that comes back by itself.

    Args:
        client: for the login and for the snapshot after each connection.
        app: the application's name in the dialplan.
        random: spreads the retries.
        on_state: told at each change; must not block.
    """

    def __init__(
        self,
        client: AriClient,
        app: str,
        *,
        random: Random,
        on_state: Callable[[LinkState], None] = lambda _state: None,
    ) -> None:
        self._client = client
        self._app = app
        self._random = random
        self._on_state = on_state
        self._socket: ClientConnection | None = None
        self.unknown: Counter[str] = Counter()
        """How many events of kinds that we do not use came, by kind."""
        self.malformed = 0
        """How many messages were no events."""
        self.connections = 0
        """How many times the socket came up."""

    async def events(self) -> AsyncGenerator[Event, None]:
        """Events as they come, after each connection first a `Reconnected`; reconnects for ever.

        Close it (`contextlib.aclosing`) to close the socket.

        Raises:
            AriDeniedError: the login is wrong, at the first connection.
            AriReplacedError: another controller took over the application.
        """
        attempt = 0
        loop = asyncio.get_running_loop()
        while True:
            since = loop.time()
            why = ""
            try:
                socket = await self._connect()
                try:
                    yield await self._snapshot()
                    async for event in self._read(socket):
                        yield event
                finally:
                    self._socket = None
                    await socket.close()
                why = self._closed(socket)
            except (AriUnreachableError, AriRefusedError) as error:
                why = str(error)
            except AriDeniedError as error:
                if not self.connections:
                    raise
                why = str(error)  # it let us in before: running calls do not end for this
            attempt = 0 if loop.time() - since > _STABLE_S else attempt + 1
            delay = self._delay(attempt)
            log.warning("ari link down", why=why, retry_in_s=round(delay, 2))
            self._on_state(Disconnected(why, delay))
            await asyncio.sleep(delay)

    async def cut(self) -> None:
        """Drops the connection; the supervisor makes a new one (tests, and an operator's command)."""
        if self._socket is not None:
            await self._socket.close()

    async def _connect(self) -> ClientConnection:
        login = self._client.login
        query = urlencode({"app": self._app, "subscribeAll": "false"})
        try:
            socket = await connect(
                f"{login.websocket_base}/ari/events?{query}",
                additional_headers=login.headers,
                proxy=None,
                compression=None,
                open_timeout=5,
                close_timeout=1,
                ping_interval=PING_S,
                ping_timeout=PING_S,
                # Never stop reading: an unread socket does not see its pongs either.
                max_queue=None,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            if status in {401, 403}:
                raise login.denied() from error
            raise login.unreachable(f"the event socket got status {status}") from error
        except (InvalidHandshake, InvalidURI, TimeoutError, OSError) as error:
            raise login.unreachable(type(error).__name__) from error
        self._socket = socket
        return socket

    async def _snapshot(self) -> Reconnected:
        channels = await self._client.channels.all()
        bridges = await self._client.bridges.all()
        self.connections += 1
        log.info("ari link up", channels=len(channels), bridges=len(bridges))
        self._on_state(Connected())
        return Reconnected(channels, bridges, first=self.connections == 1)

    async def _read(self, socket: ClientConnection) -> AsyncIterator[Event]:
        try:
            async for message in socket:
                event = read_event(message)
                if isinstance(event, Unknown):
                    self._count(event)
                elif isinstance(event, Malformed):
                    self.malformed += 1
                    log.warning("ari event malformed", why=event.why)
                elif isinstance(event, ApplicationReplaced):
                    raise self._replaced()
                else:
                    yield event
        except ConnectionClosed:
            return

    def _count(self, event: Unknown) -> None:
        if event.kind in self.unknown or len(self.unknown) < _KINDS_COUNTED:
            self.unknown[event.kind] += 1
        else:
            self.unknown["…"] += 1

    def _replaced(self) -> AriReplacedError:
        return AriReplacedError(
            f"another controller has registered the application {self._app!r} at "
            f"{self._client.login.base}: stop one of the two, or give this one another name "
            "(ari.app in vorzimmer.yaml, Stasis() in the dialplan)"
        )

    def _closed(self, socket: ClientConnection) -> str:
        code = socket.close_code
        return f"the event socket to {self._client.login.base} was closed (code {code})"

    def _delay(self, attempt: int) -> float:
        """0.1 s, doubled at each failure up to 5 s, and from that a random share of at least half."""
        longest = min(LAST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(max(attempt - 1, 0), 16))
        return longest * self._random.uniform(0.5, 1.0)
