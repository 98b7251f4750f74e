"""The controller process: one event loop that serves one Asterisk until it is told to stop."""

import asyncio
import gc
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from random import SystemRandom
from typing import Any

import structlog

from ari_controller.after_call import AfterCall
from ari_controller.app import Reception, Watch, prepare, prepare_others
from ari_controller.ari.client import AriClient, AriLogin
from ari_controller.ari.link import AriLink, Connected, LinkState
from ari_controller.call.ari_leg import MakeLine
from ari_controller.call.doorman import Doorman
from ari_controller.call.exchange import Exchange
from ari_controller.call.load import LoopLag
from ari_controller.call.lobby import Lobby
from ari_controller.control.api import ControlApi
from ari_controller.control.conductor import Conductor
from ari_controller.control.feed import CalendarFeed
from ari_controller.control.hub import Hub
from ari_controller.control.listening import SocketUnusableError
from ari_controller.control.log_ring import LogRing
from ari_controller.control.routes import desk
from ari_controller.control.vitals import Lines, PartState, Vitals
from ari_controller.extracting import Extractor
from ari_controller.notify.courier import Courier
from config.errors import ConfigError
from config.models import Business
from config.runtime import socket_path
from config.site import Configuration, Http
from storage.database import Store
from storage.errors import StorageError
from storage.ids import Ids
from storage.ownership import Ownership
from storage.retention import purge
from storage.times import stamp
from voice.clock import Clock
from voice.language.languages import language
from voice.line import Line
from voice.media.transport import Transport
from voice.studio import Studio
from voice.thinking.making import thinker_of

log = structlog.get_logger(__name__)
SWITCH_INTERVAL_S = 0.0005
"""How long a thread that computes may keep the others waiting: the audio clock needs less than 5 ms."""


TIDY_AT = time(3)
"""Machine's local time: nobody calls a hairdresser then."""


def _seconds_until(at: time, now: datetime) -> float:
    """From now to the next such time of day."""
    local = now.astimezone()
    due = datetime.combine(local.date(), at, local.tzinfo)
    return ((due if due > local else due + timedelta(days=1)) - local).total_seconds()


