"""What is exported is what is in the book, as another library reads it."""

import csv
import io
from datetime import UTC, datetime, timedelta

import vobject
from sqlite_utils import Database

from storage import bookings
from storage.bookings import Place
from storage.calendar_export import calendar
from storage.messages import NewMessage, take_message
from storage.table_export import table
from tests.firms import salon
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
SUMMER = datetime(2026, 7, 3, 8, 0, tzinfo=UTC)


def events(db: Database, staff: str | None = None) -> dict[str, vobject.base.Component]:
    """By their UIDs."""
    read = vobject.readOne(calendar(db, salon(), staff=staff).decode())
    return {event.uid.value: event for event in read.contents.get("vevent", [])}


def test_another_library_reads_the_book(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START, name="Müller, Jörg; \\n"), "confirmed", now=NOW)
    bookings.book(db, appointment(SUMMER, staff="maria"), "requested", now=NOW)
    bookings.book(db, appointment(START + timedelta(days=1)), "held", now=NOW, expires_at=START)
    read = events(db)
    assert len(read) == 2
    event = read[f"{row['id']}@friseur.vorzimmer"]
    assert event.summary.value == "Haarschnitt: Müller, Jörg; \\n"
    assert event.dtstart.value.astimezone(UTC) == START
    assert b"DTSTART:20260306T133000Z" in calendar(db, salon())
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=45)
    assert (event.status.value, event.sequence.value) == ("CONFIRMED", "0")
    [other] = [found for uid, found in read.items() if found is not event]
    assert other.dtstart.value.astimezone(UTC) == SUMMER
    assert other.status.value == "TENTATIVE"
    assert len(events(db, "maria")) == 1


def test_changes_keep_the_uid_and_count_up_and_cancellations_stay(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START), "requested", now=NOW)
    uid = f"{row['id']}@friseur.vorzimmer"
    bookings.change(db, row["id"], "confirmed", now=NOW, by=ANNA)
    later = START + timedelta(hours=1)
    end = later + timedelta(minutes=45)
    bookings.reschedule(db, row["id"], Place("maria", later, end, end), now=NOW, by=ANNA)
    moved = events(db)[uid]
    assert (moved.sequence.value, moved.dtstart.value.astimezone(UTC)) == ("2", later)
    bookings.change(db, row["id"], "cancelled", now=NOW, by=ANNA)
    gone = events(db)[uid]
    assert (gone.sequence.value, gone.status.value) == ("3", "CANCELLED")


def test_a_table_for_spreadsheets(db: Database) -> None:
    bookings.book(db, appointment(START, name="=1+1"), "confirmed", now=NOW)
    left = NewMessage(
        id="m", business="friseur", call=None, callback=True, name="Groß; Söhne", number="+49891",
        words='sagte "morgen"\nund ging', promised_for=NOW, key="m",
    )  # fmt: skip
    take_message(db, left, now=NOW, seq=1)
    text = table(db, "bookings", "friseur", "Europe/Berlin")
    assert text.startswith("\ufeffid;starts_at")
    [row] = csv.DictReader(io.StringIO(text[1:]), delimiter=";")
    assert (row["starts_at"], row["name"]) == ("06.03.2026 14:30", "'=1+1")
    [row] = csv.DictReader(
        io.StringIO(table(db, "messages", "friseur", "Europe/Berlin")[1:], newline=""),
        delimiter=";",
    )
    assert (row["name"], row["words"]) == ("Groß; Söhne", 'sagte "morgen"\nund ging')
    assert row["promised_for"] == "04.03.2026 10:00"
