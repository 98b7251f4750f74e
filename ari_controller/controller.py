"""The controller process: one event loop that serves one Asterisk until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from random import SystemRandom
from typing import Any

import structlog

from ari_controller.app import Reception, Watch, business_words, known_texts
from ari_controller.ari.client import AriClient, AriLogin
from ari_controller.ari.link import AriLink, Connected, LinkState
from ari_controller.call.ari_leg import MakeLine
from ari_controller.call.exchange import Exchange
from ari_controller.call.lobby import Lobby
from config.models import Business, Configuration
from storage.database import Store
from storage.ids import Ids
from voice.clock import Clock
from voice.language.languages import language
from voice.line import Line
from voice.media.transport import Transport
from voice.studio import Studio

log = structlog.get_logger(__name__)
SWITCH_INTERVAL_S = 0.0005
"""How long a thread that computes may keep the others waiting: the audio clock needs less than 5 ms."""


async def serve(
    configuration: Configuration,
    clock: Clock,
    *,
    ready: Callable[[], None] = lambda: None,
    stop: asyncio.Event | None = None,
    watchers: tuple[Watch, ...] = (),
) -> None:
    """Runs until `stop` is set, or until SIGINT or SIGTERM; running calls are ended politely.

    `ready` is called when callers are answered.

    Raises:
        AriDeniedError: the login is wrong.
        AriReplacedError: another controller took over.
        DatabaseUnusable: the database cannot be opened.
        ModelError: the recogniser's model cannot be loaded.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    stopping = stop or asyncio.Event()
    site = configuration.site
    login = AriLogin.read(site.ari)
    store = Store(configuration.state / site.database)
    reception = Reception(configuration, store, clock, Ids(clock.now), list(watchers))
    studio = Studio(site, clock, configuration.state)
    client = AriClient(login)
    lobby = Lobby(reception.session)
    try:
        await reception.open()
        businesses = configuration.businesses.values()
        await studio.open([word for business in businesses for word in business_words(business)])
        for business in businesses:
            await studio.warm(known_texts(business), business.voice)

        def line_for(business: Business) -> MakeLine:
            def make(transport: Transport) -> Line:
                return studio.line(transport, language(business.language), business.voice)

            return make

        def on_state(state: LinkState) -> None:
            if isinstance(state, Connected):
                ready()

        exchange = Exchange(configuration, client, lobby, line_for)
        link = AriLink(client, site.ari.app, random=SystemRandom(), on_state=on_state)
        await _until(stopping, exchange.serve(link), own_signals=stop is None)
    finally:
        await lobby.close()
        await client.close()
        await studio.close()
        await store.close()


async def _until(
    stopping: asyncio.Event, serving: Coroutine[Any, Any, None], *, own_signals: bool
) -> None:
    """Serves until told to stop; what ends the serving by itself is raised."""
    loop = asyncio.get_running_loop()
    if own_signals:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
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
        if own_signals:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
