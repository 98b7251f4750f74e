"""What operators read: lists by pages, one entry with all around it."""

from datetime import timedelta

import pytest

from storage import bookings
from storage.desk.errors import BadField, NoSuchEntry, NoSuchPath
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW
from tests.storage.desk.conftest import Desk

START = NOW.replace(day=6, hour=9)


def test_a_list_of_bookings_has_names_and_what_stands_against_them(desk: Desk) -> None:
    bookings.book(desk.db, appointment(START), "requested", now=NOW)
    bookings.book(desk.db, appointment(START.replace(hour=20)), "confirmed", now=NOW)
    answer = desk.get("/bookings", business="friseur")
    first, second = answer["items"]
    assert (first["service_name"], first["staff_name"]) == ("Haarschnitt", "Anna")
    assert [first["conflict"], second["conflict"]] == [None, "outside_hours"]
    assert [first["also"], second["also"]] == [1, 1]
    assert answer["next"] is None


def test_pages_follow_each_other(desk: Desk) -> None:
    for number in range(7):
        new = appointment(START + timedelta(minutes=45 * number), phone=f"+4917012345{number:02}")
        bookings.book(desk.db, new, "requested" if number % 2 else "confirmed", now=NOW)
    for order in ("asc", "desc"):
        for status in ("", "requested,confirmed"):
            seen, after = [], None
            while True:
                answer = desk.get("/bookings", limit="2", after=after, order=order, status=status)
                seen += [row["starts_at"] for row in answer["items"]]
                after = answer["next"]
                if after is None:
                    break
            assert seen == sorted(seen, reverse=order == "desc")
            assert len(seen) == 7


def test_others_businesses_are_not_there(desk: Desk) -> None:
    row, _ = bookings.book(desk.db, appointment(START), "requested", now=NOW)
    stranger = desk.seeing("kosmetik")
    assert stranger.get("/bookings")["items"] == []
    [firm] = stranger.get("/businesses")["items"]
    assert (firm["key"], firm["transfer"], firm["open"]) == ("kosmetik", [], True)
    for path, query in ((f"/bookings/{row['id']}", {}), ("/bookings", {"business": "friseur"})):
        with pytest.raises(NoSuchEntry):
            stranger.get(path, **query)


@pytest.mark.parametrize(
    ("where", "query", "error"),
    [
        ("/nothing", {}, NoSuchPath),
        ("/bookings/a/b/c", {}, NoSuchPath),
        ("/bookings", {"limit": "0"}, BadField),
        ("/bookings", {"limit": "501"}, BadField),
        ("/bookings", {"limit": "many"}, BadField),
        ("/bookings", {"after": "nonsense"}, BadField),
        ("/bookings", {"after": "WzAsMV0"}, BadField),
        ("/bookings", {"status": "new"}, BadField),
        ("/bookings", {"from": "tomorrow"}, BadField),
        ("/bookings", {"to": "9999-12-31"}, BadField),
        ("/bookings", {"colour": "red"}, BadField),
        ("/bookings", {"q": "\ud800"}, BadField),
        ("/bookings", {"q": "a\0"}, BadField),
        ("/bookings/none", {}, NoSuchEntry),
    ],
)
def test_what_is_wrong_is_refused(
    desk: Desk, where: str, query: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.get(where, **query)
