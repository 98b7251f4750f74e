"""What the control API itself puts on record: orders to running calls, what became of them, and refused requests."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from storage import audit
from storage.audit import By
from storage.database import Database, Store, immediate
from storage.events import Event, OperatorDid
from voice.clock import Clock

log = structlog.get_logger(__name__)
_MOST_PENDING = 1000
Job = Callable[[Database], None]


@dataclass
class Records:
    """Writes lines of the audit beside the loop; an order is never held up by its record."""

    store: Store
    clock: Clock
    _pending: dict[str, tuple[By, str]] = field(default_factory=dict)
    """Orders whose outcome is not known yet."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def ordered(self, order: str, by: By, verb: str, business: str, call: str) -> None:
        """An order was taken."""
        self._pending[order] = by, verb
        if len(self._pending) > _MOST_PENDING:
            del self._pending[next(iter(self._pending))]
        self.write(by, f"steer.{verb}", business=business, entry=call, after="requested")

    def observe(self, event: Event) -> None:
        """Notes what became of an order."""
        if not isinstance(event, OperatorDid) or event.outcome == "requested":
            return
        known = self._pending.pop(event.order, None)
        if known is not None:
            by, verb = known
            self.write(
                By(by.who, event.reason), f"steer.{verb}", business=event.business, entry=event.call,
                before="requested", after=event.outcome,
            )  # fmt: skip

    def write(
        self,
        by: By,
        verb: str,
        *,
        business: str,
        entry: str,
        before: str | None = None,
        after: str | None = None,
    ) -> None:
        """Puts a line on record, as soon as the database can be written to."""
        now = self.clock.now()

        def job(db: Database) -> None:
            with immediate(db):
                audit.record(
                    db, by, verb, business=business, entry=entry, now=now, before=before, after=after
                )  # fmt: skip

        task = asyncio.create_task(self._write(job), name="control record")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write(self, job: Job) -> None:
        try:
            await self.store.write_surely(job)
        except sqlite3.Error as error:
            log.warning("an order was not put on record", error=str(error))

    async def close(self) -> None:
        """What was to be written is written."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
