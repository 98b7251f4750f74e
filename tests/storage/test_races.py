"""Several processes, one database: who is killed or loses a race spoils nothing."""

import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import bookings
from storage.bookings import Appointment
from storage.database import connect
from storage.errors import SlotTaken
from storage.ids import idempotency_key
from tests.storage.conftest import NOW

START = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
PROCESSES = 4
ROUNDS = 30
SPAWN = multiprocessing.get_context("spawn")


def _new(who: int, number: int) -> Appointment:
    start = START + timedelta(minutes=45 * number)
    end = start + timedelta(minutes=45)
    return Appointment(
        id=f"P{who}-{number}", business="friseur", call=None, service="haarschnitt", staff="anna",
        start=start, end=end, blocked_until=end, zone="Europe/Berlin", name=f"Nummer {who}",
        phone="+491701234567", key=idempotency_key(str(who), "book", number=str(number)),
    )  # fmt: skip


def race(path: Path, who: int, rounds: int) -> int:
    db = connect(path)
    won = 0
    for number in range(rounds):
        try:
            bookings.book(db, _new(who, number), "confirmed", now=NOW)
            won += 1
        except SlotTaken:
            continue
    db.close()
    return won


def book_for_ever(path: Path, who: int) -> None:
    db = connect(path)
    number = 0
    while True:
        bookings.book(db, _new(who, number), "confirmed", now=NOW)
        number += 1


def test_of_many_processes_that_want_one_time_exactly_one_gets_it(path: Path, db: Database) -> None:
    with SPAWN.Pool(PROCESSES) as pool:
        won = pool.starmap(race, [(path, who, ROUNDS) for who in range(PROCESSES)])
    assert sum(won) == ROUNDS
    rows = bookings.list_bookings(db)
    assert len({row["starts_at"] for row in rows}) == len(rows) == ROUNDS


@pytest.mark.parametrize("attempt", range(3))
def test_a_writer_that_is_killed_leaves_whole_rows_only(
    path: Path, db: Database, attempt: int
) -> None:
    process = SPAWN.Process(target=book_for_ever, args=(path, attempt))
    process.start()
    assert process.pid is not None
    deadline = time.monotonic() + 20
    while len(bookings.list_bookings(db)) < 3 + attempt and time.monotonic() < deadline:
        time.sleep(0.003)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    process.close()
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    rows = bookings.list_bookings(db)
    events = db.execute("SELECT count(*) FROM events WHERE kind = 'booking_changed'").fetchone()[0]
    assert len(rows) == events >= 3
    bookings.book(db, _new(99, 10_000), "confirmed", now=NOW)
