"""The door to SQLite: opening, migrating, one writer thread, readers of their own."""

import asyncio
import fcntl
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import structlog
from sqlite_utils import Database

from storage.errors import DatabaseUnusable
from storage.migrations import MIGRATIONS
from storage.transactions import immediate

__all__ = ["BUSY_MS", "Database", "Store", "connect", "immediate"]
log = structlog.get_logger(__name__)
T = TypeVar("T")
Work = Callable[[Database], T]
BUSY_MS = 15_000
"""How long a writer waits for another process; transactions here take milliseconds."""
PATIENCE_S = 60.0
AGAIN_S = 0.5


def connect(
    path: Path, *, now: datetime | None = None, one_thread: bool = True, migrate: bool = True
) -> Database:
    """Opens a database, creating and migrating it first.

    A non-empty older database is copied beside itself before it is migrated (`now` names the copy).
    With `one_thread` off another thread may close the connection; still only one uses it.

    Raises:
        DatabaseUnusable: it cannot be opened, is no database, or a newer version wrote it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = Database(_connection(path, one_thread=one_thread))
        if migrate:
            _migrate(db, path, now)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseUnusable(
            f"{path}: {error}; check its folder's rights, or restore a backup"
        ) from error
    return db


def _connection(path: Path, *, one_thread: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, check_same_thread=one_thread)
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _migrate(db: Database, path: Path, now: datetime | None) -> None:
    with Path(f"{path}.migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        applied = {migration.name for migration in MIGRATIONS.applied(db)}
        newer = applied - _names()
        if newer:
            raise DatabaseUnusable(
                f"{path} was written by a newer version ({', '.join(sorted(newer))}); install that version again"
            )
        if MIGRATIONS.pending(db):
            if applied:
                moment = f"{now:%Y%m%d-%H%M%S}" if now else "before-upgrade"
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copy2(path, path.with_name(f"{path.name}.{moment}.bak"))
            MIGRATIONS.apply(db)


def _names() -> set[str]:
    empty = Database(memory=True)
    try:
        return {migration.name for migration in MIGRATIONS.pending(empty)}
    finally:
        empty.close()


class Store:
    """One database for an event loop: a single writer thread, and readers with connections of their own.

    `around` wraps each wait for a thread, so that a virtual clock stands still meanwhile.
    """

    def __init__(
        self,
        path: Path,
        *,
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
        readers: int = 2,
    ) -> None:
        self.path = path
        self._around = around
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")
        self._local = threading.local()
        self._opened: list[Database] = []
        self._closing = threading.Lock()
        self._migrated = False

    async def open(self, now: datetime | None = None) -> None:
        """Creates or migrates the database.

        Raises:
            DatabaseUnusable: see `connect`.
        """
        await self._run(self._writer, lambda _db: None, migrate_at=now)
        self._migrated = True

    async def write(self, job: Work[T]) -> T:
        """Runs a job in the writer thread; jobs run in the order in which they were given."""
        return await self._run(self._writer, job)

    async def write_surely(self, job: Work[T]) -> T:
        """Like `write`; when the database cannot be written to, again for `PATIENCE_S`.

        Only for what may follow later: jobs that are given meanwhile run before it.

        Raises:
            sqlite3.OperationalError: it still cannot.
        """
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + PATIENCE_S
        while True:
            try:
                return await self.write(job)
            except sqlite3.OperationalError as error:
                if loop.time() > give_up_at:
                    raise
                log.warning("database not writable, trying again", error=str(error))
                await asyncio.sleep(AGAIN_S)

    async def read(self, job: Work[T]) -> T:
        """Runs a job that only reads, beside the writer."""
        return await self._run(self._readers, job)

    async def close(self) -> None:
        """Waits for what is running and closes every connection."""
        loop = asyncio.get_running_loop()
        with self._around():
            for pool in (self._writer, self._readers):
                await loop.run_in_executor(None, pool.shutdown)
        with self._closing:
            for db in self._opened:
                db.close()
            self._opened.clear()

    async def _run(
        self, pool: ThreadPoolExecutor, job: Work[T], migrate_at: datetime | None = None
    ) -> T:
        loop = asyncio.get_running_loop()
        with self._around():
            return await loop.run_in_executor(pool, lambda: job(self._database(migrate_at)))

    def _database(self, now: datetime | None) -> Database:
        """This thread's own connection."""
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            db = connect(self.path, now=now, one_thread=False, migrate=not self._migrated)
            self._local.db = db
            with self._closing:
                self._opened.append(db)
        return db
