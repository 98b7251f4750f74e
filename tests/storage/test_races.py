"""Several processes, one database: who is killed or loses a race spoils nothing."""

import contextlib
import multiprocessing
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlite_utils import Database

from config.models import Notify
from storage import audit, bookings, outbox
from storage.bookings import Appointment
from storage.database import connect
from storage.errors import SlotTaken
from storage.ids import idempotency_key
from storage.mirror import mirror
from tests.firms import salon
from tests.storage.conftest import ANNA, NOW

START = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
PROCESSES, ROUNDS = (100, 1000) if SOAK else (10, 100)
KILLS = 100 if SOAK else 10
"""Of each of three kinds of work."""
SEED = 20261121
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


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_of_many_processes_that_want_one_time_exactly_one_gets_it(path: Path, db: Database) -> None:
    with SPAWN.Pool(PROCESSES) as pool:
        won = pool.starmap(race, [(path, who, ROUNDS) for who in range(PROCESSES)])
    assert sum(won) == ROUNDS
    rows = bookings.list_bookings(db)
    assert len({row["starts_at"] for row in rows}) == len(rows) == ROUNDS


def send_for_ever(path: Path, who: int) -> None:
    """Books, takes out of the outbox, and writes down what it sent before it says so."""
    db = connect(path)
    number = 0
    with Path(f"{path}.sent").open("a") as sent:
        while True:
            bookings.book(db, _new(who, number), "requested", now=NOW)
            number += 1
            for row in outbox.claim(db, NOW):
                sent.write(f"{row['id']}\n")
                sent.flush()
                outbox.sent(db, row, now=NOW)


def migrate_for_ever(path: Path, who: int) -> None:
    """Makes and migrates one database after the other."""
    number = 0
    while True:
        connect(path.with_name(f"fresh-{who}-{number}.db")).close()
        number += 1


def killed(work: Callable[[Path, int], None], path: Path, who: int, moment: float) -> None:
    """Lets a process work, and kills it some time after it has begun."""
    process = SPAWN.Process(target=work, args=(path, who), daemon=True)
    begun, deadline = _touched(path), time.monotonic() + 30
    process.start()
    try:
        while _touched(path) == begun and process.is_alive() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(moment)
        assert process.is_alive()
    finally:
        process.kill()
        process.join()
        process.close()


def _touched(path: Path) -> int:
    """Changes as soon as somebody writes."""
    latest = 0
    for file in path.parent.iterdir():
        with contextlib.suppress(FileNotFoundError):  # a log that was just closed
            latest = max(latest, file.stat().st_mtime_ns)
    return latest


def whole(db: Database) -> None:
    """No page is damaged, each booking has its event and its line on record, none overlaps."""
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    rows = bookings.list_bookings(db)
    for table, condition in (("events", "kind = 'booking_changed'"), ("audit", "verb = 'book'")):
        count = db.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0]
        assert count == len(rows)
    assert len({(row["staff"], row["starts_at"]) for row in rows}) == len(rows)
    assert audit.verify(db)[1] is None


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_a_booker_that_is_killed_leaves_whole_rows_only(path: Path, db: Database) -> None:
    random = Random(SEED)
    for number in range(KILLS):
        killed(book_for_ever, path, number, random.uniform(0, 0.2))
        bookings.change(db, bookings.list_bookings(db)[-1]["id"], "cancelled", now=NOW, by=ANNA)
        for row in bookings.list_bookings(db, status="confirmed"):
            bookings.change(db, row["id"], "cancelled", now=NOW, by=ANNA)
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    booked = db.execute("SELECT count(*) FROM audit WHERE verb = 'book'").fetchone()[0]
    assert booked == len(bookings.list_bookings(db)) >= KILLS
    assert audit.verify(db)[1] is None


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_a_sender_that_is_killed_loses_no_message(path: Path, db: Database) -> None:
    """Each is sent or still queued; one that was sent twice was in the sender's hands when it died."""
    notify = Notify(business=("mail",), customers="sms")
    mirror(db, {"friseur": salon().model_copy(update={"notify": notify})}, NOW)
    random = Random(SEED)
    for number in range(KILLS):
        killed(send_for_ever, path, number, random.uniform(0, 0.2))
        for row in bookings.list_bookings(db, status="requested"):
            bookings.change(db, row["id"], "declined", now=NOW, by=ANNA)
    sent = Path(f"{path}.sent").read_text().split()
    rows = {row["id"]: row["status"] for row in outbox.list_outbox(db, limit=10**6)}
    # What was not sent yet when the desk declined is replaced by that news, and by nothing else.
    dropped = {row["entry"] for row in outbox.list_outbox(db, status="dropped", limit=10**6)}
    declined = {
        row["entry"] for row in outbox.list_outbox(db, limit=10**6) if row["what"] == "declined"
    }
    assert dropped <= declined
    assert set(rows.values()) <= {"sent", "sending", "queued", "dropped"}
    assert {name for name, status in rows.items() if status == "sent"} <= set(sent) <= set(rows)
    doubled = len(sent) - len(set(sent))
    print("seed", SEED, len(sent), "sent,", doubled, "twice")  # noqa: T201
    assert doubled <= KILLS * 20
    requested = db.execute("SELECT count(*) FROM outbox WHERE what = 'requested'").fetchone()[0]
    assert requested == 2 * len(bookings.list_bookings(db))
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_a_migration_that_is_killed_is_done_again(path: Path) -> None:
    random = Random(SEED)
    for number in range(KILLS):
        killed(migrate_for_ever, path, number, random.uniform(0, 0.1))
    fresh = sorted(path.parent.glob("fresh-*.db"))
    for file in fresh:
        db = connect(file)
        mirror(db, {"friseur": salon()}, NOW)
        bookings.book(db, _new(99, 1), "confirmed", now=NOW)
        whole(db)
        db.close()
    assert len(fresh) >= KILLS