class Controller:
    """Everything that runs in the process, from the database to the event socket."""

    def __init__(
        self,
        configuration: Configuration,
        clock: Clock,
        watchers: tuple[Watch, ...] = (),
        ring: LogRing | None = None,
    ) -> None:
        """Wires the parts; nothing is opened yet.

        Raises:
            AriDeniedError: the password cannot be read.
        """
        site = configuration.site
        self.client = AriClient(AriLogin.read(site.ari))
        database = configuration.state / site.database
        self._ownership = Ownership(database)
        self.store = Store(database)
        ids = Ids(clock.now)
        self.thinker = thinker_of(site.llm, clock)
        self.reception = Reception(
            configuration, self.store, clock, ids, list(watchers), self.thinker
        )
        admission = site.admission
        self.studio = Studio(site, clock, configuration.state, ahead=admission.calls)
        self.reception.speaks = self.studio.speaks
        self._learning: asyncio.Task[None] | None = None
        self.lag = LoopLag()
        self._measuring: asyncio.Task[None] | None = None
        self.lobby = Lobby(
            self.reception.session,
            admission.calls,
            late=lambda: self.lag.worst_ms > admission.lag_ms,
        )
        self.courier = Courier(configuration, self.store, clock)
        self.after_call = AfterCall(configuration, self.store, clock, self._extractor(clock))
        self._working: asyncio.Task[None] | None = None
        self.feed = CalendarFeed(configuration, self.store, clock)
        self._sending: asyncio.Task[None] | None = None
        self._tidying: asyncio.Task[None] | None = None
        self.doorman = Doorman(self.store, clock)
        self._watching: asyncio.Task[None] | None = None
        self.exchange = Exchange(
            configuration, self.client, self.lobby, self._line_for, self.doorman.lets_in
        )
        self.hub = Hub(clock.monotonic)
        self.reception.watchers.append(self.hub.watch)
        self.reception.levels_wanted = self.hub.levels_wanted
        self.vitals = Vitals(lambda: stamp(clock.now()), clock.monotonic, self._lines)
        self.vitals.probes |= {"llm": self._llm, "tts": self._tts}
        reads, writes = desk()
        self.control = ControlApi(
            configuration, self.store, clock, ids, self.hub, self.vitals, ring or LogRing(),
            reads=reads, writes=writes, running=lambda: frozenset(session.new.id for session in self.lobby.calls),
        )  # fmt: skip
        self.control.steering = Conductor(self.lobby)

    def _lines(self) -> Lines:
        most = self.reception.configuration.site.admission.calls
        return Lines(len(self.lobby.calls), most, self.lobby.refused)

    def _llm(self) -> tuple[PartState, str]:
        if self.thinker is None:
            return "off", ""
        return ("ok", "") if self.thinker.ready else ("down", self.thinker.reason)

    def _tts(self) -> tuple[PartState, str]:
        model = self.studio.voices.model
        if model is None or model.problem is None:
            return "ok", ""
        return "slow", f"espeak-ng speaks instead of {model.name}"

    def _extractor(self, clock: Clock) -> Extractor | None:
        """Asks the model about calls that are over, while nobody is on the line."""
        if self.thinker is None:
            return None
        return Extractor(self.thinker, clock, busy=lambda: bool(self.lobby.calls))

    async def open(self) -> None:
        """Opens the database, loads the recogniser, renders what is known in advance.

        Raises:
            DatabaseInUse: another controller works with it.
            DatabaseUnusable: the database cannot be opened.
            ModelError: the recogniser's model cannot be loaded.
        """
        await asyncio.get_running_loop().run_in_executor(None, self._ownership.take)
        await self.reception.open()
        await self._prepare(self.reception.configuration)
        if self.thinker is not None:
            await self.thinker.open()
        await self.courier.open()
        if self.reception.configuration.site.http is not None:
            await self._listen(self.reception.configuration.site.http)
        await self._serve_operators()
        # What was loaded stays: looking through it again would stop the audio clock for some 40 ms.
        gc.collect()
        gc.freeze()
        self._measuring = asyncio.create_task(self.lag.run(), name="loop lag")
        self._sending = asyncio.create_task(self.courier.run(), name="courier")
        self._working = asyncio.create_task(self.after_call.run(), name="after calls")
        self._tidying = asyncio.create_task(self._tidy(), name="housekeeping")
        await self.doorman.look()
        self._watching = asyncio.create_task(self.doorman.run(), name="blocked numbers")

    async def use(self, configuration: Configuration) -> None:
        """From now on new calls go by this configuration; running ones keep theirs."""
        await self._prepare(configuration)
        await self.reception.use(configuration)
        self.exchange.use(configuration)
        self.courier.configuration = configuration
        self.after_call.configuration = configuration
        self.feed.configuration = configuration
        await self.control.use(configuration)
        log.info("configuration in force", businesses=len(configuration.businesses))

    async def _serve_operators(self) -> None:
        """Callers are answered whether operators can watch or not."""
        path = socket_path(self.reception.configuration, os.environ)
        try:
            await self.control.open(path)
        except (SocketUnusableError, StorageError, sqlite3.Error, OSError) as error:
            log.warning("operators not served", reason=str(error))
        else:
            log.info("operators served", socket=str(path))

    async def _listen(self, http: Http) -> None:
        """Callers are answered whether programs can be served or not."""
        try:
            port = await self.feed.open(http)
        except OSError as error:
            log.warning(
                "calendars not served", host=http.host, port=http.port, error=error.strerror
            )
        else:
            log.info("calendars served", host=http.host, port=port)

    async def _tidy(self) -> None:
        """Deletes what is past its time, each night at three."""
        while True:
            await asyncio.sleep(_seconds_until(TIDY_AT, self.reception.clock.now()))
            businesses, now = self.reception.configuration.businesses, self.reception.clock.now()
            gone = await self.store.write_surely(lambda db: purge(db, businesses, now))  # noqa: B023  # awaited at once
            log.info("past its time", **gone)

    async def _prepare(self, configuration: Configuration) -> None:
        businesses = tuple(configuration.businesses.values())
        await prepare(self.studio, businesses)
        if self._learning is not None:
            self._learning.cancel()
        # Who calls now need not wait for languages that few ask for.
        more = prepare_others(self.studio, businesses)
        self._learning = asyncio.create_task(more, name="other languages")

    def _line_for(self, business: Business) -> MakeLine:
        def make(transport: Transport) -> Line:
            return self.studio.line(transport, language(business.language), business.voice)

        return make

    async def close(self) -> None:
        """Ends the calls politely, then everything else."""
        await self.feed.close()
        for task in (self._measuring, self._tidying, self._watching, self._learning):
            if task is not None:
                task.cancel()
        await self.lobby.close()
        await self.exchange.close()
        if self.thinker is not None:
            await self.thinker.close()
        await self.doorman.close()
        # What was being sent is sent again after its lease, or was sent: the next start finds out.
        last = [task for task in (self._sending, self._working) if task is not None]
        for task in last:
            task.cancel()
        await asyncio.gather(*last, return_exceptions=True)
        ticker = self.exchange.desk.ticker
        if ticker.lateness_s:
            late = {
                f"p{share}_ms": round(ticker.late_ms(share / 100), 2) for share in (50, 99, 100)
            }
            log.info("audio clock", ticks=len(ticker.lateness_s), skipped=ticker.skipped, **late)
        await self.client.close()
        await self.studio.close()
        await self.control.close()
        await self.store.close()
        self._ownership.release()


