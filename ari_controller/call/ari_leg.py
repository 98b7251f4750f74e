"""A caller's channel on Asterisk: answered, bridged with an external media channel, hung up, cleaned up."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from ari_controller.ari.client import AriClient
from ari_controller.ari.errors import AriError, ConflictError
from ari_controller.call.leg import LegFailed, Post
from ari_controller.call.media import MediaDesk, Place
from ari_controller.call.orders import Lost
from ari_controller.call.parties import Parties
from ari_controller.call.signals import HungUp, Stopped
from voice.line import Line
from voice.media.transport import Transport, TransportClosed

log = structlog.get_logger(__name__)
MakeLine = Callable[[Transport], Line]
ENTER_LIMIT_S = 5.0
SET_UP_LIMIT_S = 3.0
LAST_WORD_LIMIT_S = 0.5
"""Asterisk before 22.6 does not answer marks."""
ON_THE_WAY_S = 0.04
"""Two packets, on their way to the caller."""
_RETRIES = 5


@dataclass
class AriLeg:
    """One caller; `entered` and `left` are told by whoever reads the event socket."""

    client: AriClient
    desk: MediaDesk
    channel: str
    make_line: MakeLine
    transport: str = "websocket"
    """What the call's row says; `open` knows better where `media: auto` decides."""
    left_behind: Callable[[Place], None] = lambda _place: None
    """Told what could not be ended; somebody tries again."""
    place: Place = field(init=False)
    telephones: Parties = field(init=False)
    _post: Post = lambda _signal: None
    _media_entered: asyncio.Event = field(default_factory=asyncio.Event)
    _gone: bool = False
    _closed: bool = False
    _setup: "asyncio.Task[Transport] | None" = None
    _media: Transport | None = None

    def __post_init__(self) -> None:
        self.place = Place.of(self.channel, self.desk.app)
        self.telephones = Parties(
            self.client,
            self.desk.app,
            self.place,
            lambda order, reason: self._post(Lost(order, reason)),
            self.left_behind,
        )

    async def open(self, post: Post) -> Line:
        """Answers, opens the media, joins both.

        Raises:
            LegFailed: Asterisk could not do it, or the caller is gone.
        """
        self._post = post
        if self._gone:
            post(HungUp())
        self._setup = asyncio.create_task(self._set_up(), name="call set-up")
        try:
            # Shielded: what was asked of Asterisk is known to its end, and can then be undone.
            media = await asyncio.shield(self._setup)
            async with asyncio.timeout(ENTER_LIMIT_S):
                await self._media_entered.wait()
            await self._join()
        except (AriError, TransportClosed, TimeoutError) as error:
            raise LegFailed(f"the call's audio could not be set up: {error}") from error
        return self.make_line(media)

    async def _set_up(self) -> Transport:
        """The answer, the bridge and the media channel at once: they need each other only later."""
        answered, bridged, media = await asyncio.gather(
            self.client.channels.answer(self.channel),
            self.client.bridges.create(self.place.bridge, self.desk.app),
            self.desk.open(self.place.media),
            return_exceptions=True,
        )
        if not isinstance(media, BaseException):
            self._media = media
        for result in (answered, bridged):
            if isinstance(result, BaseException):
                raise result
        if isinstance(media, BaseException):
            raise media
        return media

    async def _join(self) -> None:
        """Both channels into the bridge; a channel that is not quite there yet is asked again."""
        for attempt in range(_RETRIES):
            try:
                await self.client.bridges.add(self.place.bridge, self.channel, self.place.media)
            except ConflictError:
                if attempt == _RETRIES - 1:
                    raise
                await asyncio.sleep(0.02 * 2**attempt)
            else:
                return

    def entered(self, channel: str) -> bool:
        """One of our own channels is in our application; False when it is not this call's."""
        if channel == self.place.media:
            self._media_entered.set()
            return True
        return self.telephones.entered(channel)

    def let_go(self) -> None:
        """Another controller has the caller now: the call is over for us, not for them."""
        self._post(Stopped("interrupted"))
        self.caller_left()

    def caller_left(self) -> None:
        """The caller's channel left our application: the call is over."""
        if not self._gone:
            self._gone = True
            self._post(HungUp())

    async def hang_up(self) -> None:
        """Ends the caller's channel after our last word; its StasisEnd tells the session."""
        await self._last_word()
        try:
            if not await self.client.channels.hang_up(self.channel):
                self.caller_left()
        except AriError as error:
            log.warning("hang-up failed", error=type(error).__name__)
            self.left_behind(self.place)
            self.caller_left()

    async def _last_word(self) -> None:
        """Waits until what was handed to Asterisk has left it: at most some frames."""
        if self._media is None or self._gone:
            return
        with contextlib.suppress(TransportClosed, TimeoutError):
            async with asyncio.timeout(LAST_WORD_LIMIT_S):
                await self._media.drained()
            await asyncio.sleep(ON_THE_WAY_S)

    async def close(self) -> None:
        """Frees everything of this call on Asterisk; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        if self._setup is not None:
            await asyncio.wait({self._setup}, timeout=SET_UP_LIMIT_S)
        await self.telephones.close()
        if self._media is not None:
            await self._media.close()
        await self._free("media", self.client.channels.hang_up(self.place.media))
        await self._free("bridge", self.client.bridges.destroy(self.place.bridge))
        if not self._gone:
            await self._free("caller", self.client.channels.hang_up(self.channel))

    async def _free(self, what: str, request: Awaitable[bool]) -> None:
        """One step of cleaning up; its failure keeps none of the others from being done."""
        try:
            await request
        except AriError as error:
            log.warning("not freed on asterisk", what=what, error=type(error).__name__)
            self.left_behind(self.place)
