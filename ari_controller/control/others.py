"""What others wrote into the database: read ten times a second, beside the loop, and published like what is live."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from ari_controller.control.hub import Hub
from storage import audit, journal
from storage.database import Database, Store
from storage.errors import StorageError

log = structlog.get_logger(__name__)
LOOK_EVERY_S = 0.1
_MOST = 500
"""Rows a look; what is left comes with the next one, a moment later."""


@dataclass
class News:
    """What one look found."""

    events: list[tuple[int, str, str, int, str]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Others:
    """Looks at the journal and the audit through a connection of its own, so that nobody's call waits for it."""

    store: Store
    """Its own: one reader, which remembers what SQLite's data_version was."""
    hub: Hub
    reachable: bool = True
    """False while the database cannot be read."""
    _version: int = -1
    _event: int = 0
    _entry: int = 0

    async def open(self) -> None:
        """What is there already is no news."""
        self._event, self._entry = await self.store.read(
            lambda db: (journal.last_row(db), audit.last_row(db))
        )

    async def run(self, each: Callable[[], None]) -> None:
        """Looks until it is cancelled; `each` is called after each look."""
        while True:
            await self.look()
            each()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Publishes what was written since the last look."""
        try:
            news = await self.store.read(self._news)
        except (sqlite3.Error, StorageError) as error:
            if self.reachable:
                log.warning("changes by others not readable", error=str(error))
            self.reachable = False
            return
        self.reachable = True
        for row, business, call, seq, body in news.events:
            self._event = row
            if not self.hub.knows(call, seq):
                self.hub.publish_stored(business, call, seq, body.encode())
        for line in news.entries:
            self._entry = int(line["id"])
            kept = {name: line[name] for name in ("business", "entry", "verb", "who", "at")}
            self.hub.tell({"type": "entry", **kept}, line["business"])

    def _news(self, db: Database) -> News:
        """Runs in the reader's thread; while nothing was written it asks for one number only."""
        version = journal.data_version(db)
        if version == self._version:
            return News()
        news = News(
            journal.stored_since(db, self._event, _MOST), audit.since(db, self._entry, _MOST)
        )
        if not news.events:
            # Rows that were erased leave their numbers to the next ones.
            self._event = min(self._event, journal.last_row(db))
        if len(news.events) < _MOST and len(news.entries) < _MOST:
            self._version = version
        return news
