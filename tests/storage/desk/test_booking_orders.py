"""What operators do with appointments, and how they take it back."""

from datetime import timedelta

import pytest

from storage import audit, bookings, by_hand, outbox, planning
from storage.audit import By, history
from storage.desk.errors import BadField, Conflict, NoSuchEntry
from storage.planning import Absence
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW
from tests.storage.desk.conftest import FIRMS, Desk

START = NOW.replace(day=6, hour=9)
SECOND = timedelta(seconds=1)


def booked(desk: Desk, status: bookings.Status = "requested") -> str:
    row, _ = bookings.book(desk.db, appointment(START), status, now=NOW - timedelta(hours=1))
    return str(row["id"])


def queued(desk: Desk) -> dict[str, str]:
    return {
        row["what"]: row["status"]
        for row in outbox.list_outbox(desk.db)
        if row["audience"] == "customer"
    }


@pytest.mark.parametrize(
    ("status", "verb", "becomes"),
    [
        ("requested", "confirm", "confirmed"),
        ("requested", "decline", "declined"),
        ("requested", "cancel", "cancelled"),
        ("confirmed", "cancel", "cancelled"),
    ],
)
def test_what_was_done_is_taken_back_with_its_message(
    desk: Desk, status: bookings.Status, verb: str, becomes: str
) -> None:
    entry = booked(desk, status)
    before = queued(desk)
    done = desk.post(f"/bookings/{entry}/{verb}", why="rang us")
    assert done["row"]["status"] == becomes
    assert done["undo_until"] == "2026-03-04T09:00:10.000Z"
    assert queued(desk)[becomes] == "queued"
    assert outbox.claim(desk.db, NOW + 9 * SECOND, limit=0) == []
    told = [row["next_at"] for row in outbox.list_outbox(desk.db) if row["what"] == becomes]
    assert told == ["2026-03-04T09:00:10.000Z"]
    back = desk.later(NOW + 9 * SECOND).post("/undo", order=done["order"])
    assert back["row"]["status"] == status
    assert queued(desk) == {**before, **queued(desk), becomes: "dropped"} | before
    assert [line["verb"] for line in history(desk.db, entry)] == ["book", becomes, "undo"]
    assert audit.verify(desk.db)[1] is None
    again = desk.later(NOW + 10 * SECOND).post(f"/bookings/{entry}/{verb}")
    assert again["row"]["status"] == becomes


@pytest.mark.parametrize(
    ("moment", "who", "error", "reason"),
    [
        (11 * SECOND, "anna", Conflict, "too_late"),
        (5 * SECOND, "berta", NoSuchEntry, None),
    ],
)
def test_only_ones_own_is_taken_back_and_soon(
    desk: Desk, moment: timedelta, who: str, error: type[Exception], reason: str | None
) -> None:
    order = desk.post(f"/bookings/{booked(desk)}/confirm")["order"]
    with pytest.raises(error) as caught:
        desk.later(NOW + moment).of(who).post("/undo", order=order)
    assert getattr(caught.value, "detail", {}).get("reason") == reason


def test_it_is_taken_back_once(desk: Desk) -> None:
    order = desk.post(f"/bookings/{booked(desk)}/confirm")["order"]
    desk.post("/undo", order=order)
    with pytest.raises(Conflict) as caught:
        desk.post("/undo", order=order)
    assert caught.value.detail["reason"] == "undone_already"


def test_what_somebody_changed_since_stays(desk: Desk) -> None:
    entry = booked(desk)
    order = desk.post(f"/bookings/{entry}/confirm")["order"]
    bookings.change(desk.db, entry, "cancelled", now=NOW + SECOND, by=ANNA)
    with pytest.raises(Conflict) as caught:
        desk.later(NOW + 2 * SECOND).post("/undo", order=order)
    assert caught.value.detail == {"reason": "changed_since", "entry": entry}
    assert bookings.get(desk.db, entry)["status"] == "cancelled"


def test_who_was_told_is_told(desk: Desk) -> None:
    order = desk.post(f"/bookings/{booked(desk)}/confirm")["order"]
    for row in outbox.claim(desk.db, NOW + 10 * SECOND):
        outbox.sent(desk.db, row, now=NOW + 10 * SECOND)
    with pytest.raises(Conflict) as caught:
        desk.later(NOW + 10 * SECOND).post("/undo", order=order)
    assert caught.value.detail["reason"] == "told_already"


def test_a_time_that_somebody_took_meanwhile_is_theirs(desk: Desk) -> None:
    entry = booked(desk, "confirmed")
    order = desk.post(f"/bookings/{entry}/cancel")["order"]
    other, _ = bookings.book(desk.db, appointment(START, name="Weber"), "confirmed", now=NOW)
    with pytest.raises(Conflict) as caught:
        desk.post("/undo", order=order)
    assert caught.value.detail["reason"] == "slot_taken"
    assert [one["booking"] for one in caught.value.detail["in_the_way"]] == [other["id"]]
    assert "Weber" not in str(caught.value.detail)
    assert bookings.get(desk.db, entry)["status"] == "cancelled"
    assert desk.db.execute("SELECT max(undoing) FROM orders").fetchone()[0] == 0


