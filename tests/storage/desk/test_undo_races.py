"""Several processes, one database: what is taken back never stands where somebody else was let in meanwhile."""

import multiprocessing
import sqlite3
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import audit, bookings
from storage.audit import By
from storage.database import connect
from storage.desk.errors import DeskError
from storage.desk.serving import answer, find
from storage.errors import NotAllowed, SlotTaken
from storage.mirror import mirror
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW
from tests.storage.desk.conftest import FIRMS, asker

START = NOW.replace(day=6, hour=7)
SPAWN = multiprocessing.get_context("spawn")
ROUNDS = 25


_OVER = """
    SELECT EXISTS (SELECT 1 FROM audit WHERE entry = ? AND verb = 'undo')
        OR EXISTS (SELECT 1 FROM appointments WHERE id GLOB ? AND status = 'confirmed')
"""


def times(number: int) -> "bookings.Appointment":
    """Each round has its own time."""
    day, place = divmod(number, 8)
    start = START + timedelta(days=day, hours=place)
    return appointment(start, key=f"first {number}", name="Becker")


def take_back(path: Path, rounds: int) -> int:
    """Cancels and thinks better of it, in every round; gives how often that came in time."""
    db = connect(path)
    kept = 0
    for number in range(rounds):
        who = replace(asker(), by=By("operator:anna"))
        done = answer(db, who, find("POST", f"/bookings/B{number}/cancel"), {})
        time.sleep(0.004 * (number % 4))
        try:
            answer(db, who, find("POST", "/undo"), {"order": done["order"]})
            kept += 1
        except DeskError as error:
            assert error.detail["reason"] == "slot_taken"  # noqa: PT017  # in another process
    db.close()
    return kept


def take(path: Path, who: int, rounds: int) -> int:
    """Tries to get each time until its first owner has had their turn; gives how often it did."""
    db = connect(path)
    won = 0
    for number in range(rounds):
        new = replace(times(number), id=f"W{who}-{number}", key=f"{who} {number}", name=f"Nummer {who}")  # fmt: skip
        while True:
            try:
                bookings.book(db, new, "confirmed", now=NOW)
                won += 1
                break
            except SlotTaken:
                # Read to the end: an open cursor would keep this connection in the past.
                [(over,)] = db.execute(_OVER, (f"B{number}", f"W*-{number}")).fetchall()
                if over:
                    break
    db.close()
    return won


@pytest.mark.timeout(120)
def test_a_cancel_that_is_taken_back_never_books_twice(path: Path, db: Database) -> None:
    mirror(db, FIRMS, NOW)
    for number in range(ROUNDS):
        bookings.book(db, replace(times(number), id=f"B{number}"), "confirmed", now=NOW)
    with SPAWN.Pool(3) as pool:
        kept = pool.apply_async(take_back, (path, ROUNDS))
        won = [pool.apply_async(take, (path, who, ROUNDS)) for who in (1, 2)]
        sums = kept.get(100), sum(one.get(100) for one in won)
    assert sum(sums) == ROUNDS
    rows = bookings.list_bookings(db, status="confirmed")
    assert len({(row["staff"], row["starts_at"]) for row in rows}) == len(rows) == ROUNDS
    assert db.execute("SELECT max(undoing) FROM orders").fetchone()[0] == 0
    assert audit.verify(db)[1] is None


def test_the_way_back_is_open_to_nobody_else(db: Database) -> None:
    """The trigger lets only that through which is being taken back, from and to what it was."""
    mirror(db, FIRMS, NOW)
    bookings.book(db, replace(times(0), id="B0"), "confirmed", now=NOW)
    done = answer(db, asker(), find("POST", "/bookings/B0/cancel"), {})
    with pytest.raises(NotAllowed):
        bookings.change(db, "B0", "confirmed", now=NOW, by=By("operator:anna"))
    way, late = "UPDATE orders SET undoing = 1", "'2026-03-04T09:00:10.001Z'"
    for first, then in (
        ("SELECT 1", "status = 'confirmed'"),
        (way, "status = 'requested'"),
        (way, f"status = 'confirmed', updated_at = {late}"),
    ):
        db.execute(first)
        with pytest.raises(sqlite3.IntegrityError, match="not_allowed"):
            db.execute(f"UPDATE appointments SET {then} WHERE id = 'B0'")
        db.conn.rollback()
    answer(db, asker(), find("POST", "/undo"), {"order": done["order"]})
    assert bookings.get(db, "B0")["status"] == "confirmed"
