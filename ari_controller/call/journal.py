"""One call's events on their way to the database and to whoever watches live."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from storage.calls import NewCall, append_events, start_call
from storage.database import Store
from storage.events import KINDS, CallStarted, Event
from storage.times import stamp
from voice.clock import Clock

log = structlog.get_logger(__name__)
Listener = Callable[[Event], None]


@dataclass
class Journal:
    """Stamps a call's events and writes them in order, off the loop."""

    store: Store
    clock: Clock
    business: str
    call: str
    listeners: list[Listener] = field(default_factory=list)
    seq: int = 0
    _queue: asyncio.Queue[Event | None] = field(default_factory=asyncio.Queue)
    _new: NewCall | None = None

    def start(self, new: NewCall) -> None:
        """Orders the call's row and its first event; nobody's call waits for a database to be answered."""
        self._new = new
        self.record(
            CallStarted.kind,
            caller=new.caller,
            dialled=new.dialled,
            transport=new.transport,
            channel=new.channel,
            sip_call_id=new.sip_call_id,
        )

    def record(self, kind: str, **body: Any) -> None:
        """Stamps and publishes an event; what is not live-only is queued for the database."""
        cls = KINDS[kind]
        if not cls.live_only:
            self.seq += 1
        event = cls(
            seq=self.seq,
            at=stamp(self.clock.now()),
            business=self.business,
            call=self.call,
            **body,
        )
        for listener in self.listeners:
            listener(event)
        if not cls.live_only:
            self._queue.put_nowait(event)

    def reserve(self) -> int:
        """The number of an event that is written together with what it tells of.

        A number is missing from a call where what it stood for failed.
        """
        self.seq += 1
        return self.seq

    def announce(self, event: Event) -> None:
        """Publishes an event that is in the database already."""
        for listener in self.listeners:
            listener(event)

    async def write(self) -> None:
        """Writes the call's row, then what is queued, many at once, until `close`."""
        if (new := self._new) is not None:
            await self.store.write_surely(lambda db: start_call(db, new))
        last = False
        while not last:
            batch = [await self._queue.get()]
            while not self._queue.empty():
                batch.append(self._queue.get_nowait())
            last = None in batch
            events = [event for event in batch if event is not None]
            if events:
                await self._append(events)

    async def _append(self, events: list[Event]) -> None:
        await self.store.write_surely(lambda db: append_events(db, events))

    def close(self) -> None:
        """Lets `write` return after the last event."""
        self._queue.put_nowait(None)
