"""Copies of the database while it is in use, and the way back."""

import sqlite3
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from storage.database import connect
from storage.errors import DatabaseUnusable
from storage.ownership import Ownership


def back_up(db: Database, target: Path) -> None:
    """A whole, checked copy at `target`, made while others read and write.

    Raises:
        DatabaseUnusable: the target is there already or cannot be written, or the copy is not whole.
    """
    if target.exists():
        raise DatabaseUnusable(f"{target} is there already: name another file")
    try:
        db.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise DatabaseUnusable(f"{target}: {error}; check its folder and its space") from error
    target.chmod(0o600)
    check(target)


def check(database: Path) -> None:
    """Reads every page of a database.

    Raises:
        DatabaseUnusable: it is damaged, or none of ours.
    """
    try:
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        try:
            [(found,)] = connection.execute("PRAGMA integrity_check (1)").fetchall()
            connection.execute("SELECT count(*) FROM calls").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise DatabaseUnusable(
            f"{database}: {error}; restore a backup with `vorzimmer restore`"
        ) from error
    if found != "ok":
        raise DatabaseUnusable(f"{database}: {found}; restore a backup with `vorzimmer restore`")


def restore(copy: Path, database: Path, *, now: datetime) -> Path | None:
    """Puts a checked copy in the place of the database; gives where the old one was put, None when there was none.

    Raises:
        DatabaseInUse: a controller works with it.
        DatabaseUnusable: the copy is damaged, or a newer version wrote it; the old one stays.
    """
    ownership = Ownership(database)
    ownership.take()
    try:
        part = database.with_name(f"{database.name}.part")
        try:
            part.write_bytes(copy.read_bytes())
        except OSError as error:
            raise DatabaseUnusable(f"{copy}: {error.strerror}") from error
        try:
            check(part)
            connect(part, now=now).close()
        except DatabaseUnusable:
            for leftover in database.parent.glob(f"{part.name}*"):
                leftover.unlink()
            raise
        old = None
        if database.exists():
            connect(database, migrate=False).close()  # its write-ahead log goes into it
            old = database.with_name(f"{database.name}.{now:%Y%m%d-%H%M%S}.bak")
            database.replace(old)
        for ending in ("-wal", "-shm"):
            database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
        part.replace(database)
        for leftover in database.parent.glob(f"{part.name}*"):
            leftover.unlink()
        return old
    finally:
        ownership.release()
