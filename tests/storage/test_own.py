"""What a caller may change: appointments under the number that calls, to come, of that business."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from config.models import Notify
from storage import bookings, own
from storage.audit import CALLER
from storage.errors import NotAllowed, SlotTaken
from storage.mirror import mirror
from tests.firms import salon
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
MINE, OTHERS = "+491701234567", "+491707654321"
HOUR = timedelta(hours=1)


def booked(db: Database, start: datetime = START, phone: str = MINE) -> str:
    row, _ = bookings.book(db, appointment(start, phone=phone), "confirmed", now=NOW)
    return str(row["id"])


def test_only_appointments_to_come_of_that_number_are_found(db: Database) -> None:
    mine, _ = booked(db), booked(db, START + HOUR, OTHERS)
    gone = booked(db, START + 2 * HOUR)
    bookings.change(db, gone, "cancelled", now=NOW, by=CALLER)
    found = own.of_caller(db, "friseur", MINE, now=NOW)
    assert [row["id"] for row in found] == [mine]
    assert own.of_caller(db, "friseur", MINE, now=START + HOUR) == []
    assert own.of_caller(db, "salon_hamburg", MINE, now=NOW) == []


@pytest.mark.parametrize("number", [OTHERS, ""])
def test_nobody_else_can_cancel_or_move_it(db: Database, number: str) -> None:
    mine = booked(db)
    before = bookings.get(db, mine)
    with pytest.raises(NotAllowed):
        own.cancel(db, "friseur", mine, number, now=NOW)
    with pytest.raises(NotAllowed):
        own.move(db, salon(), mine, number, start=START + HOUR, staff="anna", now=NOW)
    assert bookings.get(db, mine) == before


def test_past_and_cancelled_ones_stay_as_they_are(db: Database) -> None:
    mine = booked(db)
    with pytest.raises(NotAllowed):
        own.cancel(db, "friseur", mine, MINE, now=START)
    own.cancel(db, "friseur", mine, MINE, now=NOW)
    with pytest.raises(NotAllowed):
        own.cancel(db, "friseur", mine, MINE, now=NOW)
    assert bookings.get(db, mine)["status"] == "cancelled"


def test_moving_onto_a_taken_time_keeps_the_old_one(db: Database) -> None:
    mine, _ = booked(db), booked(db, START + HOUR, OTHERS)
    with pytest.raises(SlotTaken):
        own.move(db, salon(), mine, MINE, start=START + HOUR, staff="anna", now=NOW)
    assert bookings.get(db, mine)["starts_at"] == "2026-03-06T13:30:00.000Z"
    own.move(db, salon(), mine, MINE, start=START + 2 * HOUR, staff="anna", now=NOW)
    assert bookings.get(db, mine)["starts_at"] == "2026-03-06T15:30:00.000Z"


def test_a_landline_is_not_called_about_what_its_caller_just_did(db: Database) -> None:
    notify = Notify(business=("mail",), customers="sms")
    mirror(db, {"friseur": salon().model_copy(update={"notify": notify})}, NOW)
    landline = "+498912345678"
    mine = booked(db, phone=landline)
    own.cancel(db, "friseur", mine, landline, now=NOW)
    queued = db.query("SELECT audience, what FROM outbox WHERE status = 'queued'")
    told = [(row["audience"], row["what"]) for row in queued]
    assert ("business", "cancelled") in told
    assert [what for audience, what in told if audience != "business"] == []
