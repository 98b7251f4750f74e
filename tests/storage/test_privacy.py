"""One caller's data: all of it is found, and after an erasure no byte of it is left in any file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from config.models import Notify, Retention
from storage import audit, blocked, bookings, customers, jobs, privacy, retention
from storage.calls import NewCall, append_events, start_call
from storage.database import connect
from storage.errors import NotAllowed
from storage.events import CallEnded, Heard, Said
from storage.inquiries import NewInquiry, take_inquiry
from storage.messages import NewMessage, mark_done, take_message
from storage.mirror import mirror
from storage.notes import add_note
from storage.search import find
from storage.summaries import store_summary
from tests.firms import configuration, salon
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW

NUMBER, OTHER = "+491711234567", "+491707654321"
SECRETS = ("1711234567", "secret.example", "Geheimrat", "Krampfadern", "Rosenweg")
START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)


def fill(db: Database, number: str, name: str, call: str, hour: int) -> None:
    """A caller with a call, an appointment, an inquiry, a message, and what was queued about them."""
    at = "2026-03-04T09:00:00.000Z"
    start_call(db, NewCall(call, "friseur", "Europe/Berlin", number, "100", "text", at))
    who: dict[str, Any] = {"business": "friseur", "call": call, "at": at}
    said = f"hier ist {name}. ich habe Krampfadern und wohne im Rosenweg"
    append_events(
        db,
        [
            Heard(seq=1, turn=1, text=said, confidence=1.0, **who),
            Said(seq=2, turn=1, text=f"Guten Tag {name}", cut=False, **who),
            CallEnded(seq=3, reason="farewell", turns=1, **who),
        ],
    )  # fmt: skip
    new = appointment(START + timedelta(hours=hour), phone=number, name=name)
    bookings.book(db, new, "confirmed", now=NOW)
    take_inquiry(
        db,
        NewInquiry(f"i{call}", "friseur", call, "Krampfadern", "Rosenweg 1", "normal", name, number, f"i{call}"),
        now=NOW, seq=4,
    )  # fmt: skip
    left = NewMessage(
        id=f"m{call}", business="friseur", call=call, callback=True, words="wegen Krampfadern",
        name=name, number=number, promised_for=None, key=f"m{call}",
    )  # fmt: skip
    take_message(db, left, now=NOW, seq=5)
    add_note(db, f"n{call}", f"m{call}", f"{name} kommt wegen Krampfadern", now=NOW, by=ANNA)


@pytest.fixture
def filled(db: Database) -> Database:
    blocked.block(db, "b1", "friseur", NUMBER, now=NOW, by=ANNA)
    blocked.block(db, "b2", "friseur", OTHER, now=NOW, by=ANNA)
    notify = Notify(business=("mail",), customers="sms")
    mirror(db, {"friseur": salon().model_copy(update={"notify": notify})}, NOW)
    fill(db, NUMBER, "Geheimrat", "c1", 0)
    fill(db, OTHER, "Nachbar", "c2", 1)
    for job in jobs.claim(db, NOW):
        assert "Krampfadern" in store_summary(db, job, salon(), now=NOW)
    for row in customers.find(db):
        mail = f"{row['name']}@secret.example"
        customers.set_email(db, row["id"], mail, now=NOW, by=ANNA)
    return db


def test_all_that_is_held_on_a_caller_is_found_and_nothing_of_others(filled: Database) -> None:
    found = privacy.held(filled, NUMBER)
    assert {name: len(rows) for name, rows in found.tables.items()} == {
        "calls": 1, "appointments": 1, "inquiries": 1, "messages": 1, "turns": 1, "events": 5, "notes": 1, "outbox": 6,
        "customers": 1, "blocked_numbers": 1, "jobs": 1,
    }  # fmt: skip
    assert "Nachbar" not in str(found.tables)
    assert privacy.held(filled, "+49891234567").count == 0


def test_after_an_erasure_no_byte_is_left_in_any_file(filled: Database, path: Path) -> None:
    assert any(secret.encode() in file.read_bytes() for file in path.parent.iterdir() for secret in SECRETS)  # fmt: skip
    with pytest.raises(NotAllowed, match="to come"):
        privacy.erase(filled, NUMBER, now=NOW, by=ANNA)
    assert privacy.held(filled, NUMBER).count > 0
    erased = privacy.erase(filled, NUMBER, now=NOW, by=ANNA, future=True)
    assert erased.count == 20
    assert privacy.held(filled, NUMBER).count == 0
    assert find(filled, "Geheimrat") == []
    assert len(find(filled, "Nachbar")) > 0
    # The other caller has the same ailment and lives in the same street.
    privacy.erase(filled, OTHER, now=NOW, by=ANNA, future=True)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert [secret for secret in (*SECRETS, "Nachbar") if secret.encode() in content] == [], (
            file
        )
    lines = [row for row in audit.latest(filled, 100) if row["verb"] == "erase"]
    assert [row["after"] for row in lines] == ["20 rows", "20 rows"]
    assert audit.verify(filled)[1] is None


def test_an_erasure_works_beside_a_running_controller(filled: Database, path: Path) -> None:
    other = connect(path)
    try:
        assert other.execute("SELECT count(*) FROM calls").fetchone()[0] == 2
        privacy.erase(filled, NUMBER, now=NOW, by=ANNA, future=True)
        assert other.execute("SELECT count(*) FROM calls").fetchone()[0] == 1
    finally:
        other.close()


def test_who_withholds_their_number_and_dictates_it_is_found_and_erased_too(
    db: Database, path: Path
) -> None:
    fill(db, NUMBER, "Geheimrat", "c1", 0)
    db.execute("UPDATE calls SET caller = NULL")
    assert len(privacy.held(db, NUMBER).tables["turns"]) == 1
    privacy.erase(db, NUMBER, now=NOW, by=ANNA, future=True)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert [secret for secret in SECRETS if secret.encode() in content] == [], file


def test_backups_are_named(db: Database, path: Path) -> None:
    copy = path.with_name(f"{path.name}.20260304-090000.bak")
    copy.write_bytes(b"")
    assert privacy.backups(path) == [copy]


def test_each_kind_goes_after_its_own_time_and_open_ones_stay(filled: Database) -> None:
    kept = Retention(
        calls_days=10, messages_days=20, inquiries_days=30, bookings_days=40, outbox_days=5
    )
    businesses = {"friseur": salon().model_copy(update={"retention": kept})}
    mark_done(filled, "mc1", now=NOW, by=ANNA)

    def purged(days: int) -> dict[str, int]:
        gone = retention.purge(filled, businesses, NOW + timedelta(days=days))
        return {kind: count for kind, count in gone.items() if count}

    assert purged(4) == {}
    assert purged(11) == {"calls": 2}  # nothing was sent yet: the outbox is open
    assert purged(21) == {"messages": 1}
    assert purged(43) == {"bookings": 2}
    assert purged(999) == {}
    assert filled.execute("SELECT count(*) FROM turns").fetchone()[0] == 0
    assert {hit.kind for hit in find(filled, "Krampfadern")} == {"inquiry", "callback"}
    assert configuration().businesses["friseur"].retention == Retention()
