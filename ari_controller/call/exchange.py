"""Between the event socket and the calls: new callers become calls, events reach the call they belong to."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from ari_controller.ari.client import AriClient
from ari_controller.ari.errors import AriError, AriReplacedError
from ari_controller.ari.events import (
    ChannelDestroyed,
    ChannelDtmfReceived,
    Event,
    Reconnected,
    StasisEnd,
    StasisStart,
)
from ari_controller.ari.link import AriLink
from ari_controller.ari.records import Channel
from ari_controller.call.ari_leg import AriLeg, MakeLine
from ari_controller.call.cleaner import Cleaner
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.call.media import Kind, MediaDesk, ours
from ari_controller.call.session import Session
from ari_controller.call.signals import KeyPressed
from config.models import Business
from config.site import Configuration

log = structlog.get_logger(__name__)
LineFor = Callable[[Business], MakeLine]


class Exchange:
    """All callers of one Asterisk."""

    def __init__(
        self,
        configuration: Configuration,
        client: AriClient,
        lobby: Lobby,
        line_for: LineFor,
        lets_in: Callable[[Arrival], bool] = lambda _arrival: True,
    ) -> None:
        """Callers whom `lets_in` refuses hear that the call was rejected."""
        self._configuration = configuration
        self._client = client
        self._lobby = lobby
        self._line_for = line_for
        self._lets_in = lets_in
        site = configuration.site
        self.desk = MediaDesk(client, site.ari.app, site.media, site.rtp.codec, site.rtp.host)
        self._ours = ours(site.ari.app)
        self._cleaner = Cleaner(client)
        self._legs: dict[str, tuple[AriLeg, Session]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.transport: Kind = "websocket" if site.media == "auto" else site.media
        self.strangers = 0
        """Calls to numbers that no business has."""

    def use(self, configuration: Configuration) -> None:
        """From now on new callers are routed by this configuration."""
        self._configuration = configuration

    async def serve(self, link: AriLink) -> None:
        """Reads events for ever.

        Raises:
            AriDeniedError: the login is wrong.
            AriReplacedError: another controller took over.
        """
        try:
            async with contextlib.aclosing(link.events()) as events:
                async for event in events:
                    if isinstance(event, Reconnected):
                        self.desk.forget()
                        with contextlib.suppress(AriError):
                            self.transport = await self.desk.kind()
                    self.handle(event)
        except AriReplacedError:
            for leg, _ in self._legs.values():
                leg.let_go()
            raise

    async def close(self) -> None:
        """After the last call: what could not be freed on Asterisk gets a few more seconds."""
        await self._cleaner.close()
        await self.desk.close()

    def handle(self, event: Event) -> None:
        """One event of Asterisk; never waits."""
        match event:
            case StasisStart(channel) if channel.id.startswith(self._ours):
                if not any(leg.entered(channel.id) for leg, _ in self._legs.values()):
                    # Answered when its call was over.
                    self._later(self._end_channel(channel.id))
            case StasisEnd(channel) if channel.id.startswith(self._ours):
                self._left(channel)
            case ChannelDestroyed(channel, cause, words) if channel.id.startswith(self._ours):
                self._left(channel, cause, words)
            case StasisStart(channel):
                self._arrived(channel)
            case StasisEnd(channel) if channel.id in self._legs:
                leg, _ = self._legs.pop(channel.id)
                leg.caller_left()
            case ChannelDtmfReceived(channel, digit) if channel.id in self._legs:
                self._legs[channel.id][1].post(KeyPressed(digit))
            case Reconnected():
                self._reconcile(event)
            case _:
                pass

    def _left(self, channel: Channel, cause: int = 0, words: str = "") -> None:
        for leg, _ in self._legs.values():
            leg.telephones.left(channel.id, cause, words)

    def _arrived(self, channel: Channel) -> None:
        if channel.id in self._legs or channel.id in self._cleaner.left:
            return  # told twice, or a call of ours that Asterisk has not ended yet
        business = self._configuration.by_number(channel.dialled)
        if business is None:
            self.strangers += 1
            log.warning("no business has the dialled number", dialled=channel.dialled)
            self._later(self._end_channel(channel.id, "congestion"))
            return
        if self._lobby.full:
            self._lobby.refused += 1
            self._later(self._end_channel(channel.id, "busy"))
            return
        arrival = Arrival(
            business=business.key,
            caller=channel.caller_number,
            dialled=channel.dialled,
            channel=channel.id,
            sip_call_id=channel.protocol_id,
        )
        if not self._lets_in(arrival):
            self._later(self._end_channel(channel.id, "rejected"))
            return
        leg = AriLeg(
            self._client,
            self.desk,
            channel.id,
            self._line_for(business),
            self.transport,
            self._cleaner.free,
        )
        self._legs[channel.id] = (leg, self._lobby.admit(arrival, leg))

    def _reconcile(self, snapshot: Reconnected) -> None:
        """After a gap: calls whose caller is gone end, and what nobody owns any more is ended."""
        there = {channel.id for channel in snapshot.channels}
        for name in [name for name in self._legs if name not in there]:
            leg, _ = self._legs.pop(name)
            leg.caller_left()
        app = self._configuration.site.ari.app
        for channel in snapshot.channels:
            # Its StasisStart fell into the gap, or the controller that had it is gone.
            ours = channel.id.startswith(self._ours) or channel.id in self._legs
            if channel.stasis_app == app and not ours:
                self._arrived(channel)
        known: set[str] = set()
        for leg, _ in self._legs.values():
            leg.telephones.compare({channel.id: channel for channel in snapshot.channels})
            known |= {leg.place.media, leg.place.bridge, *leg.telephones.ids}
        for channel in snapshot.channels:
            if channel.id.startswith(self._ours) and channel.id not in known:
                self._later(self._end_channel(channel.id))
        for bridge in snapshot.bridges:
            if bridge.id.startswith(self._ours) and bridge.id not in known:
                callers = tuple(name for name in bridge.channels if name not in self._legs)
                self._later(self._end_bridge(bridge.id, callers))

    async def _end_channel(self, channel: str, reason: str = "normal") -> None:
        """`busy`, `rejected` and `congestion` to a channel that was not answered are heard as such by its caller."""
        with contextlib.suppress(AriError):
            await self._client.channels.hang_up(channel, reason)

    async def _end_bridge(self, bridge: str, callers: tuple[str, ...]) -> None:
        """An orphan's caller sits in silence: better to hang up."""
        with contextlib.suppress(AriError):
            for caller in callers:
                await self._client.channels.hang_up(caller)
            await self._client.bridges.destroy(bridge)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
