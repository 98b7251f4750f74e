"""Sick colleagues, special days, rooms: what is set by hand changes what is free, and the schema holds to it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlite_utils import Database

from config.models import TimeRange
from storage import audit, bookings
from storage.bookings import Place
from storage.errors import NotFound, SlotTaken
from storage.mirror import mirror
from storage.offers import Reason, Wish
from storage.openings import openings
from storage.planning import Absence, add_absence, list_planning, remove, set_hours
from tests.firms import LAB, configuration, salon
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW

FRIDAY = date(2026, 3, 6)
START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
SICK = Absence("sick", "friseur", "anna", START.replace(hour=6), START.replace(hour=20))


def free(db: Database, day: date, at: time, staff: str | None = None) -> tuple[Reason, list[str]]:
    reason, slots = openings(
        db, salon(), "haarschnitt", Wish(first=day, at=at), staff=staff, now=NOW
    )
    return reason, [slot.staff for slot in slots]


def test_who_is_away_is_not_offered_and_what_is_in_the_way_is_told(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START), "confirmed", now=NOW)
    other, _ = bookings.book(db, appointment(START, staff="maria"), "confirmed", now=NOW)
    assert [hit["id"] for hit in add_absence(db, SICK, now=NOW, by=ANNA)] == [row["id"]]
    assert other["id"] != row["id"]
    assert free(db, FRIDAY, time(10)) == ("exact", ["maria"])
    assert free(db, FRIDAY, time(10), "anna")[0] == "taken"
    [entry] = list_planning(db, since=NOW)
    assert (entry["kind"], entry["staff"], entry["why"]) == ("absence", "anna", ANNA.why)


def test_nobody_can_be_booked_into_an_absence_whoever_writes(db: Database) -> None:
    row, _ = bookings.book(db, appointment(START), "requested", now=NOW)
    free_day, _ = bookings.book(db, appointment(START + timedelta(days=1)), "requested", now=NOW)
    add_absence(db, SICK, now=NOW, by=ANNA)
    with pytest.raises(SlotTaken):
        bookings.book(db, appointment(START - timedelta(hours=3)), "confirmed", now=NOW)
    end = START + timedelta(hours=3, minutes=45)
    with pytest.raises(SlotTaken):
        bookings.reschedule(
            db,
            free_day["id"],
            Place("anna", START + timedelta(hours=3), end, end),
            now=NOW,
            by=ANNA,
        )
    # What stood before can still be decided on: the operator knows.
    assert bookings.change(db, row["id"], "confirmed", now=NOW, by=ANNA)["status"] == "confirmed"


def test_an_absence_that_is_taken_back_frees_the_time_and_stays_on_record(db: Database) -> None:
    add_absence(db, SICK, now=NOW, by=ANNA)
    remove(db, "sick", now=NOW, by=ANNA)
    assert free(db, FRIDAY, time(10), "anna") == ("exact", ["anna"])
    assert [line["verb"] for line in audit.history(db, "sick")] == ["absence", "remove"]
    with pytest.raises(NotFound):
        remove(db, "sick", now=NOW, by=ANNA)


def test_a_day_of_its_own_hours(db: Database) -> None:
    short = [TimeRange(opens=time(9), closes=time(12))]
    set_hours(db, ["one"], "friseur", "", FRIDAY, short, now=NOW, by=ANNA)
    assert free(db, FRIDAY, time(10))[0] == "exact"
    assert free(db, FRIDAY, time(15))[0] == "closed"
    sunday = date(2026, 3, 8)
    assert free(db, sunday, time(10))[0] == "closed"
    open_ = [TimeRange(opens=time(9), closes=time(11)), TimeRange(opens=time(12), closes=time(14))]
    set_hours(db, ["two", "three"], "friseur", "maria", sunday, open_, now=NOW, by=ANNA)
    assert free(db, sunday, time(10)) == ("exact", ["maria"])
    assert free(db, sunday, time(12, 30)) == ("exact", ["maria"])
    set_hours(db, ["four"], "friseur", "maria", sunday, [], now=NOW, by=ANNA)
    assert free(db, sunday, time(10))[0] == "closed"
    assert [row["kind"] for row in list_planning(db, since=NOW)] == ["hours", "closed"]


def test_a_room_serves_one_customer_at_a_time(db: Database) -> None:
    text = (LAB / "businesses/friseur.yaml").read_text("utf-8").replace(
        "services:", "resources: {kabine: {name: Kabine}}\nservices:\n  faerben: {resources: [kabine]}"
    )  # fmt: skip
    known = configuration(friseur=text)
    mirror(db, known.businesses, NOW)
    business = known.businesses["friseur"]
    wish = Wish(first=FRIDAY, at=time(10))
    _, [slot] = openings(db, business, "faerben", wish, staff=None, now=NOW)
    assert (slot.staff, slot.resource) == ("anna", "kabine")
    new = appointment(slot.start, minutes=90, staff=slot.staff, resource=slot.resource)
    bookings.book(db, new, "confirmed", now=NOW)
    assert openings(db, business, "faerben", wish, staff="maria", now=NOW)[0] == "taken"
    assert openings(db, business, "haarschnitt", wish, staff="maria", now=NOW)[0] == "exact"
    with pytest.raises(SlotTaken):
        bookings.book(
            db, appointment(slot.start, staff="maria", resource="kabine"), "confirmed", now=NOW
        )


def test_no_appointment_blocks_more_than_a_day(db: Database) -> None:
    with pytest.raises(Exception, match="too_long"):
        bookings.book(db, appointment(START, minutes=25 * 60), "confirmed", now=NOW)