def test_who_is_ill_meanwhile_is_not_booked_again(desk: Desk) -> None:
    order = desk.post(f"/bookings/{booked(desk, 'confirmed')}/cancel")["order"]
    ill = Absence("ill", "friseur", "anna", START - timedelta(hours=9), START + timedelta(hours=9))
    planning.add_absence(desk.db, ill, now=NOW + SECOND, by=ANNA)
    with pytest.raises(Conflict) as caught:
        desk.later(NOW + 2 * SECOND).post("/undo", order=order)
    assert caught.value.detail["in_the_way"][0]["absence"] == "ill"


@pytest.mark.parametrize("minutes", [15, -15, 300])
def test_a_visit_moves_and_comes_back_whole(desk: Desk, minutes: int) -> None:
    rows = by_hand.book_visit(
        desk.db, FIRMS["friseur"], booking="V", services=("haarschnitt", "haarschnitt"), staff=("anna", "anna"),
        start=START, name="Becker", phone="+491701234567", now=NOW, by=By("operator:anna"),
    )  # fmt: skip
    before = [row["starts_at"] for row in rows]
    start = START + timedelta(minutes=minutes)
    done = desk.post("/bookings/V/move", start=start.isoformat())
    assert done["row"]["starts_at"] == start.strftime("%Y-%m-%dT%H:%M:00.000Z")
    desk.post("/undo", order=done["order"])
    parts = desk.get("/bookings/V")["parts"]
    assert [part["starts_at"] for part in parts] == before


def test_a_move_onto_another_says_onto_what(desk: Desk) -> None:
    entry = booked(desk)
    other, _ = bookings.book(desk.db, appointment(START + timedelta(hours=1)), "confirmed", now=NOW)
    with pytest.raises(Conflict) as caught:
        desk.post(f"/bookings/{entry}/move", start="2026-03-06T11:00")
    assert caught.value.detail["in_the_way"] == [
        {"booking": other["id"], "business": "friseur", "staff": "anna", "start": other["starts_at"], "end": other["ends_at"]}
    ]  # fmt: skip
    moved = desk.post(f"/bookings/{entry}/move", start="2026-03-06T11:00", staff="maria")
    assert (moved["row"]["staff"], moved["row"]["starts_at"]) == ("maria", "2026-03-06T10:00:00.000Z")  # fmt: skip


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"start": "2026-03-06T14:00"}, None),
        ({"start": "soon"}, BadField),
        ({"phone": "12"}, BadField),
        ({"staff": "nobody"}, BadField),
        ({"service": "nothing"}, BadField),
        ({"name": " "}, BadField),
        ({"business": "nowhere"}, NoSuchEntry),
        ({"start": "2026-03-06T10:15"}, Conflict),
    ],
)
def test_booking_by_hand(desk: Desk, body: dict[str, str], error: type[Exception] | None) -> None:
    booked(desk)
    wanted = {"business": "friseur", "service": "haarschnitt", "staff": "anna", "start": "2026-03-06T16:00",
              "name": "Weber", "phone": "0171 2345678"} | body  # fmt: skip
    if error is None:
        row = desk.post("/bookings", **wanted)["row"]
        assert (row["status"], row["phone"], row["starts_at"]) == ("confirmed", "+491712345678", "2026-03-06T13:00:00.000Z")  # fmt: skip
    else:
        with pytest.raises(error):
            desk.post("/bookings", **wanted)


def test_a_note_is_taken_back(desk: Desk) -> None:
    entry = booked(desk)
    done = desk.post(f"/bookings/{entry}/note", text="comes [late]")
    assert [note["text"] for note in desk.get(f"/bookings/{entry}")["notes"]] == ["comes [late]"]
    desk.post("/undo", order=done["order"])
    assert desk.get(f"/bookings/{entry}")["notes"] == []


def test_what_cannot_be_done_says_why(desk: Desk) -> None:
    entry = booked(desk)
    desk.post(f"/bookings/{entry}/decline")
    assert desk.get(f"/bookings/{entry}")["can"] == {
        "confirm": "declined", "decline": "declined", "move": "declined", "cancel": "declined", "note": None,
    }  # fmt: skip
    for verb, body in (("confirm", {}), ("cancel", {}), ("move", {"start": "2026-03-06T16:00"})):
        with pytest.raises(Conflict) as caught:
            desk.post(f"/bookings/{entry}/{verb}", **body)
        assert caught.value.detail["reason"] == "declined"
    with pytest.raises(NoSuchEntry):
        desk.seeing("kosmetik").post(f"/bookings/{entry}/cancel")
