"""A copy is whole or it is none; restoring loses neither the old nor the new."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import backup, bookings
from storage.database import connect
from storage.errors import DatabaseInUse, DatabaseUnusable
from storage.ownership import Ownership
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)


def count(path: Path) -> int:
    db = connect(path)
    try:
        return len(bookings.list_bookings(db))
    finally:
        db.close()


def test_a_copy_made_beside_a_writer_comes_back(db: Database, path: Path, tmp_path: Path) -> None:
    bookings.book(db, appointment(START), "confirmed", now=NOW)
    copy = tmp_path / "copy.db"
    backup.back_up(db, copy)
    assert copy.stat().st_mode & 0o077 == 0
    bookings.book(db, appointment(START.replace(hour=15)), "confirmed", now=NOW)
    db.close()
    old = backup.restore(copy, path, now=NOW)
    assert old is not None
    assert (count(path), count(old)) == (1, 2)
    with pytest.raises(DatabaseUnusable, match="there already"):
        backup.back_up(connect(path), copy)


def test_a_damaged_copy_is_refused_and_the_old_one_stays(
    db: Database, path: Path, tmp_path: Path
) -> None:
    bookings.book(db, appointment(START), "confirmed", now=NOW)
    copy = tmp_path / "copy.db"
    backup.back_up(db, copy)
    db.close()
    damaged = bytearray(copy.read_bytes())
    damaged[4096 : 4096 * 6] = bytes(4096 * 5)
    for content in (bytes(damaged), b"no database", copy.read_bytes()[:5000]):
        copy.write_bytes(content)
        with pytest.raises(DatabaseUnusable):
            backup.restore(copy, path, now=NOW)
        assert count(path) == 1
    assert [file.name for file in tmp_path.iterdir() if ".part" in file.name] == []


def test_nothing_is_restored_under_a_running_controller(
    db: Database, path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    backup.back_up(db, copy)
    owner = Ownership(path)
    owner.take()
    with pytest.raises(DatabaseInUse):
        backup.restore(copy, path, now=NOW)
    owner.release()


def test_a_copy_where_nothing_can_be_written_is_a_clear_error(db: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="check its folder"):
        backup.back_up(db, tmp_path / "no/such/folder/copy.db")
