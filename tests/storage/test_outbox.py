"""What has to be told is queued with what it tells of, once, and is neither lost nor sent when it is no longer true."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from config.models import Notify
from storage import bookings, outbox
from storage.audit import CALLER, By
from storage.bookings import Place
from storage.errors import NotFound, SlotTaken
from storage.messages import NewMessage, take_message
from storage.mirror import mirror
from tests.firms import salon
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def told(db: Database) -> None:
    """The salon hears of everything by mail, its customers by SMS."""
    notify = Notify(business=("mail",), customers="sms")
    mirror(db, {"friseur": salon().model_copy(update={"notify": notify})}, NOW)


def queued(db: Database) -> list[tuple[str, str]]:
    rows = db.query("SELECT * FROM outbox WHERE status = 'queued' ORDER BY next_at, audience, what")
    return [(row["audience"], row["what"]) for row in rows]


def change(db: Database, entry: str, status: bookings.Status, by: By = ANNA) -> None:
    bookings.change(db, entry, status, now=NOW, by=by)


def test_a_booking_tells_both_and_reminds_a_day_before(db: Database) -> None:
    new = appointment(START)
    bookings.book(db, new, "confirmed", now=NOW)
    bookings.book(db, new, "confirmed", now=NOW)
    assert queued(db) == [("business", "booked"), ("customer", "booked"), ("customer", "reminder")]
    [reminder] = db.query("SELECT * FROM outbox WHERE what = 'reminder'")
    assert reminder["due_at"] == "2026-03-05T13:30:00.000Z"
    assert reminder["valid_until"] == "2026-03-06T11:30:00.000Z"


def test_what_fails_tells_nobody(db: Database) -> None:
    bookings.book(db, appointment(START), "confirmed", now=NOW)
    before = queued(db)
    with pytest.raises(SlotTaken):
        bookings.book(db, appointment(START), "confirmed", now=NOW)
    assert queued(db) == before


def test_operators_are_not_told_what_they_did_and_reminders_follow_the_appointment(
    db: Database,
) -> None:
    row, _ = bookings.book(db, appointment(START), "requested", now=NOW)
    assert queued(db) == [("business", "requested"), ("customer", "requested")]
    change(db, row["id"], "confirmed")
    assert ("customer", "confirmed") in queued(db)
    assert ("business", "confirmed") not in queued(db)
    later = START + 24 * HOUR
    bookings.reschedule(
        db, row["id"], Place("anna", later, later + HOUR, later + HOUR), now=NOW + HOUR, by=ANNA
    )
    reminders = list(
        db.query("SELECT status, due_at FROM outbox WHERE what = 'reminder' ORDER BY due_at")
    )
    assert [(r["status"], r["due_at"][:10]) for r in reminders] == [
        ("dropped", "2026-03-05"),
        ("queued", "2026-03-06"),
    ]
    change(db, row["id"], "cancelled", CALLER)
    assert ("customer", "reminder") not in queued(db)
    assert ("business", "cancelled") in queued(db)


def test_what_was_not_sent_yet_is_replaced_by_what_is_true_now(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START), "requested", now=NOW)
    change(db, row["id"], "cancelled")
    assert [what for audience, what in queued(db) if audience == "customer"] == ["cancelled"]


def test_a_landline_is_not_written_what_it_heard_but_called_for_the_rest(db: Database) -> None:
    new = appointment(START, phone="+4989123456")
    row, _ = bookings.book(db, new, "requested", now=NOW)
    assert ("customer", "requested") not in queued(db)
    change(db, row["id"], "declined")
    assert ("customer", "declined") in queued(db)  # whoever sends it makes a call-back of it


def test_messages_and_call_backs_go_to_the_business_only(db: Database) -> None:
    for number, callback in enumerate((True, False)):
        new = NewMessage(
            id=f"m{number}", business="friseur", call=None, callback=callback, words="bitte",
            name="Koch", number="+491701234567", promised_for=None, key=f"k{number}",
        )  # fmt: skip
        take_message(db, new, now=NOW, seq=1)
    assert queued(db) == [("business", "callback"), ("business", "message")]


def test_what_was_queued_first_is_sent_first(db: Database) -> None:
    for number in range(12):
        report = outbox.Report("friseur", f"{number:02}", "message", {}, None)
        outbox.enqueue(db, report, "business", now=NOW)
    assert [row["entry"] for row in outbox.claim(db, NOW)] == [f"{n:02}" for n in range(12)]


def test_a_failure_is_tried_again_ever_later_and_then_is_dead_with_its_reason(db: Database) -> None:
    bookings.book(db, appointment(START, phone="+4989123456"), "requested", now=NOW)
    now, waits = NOW, []
    while rows := outbox.claim(db, now):
        [row] = rows
        assert outbox.claim(db, now) == []  # under a lease
        outbox.failed(db, row, "no answer", now=now)
        [after] = outbox.list_outbox(db)
        if after["status"] == "dead":
            break
        due = outbox.next_due(db)
        assert due is not None
        waits.append((due - now).total_seconds())
        now = due
    assert waits == list(outbox.BACK_OFF_S)
    assert (after["status"], after["reason"], after["attempts"]) == ("dead", "no answer", 8)
    outbox.retry(db, after["id"][:8], now=now, by=ANNA)
    assert len(outbox.claim(db, now)) == 1
    with pytest.raises(NotFound):
        outbox.retry(db, after["id"], now=now, by=ANNA)


def test_a_hopeless_one_is_dead_at_once(db: Database) -> None:
    bookings.book(db, appointment(START, phone="+4989123456"), "requested", now=NOW)
    [row] = outbox.claim(db, NOW)
    outbox.failed(db, row, "no credit", now=NOW, permanent=True)
    assert outbox.list_outbox(db, status="dead")[0]["reason"] == "no credit"


def test_who_dies_while_sending_loses_nothing(db: Database) -> None:
    bookings.book(db, appointment(START, phone="+4989123456"), "requested", now=NOW)
    [row] = outbox.claim(db, NOW)
    assert outbox.claim(db, NOW + outbox.LEASE / 2) == []
    [again] = outbox.claim(db, NOW + outbox.LEASE * 2)
    assert (again["id"], again["attempts"]) == (row["id"], 2)


def test_nothing_stale_is_sent_after_a_long_pause(db: Database) -> None:
    bookings.book(db, appointment(START), "confirmed", now=NOW)
    rows = outbox.claim(db, START - HOUR)
    assert "reminder" not in {row["what"] for row in rows}
    [reminder] = db.query("SELECT status, reason FROM outbox WHERE what = 'reminder'")
    assert dict(reminder) == {"status": "dropped", "reason": "too late"}
