"""The recorder of the demo's afternoon: what a tape keeps of a database, and who rings."""

import gzip
import json
from pathlib import Path

import pytest

from ari_controller.lab.afternoon import RINGS, rung
from ari_controller.lab.tape import Tape
from storage import bookings
from storage.database import Database, connect, immediate
from storage.events import Heard
from storage.mirror import mirror
from tests.firms import configuration
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW
from tests.storage.test_bookings import START
from tui.demo.recording import open_recording

HEAD = {"start": "2026-03-04T13:00:00+00:00", "zone": "Europe/Berlin", "end_s": 60.0}


def undone(db: Database) -> None:
    with immediate(db):
        bookings.book(db, appointment(START, key="undone"), "confirmed", now=NOW)
        raise KeyError("on purpose")


def test_a_tape_keeps_what_was_kept_and_nothing_of_what_was_undone(tmp_path: Path) -> None:
    db = connect(tmp_path / "v.db")
    mirror(db, configuration().businesses, NOW)
    tape = Tape(lambda: 1.5)
    tape.listen(db)
    with pytest.raises(KeyError):
        undone(db)
    bookings.book(db, appointment(START, key="kept"), "confirmed", now=NOW)
    tape.hear(Heard(seq=1, at="", business="friseur", call="c", turn=1, text="ja"))
    tape.write(tmp_path / "t.gz", **HEAD, businesses=["friseur"])
    recording = open_recording(tmp_path / "t.gz")
    assert [sorted(frame) for frame in recording.frames] == [["event", "t"], ["do", "t"]]
    assert "undone" not in gzip.decompress((tmp_path / "t.gz").read_bytes()).decode()
    statements = [recording.sql[number] for number, *_ in recording.frames[1]["do"]]
    assert any(sql.startswith("INSERT INTO appointments") for sql in statements)
    search = [
        one for one in recording.frames[1]["do"] if "search_entries (id" in recording.sql[one[0]]
    ]
    last = db.execute("SELECT max(id) FROM search_entries").fetchone()[0]
    assert [one[1][0] for one in search][-1] == last
    db.close()


def test_the_same_frames_are_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        tape = Tape(lambda: 0.0)
        tape.changed([("INSERT INTO t VALUES (?)", [1])])
        tape.write(tmp_path / name, **HEAD, businesses=[])
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert json.loads(gzip.decompress(written[0]).splitlines()[1]) == {"t": 0.0, "do": [[0, [1]]]}


def test_everybody_rings_from_their_own_number_and_in_their_turn() -> None:
    scenarios = [rung(ring, number) for number, ring in enumerate(RINGS)]
    numbers = [caller.number for one in scenarios for caller in one.callers if caller.number]
    assert len(set(numbers)) == len(numbers) >= 25
    assert [one.now for one in scenarios] == sorted(one.now for one in scenarios)
    moved = next(one for one in scenarios if one.name == "move_own")
    assert {given.phone for given in moved.given.bookings} == {moved.callers[0].number}