async def serve(
    configuration: Configuration,
    clock: Clock,
    *,
    ready: Callable[[], None] = lambda: None,
    stop: asyncio.Event | None = None,
    reload: Callable[[], Configuration] | None = None,
    watchers: tuple[Watch, ...] = (),
    ring: LogRing | None = None,
) -> None:
    """Runs until `stop` is set, or until SIGINT or SIGTERM; running calls are ended politely.

    Args:
        configuration: what to serve.
        clock: real time, perhaps shifted.
        ready: called once, when callers are answered.
        stop: ends it from inside; without it the process's signals do.
        reload: reads the configuration anew at SIGHUP; when it raises, the old one stays in force.
        watchers: see each new call's events live.
        ring: remembers the log's lines, for operators.

    Raises:
        AriDeniedError: the login is wrong.
        AriReplacedError: another controller took over.
        DatabaseUnusable: the database cannot be opened.
        ModelError: the recogniser's model cannot be loaded.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    controller = Controller(configuration, clock, watchers, ring)
    told = asyncio.Event()

    def on_state(state: LinkState) -> None:
        controller.vitals.linked("connected" if isinstance(state, Connected) else "down")
        if isinstance(state, Connected) and not told.is_set():
            told.set()
            ready()

    try:
        await controller.open()
        link = AriLink(
            controller.client, configuration.site.ari.app, random=SystemRandom(), on_state=on_state
        )
        async with _signals(stop, controller, reload) as stopping:
            await _until(stopping, controller.exchange.serve(link))
    finally:
        await controller.close()


@asynccontextmanager
async def _signals(
    stop: asyncio.Event | None, controller: Controller, reload: Callable[[], Configuration] | None
) -> AsyncIterator[asyncio.Event]:
    """The event that ends the serving: the given one, or one that SIGINT and SIGTERM set."""
    if stop is not None:
        yield stop
        return
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    reloads: set[asyncio.Task[None]] = set()

    def hang_up() -> None:
        if reload is not None:
            task = asyncio.create_task(_reload(controller, reload), name="reload")
            reloads.add(task)
            task.add_done_callback(reloads.discard)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGHUP, hang_up)
    try:
        yield stopping
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)
        await asyncio.gather(*reloads, return_exceptions=True)


async def _reload(controller: Controller, reload: Callable[[], Configuration]) -> None:
    """A wrong file leaves the old configuration in force."""
    try:
        configuration = await asyncio.get_running_loop().run_in_executor(None, reload)
    except ConfigError as error:
        for problem in error.problems:
            log.warning("configuration refused, the old one stays", problem=str(problem))
        return
    await controller.use(configuration)


async def _until(stopping: asyncio.Event, serving: Coroutine[Any, Any, None]) -> None:
    """Serves until told to stop; what ends the serving by itself is raised."""
    server = asyncio.create_task(serving, name="event socket")
    stopped = asyncio.create_task(stopping.wait(), name="stop")
    try:
        await asyncio.wait({server, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if server.done():
            server.result()
    finally:
        for task in (server, stopped):
            task.cancel()
        await asyncio.gather(server, stopped, return_exceptions=True)
