import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from storage import audit, bookings, inquiries, messages
from storage.bookings import Place
from storage.database import immediate
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)


def booked(db: Database, count: int = 1) -> list[str]:
    """So many appointments, an hour apart."""
    return [
        bookings.book(db, appointment(START + timedelta(hours=hour)), "requested", now=NOW)[0]["id"]
        for hour in range(count)
    ]


def told(db: Database, entry: str) -> list[tuple[str, str, str | None, str | None, str]]:
    return [
        (row["who"], row["verb"], row["before"], row["after"], row["why"])
        for row in audit.history(db, entry)
    ]


def test_every_change_of_an_appointment_is_on_record_with_who_and_why(db: Database) -> None:
    [one] = booked(db)
    bookings.change(db, one, "confirmed", now=NOW, by=ANNA)
    bookings.reschedule(
        db,
        one,
        Place("maria", START, START + timedelta(minutes=45), START + timedelta(minutes=45)),
        now=NOW,
        by=ANNA,
    )
    bookings.change(db, one, "cancelled", now=NOW, by=ANNA)
    bookings.change(db, one, "cancelled", now=NOW, by=ANNA)
    why = "asked by telephone"
    assert told(db, one) == [
        ("caller", "book", None, "requested", ""),
        ("operator:anna", "confirmed", "requested", "confirmed", why),
        ("operator:anna", "move", "2026-03-06T13:30:00.000Z anna", "2026-03-06T13:30:00.000Z maria", why),
        ("operator:anna", "cancelled", "confirmed", "cancelled", why),
    ]  # fmt: skip


def test_inquiries_and_messages_are_on_record_too(db: Database) -> None:
    new = inquiries.NewInquiry(
        "i", "installateur", None, "Abfluss", "Hauptstraße 1", "urgent", "Koch", "+498912345", "key"
    )
    inquiries.take_inquiry(db, new, now=NOW, seq=1)
    inquiries.change_inquiry(db, "i", "done", now=NOW, by=ANNA)
    left = messages.NewMessage(
        id="m", business="friseur", call=None, callback=True, words="bitte anrufen", name=None,
        number="+498912345", promised_for=None, key="key",
    )  # fmt: skip
    messages.take_message(db, left, now=NOW, seq=1)
    assert messages.mark_done(db, "m", now=NOW, by=ANNA)["done_by"] == "operator:anna"
    messages.mark_done(db, "m", now=NOW + timedelta(days=1), by=ANNA)
    assert [verb for _, verb, *_ in told(db, "i") + told(db, "m")] == [
        "take",
        "done",
        "take",
        "done",
    ]


def test_what_is_refused_leaves_no_line(db: Database) -> None:
    booked(db)
    with pytest.raises(Exception, match="taken"):
        booked(db)
    assert audit.verify(db) == (1, None)


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_lines_can_only_be_appended(db: Database, statement: str) -> None:
    booked(db)
    with pytest.raises(sqlite3.IntegrityError, match="appended_only"):
        db.execute(statement)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE audit SET why = 'other' WHERE id = 3", 3),
        ("DELETE FROM audit WHERE id = 3", 4),
        ("UPDATE audit SET id = -id WHERE id = 3", -3),
    ],
)
def test_whoever_goes_round_the_triggers_is_found(db: Database, damage: str, found: int) -> None:
    booked(db, 5)
    assert audit.verify(db) == (5, None)
    db.execute("DROP TRIGGER audit_keeps_on_update")
    db.execute("DROP TRIGGER audit_keeps_on_delete")
    db.execute(damage)
    assert audit.verify(db)[1] == found


def test_illegal_ways_are_refused_by_the_schema_itself(db: Database) -> None:
    [one] = booked(db)
    bookings.change(db, one, "declined", now=NOW, by=ANNA)
    with pytest.raises(sqlite3.IntegrityError, match="not_allowed"), immediate(db):
        db.execute("UPDATE appointments SET status = 'confirmed'")
