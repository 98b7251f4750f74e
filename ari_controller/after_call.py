"""What calls leave behind is done here, one after the other: their summaries, and what a model makes of them."""

import asyncio
import sqlite3
from dataclasses import dataclass

import structlog

from ari_controller.extracting import Extractor, NotNow
from config.models import Business
from config.site import Configuration
from config.templates import TextError
from storage import jobs, journal
from storage.database import Store
from storage.errors import StorageError
from storage.summaries import store_extraction, store_summary
from voice.clock import Clock
from voice.thinking.errors import ThinkingError

log = structlog.get_logger(__name__)
LOOK_EVERY_S = 0.5


@dataclass
class AfterCall:
    """One for each controller."""

    configuration: Configuration
    store: Store
    clock: Clock
    extractor: Extractor | None = None
    """A model's view beside that of the rules; None without a model."""

    async def run(self) -> None:
        """Works for ever; a database that cannot be used is tried again."""
        while True:
            try:
                busy = await self.round()
            except sqlite3.Error as error:
                log.warning("jobs not readable, trying again", error=str(error))
                busy = 0
            if not busy:
                await asyncio.sleep(LOOK_EVERY_S)

    async def round(self) -> int:
        """Does what is due now; gives how many jobs were looked at."""
        now = self.clock.now()
        rows = await self.store.write(lambda db: jobs.claim(db, now))
        for row in rows:
            await self._one(row)
        return len(rows)

    async def _one(self, row: jobs.Row) -> None:
        now = self.clock.now()
        business = self.configuration.businesses.get(row["business"])
        if business is None:
            reason = "its business is not configured any more"
            await self.store.write_surely(lambda db: jobs.fail(db, row, reason, now=now))
            return
        try:
            if row["kind"] == "extraction":
                await self._extract(row, business)
            else:
                ask = self.extractor is not None
                await self.store.write(
                    lambda db: store_summary(db, row, business, now=now, then_ask=ask)
                )
        except NotNow:
            await self.store.write_surely(lambda db: jobs.put_off(db, row, now=now))
        except (StorageError, TextError, ThinkingError, sqlite3.Error) as error:
            reason = f"{type(error).__name__}: {error}"
            log.warning("job failed", job=row["kind"], call=row["call"], error=type(error).__name__)
            await self.store.write_surely(lambda db: jobs.fail(db, row, reason, now=now))

    async def _extract(self, row: jobs.Row, business: Business) -> None:
        """What a model makes of the call is added to what the rules made of it."""
        events = await self.store.read(lambda db: journal.of_call(db, row["call"]))
        made = None if self.extractor is None else await self.extractor.extract(business, events)
        await self.store.write(lambda db: store_extraction(db, row, made))
