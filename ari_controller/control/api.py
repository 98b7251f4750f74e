"""The control API of a running controller: a Unix socket, its handlers, and what feeds its streams."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web

from ari_controller.control.door import Door
from ari_controller.control.handlers import MOST_BODY, Handlers
from ari_controller.control.hub import Hub
from ari_controller.control.listening import Listening, listen
from ari_controller.control.log_ring import LogRing
from ari_controller.control.others import Others
from ari_controller.control.peers import Accounts, HasOptions, group_id, peer_of
from ari_controller.control.records import Records
from ari_controller.control.rights import Peer, Refusal
from ari_controller.control.routes import PREFIX, routes
from ari_controller.control.steering import Steering
from ari_controller.control.stream import GOING_AWAY, REVOKED
from ari_controller.control.vitals import Vitals
from config.site import Configuration, Right
from storage.database import Store
from storage.desk.table import Read, Write
from storage.ids import Ids
from storage.times import stamp
from voice.clock import Clock

log = structlog.get_logger(__name__)
_SLOWLY = 10
"""Every so many looks: what need not be told within a tenth of a second."""
_IDLE_S = 60.0
"""How long a connection without a question stays open."""


class ControlApi:
    """Operators' programs attach here; whether they can or not, callers are answered."""

    def __init__(
        self,
        configuration: Configuration,
        store: Store,
        clock: Clock,
        ids: Ids,
        hub: Hub,
        vitals: Vitals,
        ring: LogRing,
        *,
        reads: Sequence[Read] = (),
        writes: Sequence[Write] = (),
        running: Callable[[], frozenset[str]] = frozenset,
        accounts: Accounts | None = None,
        credentials: Callable[[HasOptions], Peer] = peer_of,
    ) -> None:
        """`running`: the calls that there are; `store`: the controller's, which somebody else opens and closes."""
        self._hub, self._vitals, self._ring = hub, vitals, ring
        self._running = running
        self._reader = Store(store.path)
        self._others = Others(Store(store.path, readers=1), hub)
        self._records = Records(store, clock)
        hub.observers += [vitals.observe, self._records.observe]
        vitals.probes["database"] = lambda: (
            ("ok", "") if self._others.reachable else ("down", "it cannot be read")
        )
        vitals.clients = lambda: len(hub.clients)
        self._app = web.Application(client_max_size=MOST_BODY)
        self._runner = web.AppRunner(
            self._app, access_log=None, logger=_silent(), keepalive_timeout=_IDLE_S, lingering_time=0,
            auto_decompress=False, shutdown_timeout=1.0, handle_signals=False,
        )  # fmt: skip
        self.door = Door(self._speaker, credentials)
        self.handlers = Handlers(
            configuration, store, self._reader, clock, ids, hub, vitals, ring, self._records, self.door,
            accounts or Accounts(),
        )  # fmt: skip
        self._route(reads, writes)
        self._listening: Listening | None = None
        self._server: asyncio.Server | None = None
        self._looking: asyncio.Task[None] | None = None
        self._told_log = ring.last
        self._looks = 0
        self._told_state: dict[str, Any] = {}

    @property
    def steering(self) -> Steering:
        """Who carries orders out."""
        return self.handlers.steering

    @steering.setter
    def steering(self, steering: Steering) -> None:
        self.handlers.steering = steering

    def _speaker(self) -> asyncio.Protocol:
        assert self._runner.server is not None
        return self._runner.server()

    def _route(self, reads: Sequence[Read], writes: Sequence[Write]) -> None:
        handlers = self.handlers

        @web.middleware
        async def judged(request: web.Request, handler: Any) -> web.StreamResponse:
            return await handlers.judged(request, handler)

        self._app.middlewares.append(judged)
        for route in routes(reads, writes):
            path = f"{PREFIX}{route.path}"
            self._app.router.add_route(route.method, path, handlers.handler(route))

    async def open(self, path: Path) -> None:
        """Listens at a path.

        Raises:
            SocketUnusableError: another controller listens there, or nothing can be there.
            StorageError: the database cannot be read.
            sqlite3.Error: the same.
        """
        loop = asyncio.get_running_loop()
        group = self.handlers.configuration.site.control.group
        gid = await loop.run_in_executor(None, group_id, group)
        self._listening = await loop.run_in_executor(None, listen, path, gid)
        await self._others.open()
        await self._runner.setup()
        self._server = await loop.create_unix_server(
            self.door.protocol, sock=self._listening.socket
        )
        self._looking = asyncio.create_task(self._others.run(self._tick), name="control looks")

    async def use(self, configuration: Configuration) -> None:
        """From now on rights are those of this configuration; whoever lost them is disconnected."""
        self.handlers.configuration = configuration
        self.handlers.accounts.forget()
        for client in list(self._hub.clients):
            who = await self.handlers.identity(client.origin)
            if isinstance(who, Refusal):
                client.close(REVOKED, who.reason)
            elif Right.WATCH not in who.rights:
                client.close(REVOKED, "the right `watch` was taken away")
            elif who != client.who:
                client.regrant(who)

    def _tick(self) -> None:
        """After each look at the database."""
        self._hub.flush_levels(stamp(self.handlers.clock.now()))
        self._tell_log()
        self._looks += 1
        if self._looks % _SLOWLY == 0:
            self._hub.tidy(self._running())
            self._tell_state()

    def _tell_log(self) -> None:
        if self._ring.last == self._told_log:
            return
        lines = self._ring.since(self._told_log)
        self._told_log = self._ring.last
        for line in lines:
            self._hub.tell_log(line)

    def _tell_state(self) -> None:
        if not self._hub.clients:
            return
        state = self.handlers.state()
        lasting = {key: value for key, value in state.items() if key != "now"}
        if lasting != self._told_state:
            self._told_state = lasting
            self._hub.tell({"type": "state", **state})

    async def close(self) -> None:
        """Says goodbye to every client and takes the socket away; safe where it was not opened."""
        if self._server is not None:
            self._server.close()
        for client in self._hub.clients:
            client.close(GOING_AWAY, "the controller stops")
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self._runner.cleanup()
        self.door.abort_all()
        await self._records.close()
        for store in (self._reader, self._others.store):
            await store.close()
        if self._listening is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._listening.remove)


def _silent() -> logging.Logger:
    """Broken requests are answered; a log line for each would be a way to fill a disk."""
    logger = logging.getLogger("vorzimmer.control")
    logger.disabled = True
    return logger
