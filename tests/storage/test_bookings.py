import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from storage import bookings, journal
from storage.bookings import LEGAL, Place
from storage.errors import NotAllowed, NotFound, SlotTaken
from storage.events import BookingChanged
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW

START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_booking_is_stored_once_with_its_event(db: Database) -> None:
    new = appointment(START)
    row, fresh = bookings.book(db, new, "confirmed", now=NOW)
    assert fresh
    assert (row["starts_at"], row["status"]) == ("2026-03-06T13:30:00.000Z", "confirmed")
    events = [event for _, event in journal.since(db, 0)]
    assert [type(event) for event in events] == [BookingChanged]


def test_the_same_key_twice_is_one_row_and_one_event(db: Database) -> None:
    new = appointment(START)
    first, _ = bookings.book(db, new, "confirmed", now=NOW)
    again, fresh = bookings.book(db, new, "confirmed", now=NOW)
    assert (again["id"], fresh) == (first["id"], False)
    assert len(journal.since(db, 0)) == 1


@pytest.mark.parametrize("status", ["requested", "confirmed"])
@pytest.mark.parametrize("shift", [-44, -1, 0, 1, 44])
def test_overlapping_times_of_one_person_are_refused(db: Database, status: str, shift: int) -> None:
    bookings.book(db, appointment(START), status, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(SlotTaken):
        bookings.book(db, appointment(START + shift * MINUTE), "requested", now=NOW)
    assert len(bookings.list_bookings(db)) == 1
    assert len(journal.since(db, 0)) == 1


def test_neighbours_other_people_and_freed_times_are_fine(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START), "confirmed", now=NOW)
    bookings.book(db, appointment(START - 45 * MINUTE), "confirmed", now=NOW)
    bookings.book(db, appointment(START + 45 * MINUTE), "confirmed", now=NOW)
    bookings.book(db, appointment(START, staff="maria"), "confirmed", now=NOW)
    bookings.change(db, row["id"], "cancelled", now=NOW, by=ANNA)
    again, fresh = bookings.book(db, appointment(START), "confirmed", now=NOW)
    assert fresh
    assert again["starts_at"] == row["starts_at"]
    assert len(bookings.list_bookings(db, status="confirmed")) == 4


def test_the_buffer_belongs_to_the_blocked_time(db: Database) -> None:
    bookings.book(db, appointment(START, buffer=15), "confirmed", now=NOW)
    with pytest.raises(SlotTaken):
        bookings.book(db, appointment(START + 45 * MINUTE), "confirmed", now=NOW)
    bookings.book(db, appointment(START + 60 * MINUTE), "confirmed", now=NOW)


def test_a_hold_blocks_until_it_expires_by_the_writers_clock(db: Database) -> None:
    bookings.book(db, appointment(START), "held", now=NOW, expires_at=NOW + 5 * MINUTE)
    with pytest.raises(SlotTaken):
        bookings.book(db, appointment(START), "confirmed", now=NOW + 4 * MINUTE)
    bookings.book(db, appointment(START), "confirmed", now=NOW + 6 * MINUTE)


def test_an_expired_hold_cannot_be_confirmed_over_somebody_else(db: Database) -> None:
    held, _ = bookings.book(db, appointment(START), "held", now=NOW, expires_at=NOW + MINUTE)
    bookings.book(db, appointment(START), "confirmed", now=NOW + 2 * MINUTE)
    with pytest.raises(SlotTaken):
        bookings.change(db, held["id"], "confirmed", now=NOW + 3 * MINUTE, by=ANNA)


@pytest.mark.parametrize("before", list(LEGAL))
@pytest.mark.parametrize("after", ["requested", "confirmed", "declined", "cancelled"])
def test_only_legal_changes_of_status(db: Database, before: str, after: str) -> None:
    row, _ = bookings.book(db, appointment(START), before, now=NOW, expires_at=NOW + MINUTE)  # type: ignore[arg-type]
    if after == before:
        assert bookings.change(db, row["id"], before, now=NOW, by=ANNA) == row  # type: ignore[arg-type]
    elif after in LEGAL[before]:
        assert bookings.change(db, row["id"], after, now=NOW, by=ANNA)["status"] == after  # type: ignore[arg-type]
    else:
        with pytest.raises(NotAllowed):
            bookings.change(db, row["id"], after, now=NOW, by=ANNA)  # type: ignore[arg-type]


def test_rescheduling_onto_a_taken_time_leaves_everything_as_it_was(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START), "confirmed", now=NOW)
    bookings.book(db, appointment(START + 60 * MINUTE), "confirmed", now=NOW)
    to = START + 30 * MINUTE
    with pytest.raises(SlotTaken):
        bookings.reschedule(
            db, row["id"], Place("anna", to, to + 45 * MINUTE, to + 45 * MINUTE), now=NOW, by=ANNA
        )
    assert bookings.get(db, row["id"]) == row
    moved = bookings.reschedule(
        db, row["id"], Place("maria", to, to + 45 * MINUTE, to + 45 * MINUTE), now=NOW, by=ANNA
    )
    assert moved["staff"] == "maria"


def test_what_is_not_there(db: Database) -> None:
    with pytest.raises(NotFound):
        bookings.change(db, "nothing", "cancelled", now=NOW, by=ANNA)


def test_the_schema_itself_refuses_what_code_above_might_get_wrong(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START), "confirmed", now=NOW)
    bad = {
        "overlap": {"starts_at": "2026-03-06T13:45:00.000Z"},
        "end before start": {"ends_at": "2026-03-06T13:00:00.000Z", "staff": "maria"},
        "no such service": {"service": "tattoo", "staff": "maria"},
        "no such person": {"staff": "nobody"},
        "no such status": {"status": "maybe", "staff": "maria"},
        "a hold without an end": {"status": "held", "staff": "maria"},
        "a local time": {"starts_at": "2026-03-06 13:30", "staff": "maria"},
    }
    for index, (what, change) in enumerate(bad.items()):
        copy = {**row, "id": f"B{index}", "idempotency_key": f"k{index}", **change}
        assert refusal(db, copy) is not None, what
    assert "UNIQUE" in str(refusal(db, {**row, "id": "B9", "staff": "maria"}))


def refusal(db: Database, row: Mapping[str, object]) -> sqlite3.IntegrityError | None:
    """What the schema says to a row that is written past our code."""
    sql = f"INSERT INTO appointments ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    try:
        db.execute(sql, list(row.values()))
    except sqlite3.IntegrityError as error:
        return error
    return None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wishes=st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(["anna", "maria"])),
        max_size=12,
    )
)
def test_whatever_is_tried_no_two_bookings_of_a_person_overlap(
    db: Database, wishes: list[tuple[int, int, str]]
) -> None:
    db.execute("DELETE FROM appointments")
    taken: list[tuple[int, int, str]] = []
    for begin, length, staff in wishes:
        free = all(s != staff or begin + length <= b or e <= begin for b, e, s in taken)
        new = appointment(START + begin * 15 * MINUTE, minutes=length * 15, staff=staff)
        if free:
            bookings.book(db, new, "confirmed", now=NOW)
            taken.append((begin, begin + length, staff))
        else:
            with pytest.raises(SlotTaken):
                bookings.book(db, new, "confirmed", now=NOW)
    assert len(bookings.list_bookings(db)) == len(taken)
