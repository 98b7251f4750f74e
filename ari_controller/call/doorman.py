"""Who is not let in: callers whose numbers a business has blocked. Asked at the ring, so it never waits."""

import asyncio
import sqlite3
from dataclasses import dataclass, field

import structlog

from ari_controller.call.leg import Arrival
from storage import blocked
from storage.database import Store
from voice.clock import Clock

log = structlog.get_logger(__name__)
LOOK_EVERY_S = 1.0
"""Other processes block numbers too, and do not tell."""


@dataclass
class Doorman:
    """Knows the blocked numbers by heart, and counts those that it turned away."""

    store: Store
    clock: Clock
    refused: int = 0
    """Calls turned away since the start."""
    _known: frozenset[tuple[str, str]] = frozenset()
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Looks for ever at what is blocked; while the database cannot be read, the last answer holds."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Learns what is blocked now."""
        try:
            self._known = await self.store.read(blocked.pairs)
        except sqlite3.Error as error:
            log.warning("blocked numbers not readable, the last ones hold", error=str(error))

    def lets_in(self, arrival: Arrival) -> bool:
        """False for a blocked number; that is counted in the database when there is time."""
        if arrival.caller is None or (arrival.business, arrival.caller) not in self._known:
            return True
        self.refused += 1
        task = asyncio.create_task(self._count(arrival.business, arrival.caller))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        log.info("blocked caller turned away", business=arrival.business)
        return False

    async def _count(self, business: str, number: str) -> None:
        now = self.clock.now()
        try:
            await self.store.write(lambda db: blocked.refused(db, business, number, now=now))
        except sqlite3.Error as error:
            log.warning("a call turned away was not counted", error=str(error))

    async def close(self) -> None:
        """What was to be counted is counted."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
