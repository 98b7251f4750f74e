"""Every event of every call to every client: each is encoded once, and nobody is waited for."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ari_controller.call.journal import Listener
from ari_controller.control.door import Connection
from ari_controller.control.mailbox import Mailbox
from ari_controller.control.rights import Who
from config.site import Right
from storage.calls import NewCall
from storage.events import CallEnded, Event, Heard, Level, Partial, encode

KEPT_AFTER_S = 600.0
"""How long an ended call's numbers are remembered: its last events may be written late."""
Observer = Callable[[Event], None]


def text_of(message: Mapping[str, Any]) -> bytes:
    """A message as it goes over the socket."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str).encode(
        "utf-8", "replace"
    )


def event_text(event: Event) -> bytes:
    """An event as JSON."""
    return text_of(encode(event))


def event_message(text: bytes) -> bytes:
    """The message that carries an event."""
    return b'{"type":"event","event":' + text + b"}"


@dataclass
class LiveCall:
    """What the hub remembers of one call."""

    id: str
    business: str
    texts: list[bytes] = field(default_factory=list)
    """Its stored events so far, as JSON."""
    numbers: set[int] = field(default_factory=set)
    """Those that were published."""
    partial: Partial | None = None
    ended_at: float | None = None


@dataclass(eq=False)
class Client:
    """Somebody attached to the stream."""

    who: Who
    origin: Connection
    """Where they are attached."""
    levels: bool = False
    log: bool = False
    watched: frozenset[str] = frozenset()
    """Calls whose levels they asked for."""
    mailbox: Mailbox = field(default_factory=Mailbox)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    greet: bool = True
    """They are to be told who they are."""
    closing: tuple[int, str] | None = None
    """A WebSocket close code and why, once they have to go."""

    def sees(self, business: str) -> bool:
        """True for a business that they may see; what belongs to none is for all."""
        return not business or self.who.scope.sees(business)

    def wants_levels(self, call: str) -> bool:
        """True when they draw this call's levels."""
        return self.levels or call in self.watched

    def put(self, message: bytes) -> None:
        """Hands a message over for sending."""
        self.mailbox.put(message)
        self.woken.set()

    def put_levels(self, message: bytes) -> None:
        """The same for levels, which replace those that wait."""
        self.mailbox.put_levels(message)
        if not self.mailbox.empty:
            self.woken.set()

    def regrant(self, who: Who) -> None:
        """Their rights or businesses are others now: they are told, and see anew what they may see."""
        self.who, self.greet = who, True
        self.resync()

    def resync(self) -> None:
        """From here on they need a snapshot."""
        self.mailbox.lag()
        self.woken.set()

    def close(self, code: int, why: str) -> None:
        """Lets the connection end."""
        self.closing = (code, why)
        self.woken.set()


class Hub:
    """The calls that run, and who watches them."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.clients: list[Client] = []
        self.observers: list[Observer] = []
        """Told of each event before anybody else; must not block."""
        self.cursor = 0
        """How many events were published since the start."""
        self._calls: dict[str, LiveCall] = {}
        self._levels: dict[str, Level] = {}

    # --- calls --------------------------------------------------------------------------------------

    def watch(self, new: NewCall) -> Listener:
        """A call begins; what it gives is told its events."""
        self._calls[new.id] = LiveCall(new.id, new.business)
        return self.publish

    def business_of(self, call: str) -> str | None:
        """Whose call it is; None when no such call runs."""
        live = self._calls.get(call)
        return live.business if live is not None and live.ended_at is None else None

    def levels_wanted(self, call: str) -> bool:
        """True while anybody draws this call's levels."""
        return any(client.wants_levels(call) for client in self.clients)

    def publish(self, event: Event) -> None:
        """An event to everybody who sees its business; one that was published already is dropped."""
        if isinstance(event, Level):
            self._levels[event.call] = event
            return
        live = self._calls.get(event.call)
        if isinstance(event, Partial):
            if live is not None:
                live.partial = event
            if self.clients:
                self._send(event.business, event_message(event_text(event)))
            return
        if live is not None and event.seq in live.numbers:
            return
        text = event_text(event)
        if live is not None:
            self._keep(live, event, text)
        for observer in self.observers:
            observer(event)
        self._send(event.business, event_message(text))

    def _keep(self, live: LiveCall, event: Event, text: bytes) -> None:
        live.numbers.add(event.seq)
        if live.ended_at is None:
            live.texts.append(text)
        if isinstance(event, Heard):
            live.partial = None
        if isinstance(event, CallEnded):
            self._ended(live)

    def _ended(self, live: LiveCall) -> None:
        live.ended_at = self._monotonic()
        live.texts, live.partial = [], None
        self._levels.pop(live.id, None)

    def knows(self, call: str, seq: int) -> bool:
        """True for an event that was published live."""
        live = self._calls.get(call)
        return live is not None and seq in live.numbers

    def publish_stored(self, business: str, call: str, seq: int, text: bytes) -> None:
        """An event that another writer stored, as its JSON."""
        if self.knows(call, seq):
            return
        live = self._calls.get(call)
        if live is not None:
            live.numbers.add(seq)
            if live.ended_at is None:
                live.texts.append(text)
        self._send(business, event_message(text))

    def tidy(self, running: frozenset[str]) -> None:
        """Forgets calls that ended a while ago, and those that ended without a word (a crash)."""
        now = self._monotonic()
        for live in list(self._calls.values()):
            if live.ended_at is None and live.id not in running:
                self._ended(live)
            if live.ended_at is not None and now - live.ended_at > KEPT_AFTER_S:
                del self._calls[live.id]

    # --- clients ------------------------------------------------------------------------------------

    def tell(self, message: Mapping[str, Any], business: str = "") -> None:
        """A message that is no event: to all who see the business, or to all."""
        if self.clients:
            self._send(business, text_of(message))

    def tell_log(self, line: Mapping[str, Any]) -> None:
        """A line of the log, to those who asked for it and may see it."""
        told = [one for one in self.clients if one.log and Right.ADMIN in one.who.rights]
        message = text_of({"type": "log", "line": line}) if told else b""
        for client in told:
            client.put(message)

    def _send(self, business: str, message: bytes) -> None:
        self.cursor += 1
        for client in self.clients:
            if client.sees(business):
                client.put(message)

    def flush_levels(self, at: str) -> None:
        """The latest levels to those who draw them; called ten times a second."""
        if not self._levels:
            return
        fresh, self._levels = self._levels, {}
        for client in self.clients:
            wanted = {
                call: [round(level.caller_dbfs, 1), round(level.assistant_dbfs, 1)]
                for call, level in fresh.items()
                if client.sees(level.business) and client.wants_levels(call)
            }
            if wanted:
                client.put_levels(text_of({"type": "levels", "at": at, "levels": wanted}))

    def snapshot(self, client: Client) -> Iterator[bytes]:
        """A message for each running call that the client sees; all as of now, made one by one.

        What happens from now on goes to the client's mailbox.
        """
        running = [live for live in self._calls.values() if live.ended_at is None]
        frozen = [
            (live.id, tuple(live.texts), live.partial)
            for live in running
            if client.sees(live.business)
        ]
        return (_snapshot_call(*one) for one in frozen)


def _snapshot_call(call: str, texts: Sequence[bytes], partial: Partial | None) -> bytes:
    events = texts if partial is None else (*texts, event_text(partial))
    head = text_of({"type": "snapshot_call", "call": call})[:-1]
    return head + b',"events":[' + b",".join(events) + b"]}"
