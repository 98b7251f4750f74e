"""Operators' and colleagues' telephones on Asterisk: rung, put into the caller's bridge or beside it, let go."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from secrets import token_hex

import structlog

from ari_controller.ari.client import AriClient
from ari_controller.ari.errors import AriError, AsteriskFailedError
from ari_controller.ari.records import Channel
from ari_controller.call.leg import NotConnected
from ari_controller.call.media import Place, ours
from ari_controller.call.orders import Order

log = structlog.get_logger(__name__)
RING_S = 20
GUARD_S = 3.0
"""What Asterisk has told by then it will not tell any more."""
REASONS = {
    1: "unreachable",
    3: "unreachable",
    17: "busy",
    18: "no_answer",
    19: "no_answer",
    20: "unreachable",
    21: "rejected",
}
"""Q.850 causes as short words."""
Lost = Callable[[Order, str], None]


@dataclass
class _Telephone:
    """One, by ids that are never used twice: Asterisk 22.10 crashes over a second channel of one id."""

    order: Order
    channel: str
    snoop: str
    bridge: str
    answered: "asyncio.Future[None]"
    dialling: "asyncio.Task[None] | None" = None
    """What was asked of Asterisk is known to its end: only then can it be undone."""
    snooping: asyncio.Event = field(default_factory=asyncio.Event)
    joined: bool = False
    """It has the caller, and we do not."""
    gone: bool = False


@dataclass
class Parties:
    """All telephones beside one caller; implements `Telephones`."""

    client: AriClient
    app: str
    place: Place
    lost: Lost
    """Told when a telephone that had answered is hung up."""
    left_behind: Callable[[Place], None]
    _known: dict[str, _Telephone] = field(default_factory=dict)
    """By their orders' ids."""
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _closed: bool = False

    @property
    def ids(self) -> frozenset[str]:
        """Every channel and bridge of theirs."""
        return frozenset(
            name for one in self._known.values() for name in (one.channel, one.snoop, one.bridge)
        )

    async def ring(self, order: Order, caller_id: str) -> None:
        """Rings `RING_S` seconds at most."""
        if self._closed:
            raise NotConnected("call_over")
        prefix, token = ours(self.app), token_hex(4)
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        channel, snoop, bridge = (
            f"{prefix}{kind}-{self.place.caller}-{token}" for kind in ("op", "snoop", "listen")
        )
        one = self._known[order.id] = _Telephone(order, channel, snoop, bridge, answered)
        try:
            one.dialling = asyncio.create_task(
                self.client.channels.originate(
                    one.channel, order.endpoint, self.app, caller_id=caller_id, timeout_s=RING_S
                ),
                name="dialling",
            )
            one.dialling.add_done_callback(_looked_at)
            await asyncio.shield(one.dialling)
            async with asyncio.timeout(RING_S + GUARD_S):
                await asyncio.shield(answered)
        except AsteriskFailedError as error:
            self._known.pop(order.id, None)
            raise NotConnected(_why(error)) from error
        except (AriError, TimeoutError) as error:
            await self._let_go(one)
            why = str(error) if isinstance(error, AriError) else "no_answer"
            raise NotConnected(why) from error

    async def connect(self, order: Order) -> None:
        """We leave the bridge before the telephone enters it: nothing that is said there reaches us."""
        one = self._known.get(order.id)
        if one is None or one.gone:
            raise NotConnected("no_answer")
        async with self._lock:
            try:
                if order.verb == "listen":
                    await self._listen(one)
                    return
                one.joined = True
                await self.client.bridges.remove(self.place.bridge, self.place.media)
                await self.client.bridges.add(self.place.bridge, one.channel)
            except (AriError, TimeoutError) as error:
                raise NotConnected(str(error) or "no_answer") from error

    async def _listen(self, one: _Telephone) -> None:
        """A bridge of its own, in which a channel repeats what the caller's carries."""
        await self.client.channels.snoop(self.place.caller, one.snoop, self.app)
        await self.client.bridges.create(one.bridge, self.app)
        async with asyncio.timeout(GUARD_S):
            await one.snooping.wait()
        await self.client.bridges.add(one.bridge, one.snoop, one.channel)

    async def release(self, order: Order) -> None:
        """Hangs the telephone up; puts us back into the bridge where we had left it."""
        one = self._known.get(order.id)
        if one is None:
            return
        async with self._lock:
            await self._let_go(one)
            if not one.joined or self._closed:
                return
            one.joined = False
            try:
                await self.client.bridges.add(self.place.bridge, self.place.media)
            except AriError as error:
                raise NotConnected(str(error)) from error

    async def _let_go(self, one: _Telephone) -> None:
        """Ends everything of one telephone."""
        self._known.pop(one.order.id, None)
        one.gone = True
        if not one.answered.done():
            one.answered.set_exception(NotConnected("let_go"))
        # Nobody may wait for it any more.
        one.answered.exception()
        if one.dialling is not None:
            await asyncio.wait({one.dialling}, timeout=GUARD_S)
        await self._free(one, self.client.channels.hang_up(one.channel))
        if one.order.verb == "listen":
            await self._free(one, self.client.channels.hang_up(one.snoop))
            await self._free(one, self.client.bridges.destroy(one.bridge))

    async def _free(self, one: _Telephone, request: Awaitable[bool]) -> None:
        try:
            await request
        except AriError as error:
            log.warning("telephone not freed on asterisk", error=type(error).__name__)
            self.left_behind(Place(one.channel, one.snoop, one.bridge))

    async def close(self) -> None:
        """The call is over: all telephones are let go."""
        self._closed = True
        for one in list(self._known.values()):
            await self._let_go(one)

    # --- told by whoever reads Asterisk's events ------------------------------------------------------

    def entered(self, channel: str) -> bool:
        """A channel is in our application: a telephone was answered, or a listening channel is there."""
        for one in self._known.values():
            if channel == one.snoop:
                one.snooping.set()
                return True
            if channel == one.channel:
                if not one.answered.done():
                    one.answered.set_result(None)
                return True
        return False

    def left(self, channel: str, cause: int = 0, words: str = "") -> None:
        """A channel is gone, for a cause by Q.850 where it is known."""
        for one in list(self._known.values()):
            if channel not in (one.channel, one.snoop) or one.gone:
                continue
            reason = REASONS.get(cause, words or "hung_up")
            if not one.answered.done():
                # Its end is known by now: nothing of it is left to free.
                self._known.pop(one.order.id, None)
                one.answered.set_exception(NotConnected(reason))
                one.answered.exception()
            elif channel == one.channel:
                one.gone = True
                self.lost(one.order, reason)

    def compare(self, there: dict[str, Channel]) -> None:
        """After a gap: what was answered or hung up in it is noticed now."""
        for one in list(self._known.values()):
            if one.dialling is None or not one.dialling.done():
                continue
            channel = there.get(one.channel)
            if channel is None:
                self.left(one.channel)
            elif channel.state == "Up":
                self.entered(one.channel)
            if one.snoop in there:
                one.snooping.set()


def _looked_at(task: "asyncio.Task[None]") -> None:
    """Whoever waited for it may be gone by now."""
    if not task.cancelled():
        task.exception()


def _why(error: AsteriskFailedError) -> str:
    """Asterisk names no reason for an endpoint that it does not know or cannot reach."""
    return "unreachable" if "Allocation failed" in str(error) else str(error)
