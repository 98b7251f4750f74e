"""A disk that is full, a file that cannot be written, a lock, a damaged page: a clear error, and nothing half."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlite_utils import Database

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall
from ari_controller.lab.scenarios import load_scenario
from ari_controller.lab.virtual_run import TextLeg
from storage import bookings
from storage.calls import list_calls
from storage.database import Store, connect
from storage.errors import explain
from storage.events import Event, Said
from storage.ids import Ids
from storage.messages import list_messages
from tests.faults.parts import lock_database
from tests.firms import configuration
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
PLAIN = Path(__file__).parents[1] / "scenarios/friseur/plain_booking.yaml"


def fill_up(db: Database, spare: int = 0) -> None:
    """No page more than these few."""
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + spare}")


def test_a_full_disk_stores_nothing_half_and_goes_on_when_there_is_space(
    db: Database, path: Path
) -> None:
    fill_up(db)
    stored, refused = 0, ""
    for number in range(200):
        try:
            bookings.book(db, appointment(START + timedelta(hours=number)), "confirmed", now=NOW)
            stored += 1
        except sqlite3.OperationalError as error:
            refused = explain(error)
            break
    assert "database or disk is full; free some space" in refused
    assert len(bookings.list_bookings(db)) == stored
    events = db.execute("SELECT count(*) FROM events").fetchone()[0]
    assert (events, db.execute("SELECT count(*) FROM audit").fetchone()[0]) == (stored, stored)
    db.execute("PRAGMA max_page_count = 1000000")
    bookings.book(db, appointment(START - timedelta(hours=1)), "confirmed", now=NOW)
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_file_that_can_only_be_read_says_so(db: Database, path: Path) -> None:
    readonly = Database(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))
    with pytest.raises(sqlite3.OperationalError) as caught:
        bookings.book(readonly, appointment(START), "confirmed", now=NOW)
    assert "check the rights" in explain(caught.value)
    readonly.close()


def test_a_damaged_page_is_an_error_and_no_wrong_answer(db: Database, path: Path) -> None:
    for number in range(60):
        bookings.book(db, appointment(START + timedelta(hours=number)), "confirmed", now=NOW)
    page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'appointments'").fetchone()[
        0
    ]
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(os.urandom(4096))
    damaged = connect(path)
    with pytest.raises(sqlite3.DatabaseError) as caught:
        bookings.list_bookings(damaged)
    assert "restore a backup" in explain(caught.value)
    damaged.close()


@pytest.mark.parametrize(
    ("fault", "told"), [("full", "free some space"), ("locked", "another process holds it")]
)
def test_the_command_line_explains_it_without_a_trace(
    db: Database, path: Path, tmp_path: Path, fault: str, told: str
) -> None:
    """Whatever SQLite raises below a command ends in one sentence."""
    program = f"""
import sqlite3, sys
from ari_controller import cli
def broken():
    raise sqlite3.OperationalError({{"full": "database or disk is full", "locked": "database is locked"}}["{fault}"])
cli.app = broken
cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_lock_of_seconds_is_waited_for(db: Database, path: Path) -> None:
    holder = lock_database(path, 2)
    _, fresh = bookings.book(db, appointment(START), "confirmed", now=NOW)
    holder.join()
    assert fresh


def test_a_caller_is_told_of_a_full_disk_and_called_back_when_there_is_space(
    tmp_path: Path,
) -> None:
    """The disk is full from the read-back on; somebody makes space while the apology is spoken."""
    steps = load_scenario(PLAIN).callers[0].steps[:4]
    known = configuration()
    loop = VirtualLoop()
    clock = VirtualClock(loop, NOW)

    async def main() -> None:
        store = Store(tmp_path / "full.db", around=clock.working)
        reception = Reception(known, store, clock, Ids(clock.now, Random(1)))
        await reception.open()
        lobby, leg = Lobby(reception.session), TextLeg()
        scripted = ScriptedCall(CallerScript(steps), leg)
        said: list[str] = []
        tasks: list[asyncio.Task[None]] = []

        async def run_full() -> None:
            await store.write(_really_full)
            await asyncio.sleep(40)
            await store.write(lambda db: db.execute("PRAGMA max_page_count = 1000000"))

        def hear(event: Event) -> None:
            scripted.events.put_nowait(event)
            if isinstance(event, Said):
                said.append(event.text)
            if event.kind == "asked" and getattr(event, "slot", "") == "confirm":
                tasks.append(asyncio.create_task(run_full()))

        reception.watchers.append(lambda _new: hear)
        lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
        await scripted.play(lambda: leg.gone)
        await lobby.idle()
        await asyncio.gather(*tasks)
        assert "Störung" in " ".join(said)
        assert not any("gebucht" in text for text in said)
        rows = await store.read(bookings.list_bookings)
        assert {row["status"] for row in rows} == {"held"}
        [callback] = await store.read(list_messages)
        assert (callback["kind"], callback["number"]) == ("callback", "+491701234567")
        [call] = await store.read(list_calls)
        assert (call["state"], call["exit_reason"]) == ("ended", "error")
        await store.close()

    run_virtual(main(), loop)


def _really_full(db: Database) -> None:
    """No page more, and no space in those of the appointments, of which there are some."""
    fill_up(db, spare=8)
    far = START + timedelta(days=700)
    with contextlib.suppress(sqlite3.OperationalError):
        for number in range(10_000):
            bookings.book(
                db, appointment(far + timedelta(hours=number)), "held", now=NOW, expires_at=NOW
            )
