"""Inquiries, call-backs, customers, calls, search and batches, as operators' programs ask for them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from storage import blocked, bookings, customers
from storage.calls import NewCall, append_events, start_call
from storage.desk import READS, WRITES
from storage.desk.blocking import block_caller
from storage.desk.errors import BadField, Conflict, DeskError, NoSuchEntry
from storage.desk.searching import marks, read
from storage.events import CallEnded, Decided, Heard, Said, SlotFilled
from storage.inquiries import NewInquiry, take_inquiry
from storage.messages import NewMessage, take_message
from tests.storage.appointments import appointment
from tests.storage.conftest import ANNA, NOW
from tests.storage.desk.conftest import Desk

START = NOW.replace(day=6, hour=9)
NUMBER = "+491711234567"


def call(desk: Desk, name: str = "C1", number: str | None = NUMBER) -> str:
    at = "2026-03-04T08:59:00.000Z"
    start_call(desk.db, NewCall(name, "friseur", "Europe/Berlin", number, "100", "text", at))
    who: dict[str, Any] = {"business": "friseur", "call": name, "at": at}
    append_events(
        desk.db,
        [
            Heard(seq=1, turn=1, text="Müller hier. Ich brauche Strähnen am Freitag.", **who),
            SlotFilled(seq=2, turn=1, slot="name", value="Müller", quote="Müller hier", **who),
            Said(seq=3, turn=1, text="Gern. Am Freitag um zehn?", **who),
            Decided(seq=4, turn=2, by="rules", reason="confirmed", **who),
            SlotFilled(seq=5, turn=3, slot="email", value="a@b.de", quote="a at b", **who),
            CallEnded(seq=6, reason="farewell", turns=3, **who),
        ],
    )
    return name


def inquiry(desk: Desk, name: str, urgency: Any = "normal") -> str:
    new = NewInquiry(
        name, "installateur", None, "Heizung tropft", "Weg 1", urgency, "Huber", NUMBER, name
    )
    take_inquiry(desk.db, new, now=NOW, by=ANNA)
    return name


def callback(desk: Desk, name: str, minutes: int | None, *, urgent: bool = False) -> str:
    promised = None if minutes is None else NOW + timedelta(minutes=minutes)
    new = NewMessage(id=name, business="friseur", call=None, callback=True, words="wegen der Rechnung", name="Huber", number=NUMBER, promised_for=promised, key=name, urgent=urgent)  # fmt: skip
    take_message(desk.db, new, now=NOW - timedelta(hours=1), seq=0)
    return name


def test_inquiries_come_by_urgency_and_go_their_way_and_back(desk: Desk) -> None:
    inquiry(desk, "I1")
    inquiry(desk, "I2", "urgent")
    answer = desk.get("/inquiries", limit="1")
    assert [row["id"] for row in answer["items"]] == ["I2"]
    assert [row["id"] for row in desk.get("/inquiries", after=answer["next"])["items"]] == ["I1"]
    assert answer["counts"] == {"new": 2, "in_progress": 0, "done": 0}
    done = desk.post("/inquiries/I1/done")
    assert (done["row"]["status"], desk.get("/inquiries/I1")["can"]["done"]) == ("done", "done")
    assert desk.post("/undo", order=done["order"])["row"]["status"] == "new"
    assert [row["id"] for row in desk.get("/inquiries", q="heizung huber")["items"]] == ["I2", "I1"]


def test_a_call_back_that_is_put_off_is_not_due(desk: Desk) -> None:
    for name, minutes in (("M1", -30), ("M2", 30), ("M3", None)):
        callback(desk, name, minutes)
    callback(desk, "M4", None, urgent=True)
    rows = desk.get("/callbacks", open="true")["items"]
    assert {row["id"] for row in rows[:2]} == {"M3", "M4"}
    assert [row["id"] for row in rows[2:]] == ["M1", "M2"]
    assert {row["id"] for row in rows if row["overdue"]} == {"M1", "M4"}
    put = desk.post("/callbacks/M1/snooze", until="2026-03-04T16:00")
    assert (put["row"]["overdue"], put["row"]["due_at"]) == (False, "2026-03-04T15:00:00.000Z")
    assert [row["id"] for row in desk.get("/callbacks")["items"]][-1] == "M1"
    done = desk.post("/callbacks/M1/done")
    assert [row["id"] for row in desk.get("/callbacks", open="false")["items"]] == ["M1"]
    with pytest.raises(Conflict):
        desk.post("/callbacks/M1/snooze", until="2026-03-04T17:00")
    assert desk.post("/undo", order=done["order"])["row"]["done_at"] is None
    with pytest.raises(NoSuchEntry):
        desk.get("/messages/M1")


def test_a_promised_call_back_names_its_call(desk: Desk) -> None:
    body = {
        "business": "friseur",
        "number": "0171 1234567",
        "words": "Rechnung",
        "call": call(desk),
    }
    row = desk.post("/callbacks", **body, promised_for="2026-03-05T10:00")["row"]
    assert (row["number"], row["promised_for"]) == (NUMBER, "2026-03-05T09:00:00.000Z")
    assert desk.get("/calls/C1")["outcome"] == [
        {"kind": "callback", "id": row["id"], "status": "open"}
    ]
    for wrong in ({"number": "7"}, {"promised_for": "soon"}):
        with pytest.raises(BadField):
            desk.post("/callbacks", **body | wrong)
    with pytest.raises(NoSuchEntry):
        desk.post("/callbacks", **body | {"business": "installateur"})


def test_a_call_shows_what_came_of_it(desk: Desk) -> None:
    call(desk)
    new = appointment(START, phone=NUMBER, name="Müller")
    row, _ = bookings.book(desk.db, new, "confirmed", now=NOW)
    desk.db.execute("UPDATE appointments SET call = 'C1' WHERE id = ?", (row["id"],))
    desk.db.conn.commit()
    one = desk.get("/calls/C1")
    assert one["name"] == "Müller"
    assert [event["kind"] for event in one["events"]][:2] == ["heard", "slot_filled"]
    source = desk.get(f"/bookings/{row['id']}")["source"]
    assert source["call"] == "C1"
    assert source["slots"]["name"] == {"turn": 1, "quote": "Müller hier", "value": "Müller", "confirmed": True}  # fmt: skip
    assert source["slots"]["email"]["confirmed"] is False
    for asked in ("0171 123", "strähn", "mueller", "Müller"):
        assert [found["id"] for found in desk.get("/calls", q=asked)["items"]] == ["C1"], asked
    assert desk.get("/calls", exit="silence")["items"] == []
    assert desk.get("/calls", to="2026-03-03")["items"] == []
    assert desk.get("/calls/C1")["outcome"][0]["status"] == "confirmed"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Mueller", ["Müller"]),
        ("strah", ["Strähnen"]),
        ('"Strähnen am Freitag"', ["Strähnen", "am", "Freitag"]),
        ('"Freitag Strähnen"', None),
        ("Strähnen -Freitag", None),
        ("Strähnen -Montag", ["Strähnen"]),
        ("-Montag", None),
        ('freitag "', ["Freitag"]),
        ("NOT OR ) * :", None),
        ("-", None),
        ("01711234567", None),
    ],
)
def test_search_marks_what_it_found(desk: Desk, asked: str, found: list[str] | None) -> None:
    call(desk)
    items = desk.get("/search", q=asked, kinds="turn")["items"]
    if found is None:
        assert items == []
    else:
        [item] = items
        assert [item["sentence"][begin:end] for begin, end in item["marks"]] == found
        assert item["call"]["exit_reason"] == "farewell"
        assert desk.get("/search", q=asked, exit="silence")["items"] == []
        assert desk.get("/search", q=asked, to="2026-03-03")["items"] == []
        assert desk.get("/search", q=asked, **{"from": "2026-03-04", "exit": "farewell"})["items"]
        assert desk.seeing("kosmetik").get("/search", q=asked)["items"] == []


@pytest.mark.parametrize(
    ("asked", "sentence", "found"),
    [
        ("0171 12", "Becker, +491711234567", ["+491711234567"]),
        ("strasse", "Große Straße 5", ["Straße"]),
        ("muller", "Mu\u0308ller", ["Mu\u0308ller"]),
        ("[bold", "[bold]x[/bold]", ["bold", "bold"]),
        ("a b", "a_b", ["a", "b"]),
    ],
)
def test_marks_are_places_in_the_text_as_written(
    asked: str, sentence: str, found: list[str]
) -> None:
    assert [sentence[begin:end] for begin, end in marks(read(asked), sentence)] == found


def test_entries_that_were_found_are_told_in_short(desk: Desk) -> None:
    row, _ = bookings.book(desk.db, appointment(START), "requested", now=NOW)
    entry = row["id"]
    [item] = [
        one for one in desk.get("/search", q="haarschnitt")["items"] if one["kind"] == "booking"
    ]
    about = item["about"]
    assert (about["id"], about["status"]) == (entry, "requested")
    assert (about["service_name"], about["staff_name"]) == ("Haarschnitt", "Anna")
    call(desk)
    assert all(one["about"] is None for one in desk.get("/search", q="strähnen")["items"])


def test_search_goes_on_where_a_page_ended(desk: Desk) -> None:
    for number in range(5):
        call(desk, f"C{number}")
    for order, names in (("desc", "43210"), ("asc", "01234")):
        seen, after = "", None
        while True:
            answer = desk.get("/search", q="strähnen", limit="2", after=after, order=order)
            seen += "".join(item["entry"][1] for item in answer["items"])
            after = answer["next"]
            if after is None:
                break
        assert seen == names
    with pytest.raises(BadField):
        desk.get("/search", q="x", after="; DROP")


def test_two_businesses_whose_keys_are_one_word_stay_apart(desk: Desk) -> None:
    """The scope of the full text has no hyphens; the row says whose it is."""
    call(desk)
    desk.db.execute("INSERT INTO businesses SELECT 'fri-seur', name, branch, mode, zone, state, confirm, numbers, updated_at, retired_at, reminder_h FROM businesses WHERE key = 'friseur'")  # fmt: skip
    desk.db.conn.commit()
    assert desk.seeing("fri-seur").get("/search", q="strähnen")["items"] == []
    assert desk.seeing("fri-seur").get("/calls", q="strähnen")["items"] == []


def test_a_customer_has_all_that_is_theirs(desk: Desk) -> None:
    call(desk)
    row, _ = bookings.book(desk.db, appointment(START, phone=NUMBER, name="Maier"), "confirmed", now=NOW)  # fmt: skip
    callback(desk, "M1", 5)
    [one] = desk.get("/customers", q="Meyer")["items"]
    card = desk.get(f"/customers/{one['id']}")
    assert [entry["kind"] for entry in card["entries"]] == ["booking", "call"]
    assert card["numbers"] == [NUMBER]
    [other] = desk.get("/customers", q="Huber")["items"]
    merged = desk.post(f"/customers/{other['id']}/merge", into=one["id"])["row"]
    assert {entry["kind"] for entry in merged["entries"]} == {"booking", "call", "callback"}
    with pytest.raises(Conflict) as caught:
        desk.post(f"/customers/{one['id']}/erase")
    assert caught.value.detail["bookings"] == [row["id"]]
    gone = desk.post(f"/customers/{one['id']}/erase", future=True)["row"]
    assert gone["removed"]["appointments"] == gone["removed"]["calls"] == 1
    assert customers.find(desk.db) == []


def test_an_erasure_leaves_what_others_hold(desk: Desk) -> None:
    inquiry(desk, "I1")
    callback(desk, "M1", 5)
    [one] = desk.get("/customers", business="friseur")["items"]
    desk.seeing("friseur").post(f"/customers/{one['id']}/erase")
    assert desk.get("/callbacks")["items"] == []
    assert [row["id"] for row in desk.get("/inquiries")["items"]] == ["I1"]
    assert len(desk.get("/customers", business="installateur")["items"][0]["numbers"]) == 1


def test_a_batch_is_taken_back_as_one(desk: Desk) -> None:
    ids = []
    for number in range(3):
        new = appointment(START + timedelta(hours=number))
        ids.append(bookings.book(desk.db, new, "requested", now=NOW)[0]["id"])
    bookings.change(desk.db, ids[1], "declined", now=NOW, by=ANNA)
    done = desk.post("/batch", verb="bookings.confirm", entries=[*ids, "none"])
    assert [one["ok"] for one in done["results"]] == [True, False, True, False]
    codes = [one["error"] and one["error"]["code"] for one in done["results"]]
    assert codes == [None, "conflict", None, "not_found"]
    assert len(desk.post("/undo", order=done["order"])["rows"]) == 2
    assert [bookings.get(desk.db, one)["status"] for one in ids] == ["requested", "declined", "requested"]  # fmt: skip
    for wrong in ([], ["x"] * 3 + [str(n) for n in range(201)], "", 5):
        with pytest.raises(BadField):
            desk.post("/batch", verb="bookings.confirm", entries=wrong)


def test_a_block_is_taken_back(desk: Desk) -> None:
    assert block_caller(desk.db, desk.asker, "friseur", NUMBER, order="o1")
    assert blocked.pairs(desk.db) == {("friseur", NUMBER)}
    assert not block_caller(desk.db, desk.asker, "friseur", NUMBER, order="o2")
    desk.post("/undo", order="o1")
    assert blocked.pairs(desk.db) == frozenset()


def test_a_day_has_hours_people_and_gaps(desk: Desk) -> None:
    bookings.book(desk.db, appointment(START), "confirmed", now=NOW)
    bookings.book(desk.db, appointment(START.replace(hour=20)), "requested", now=NOW)
    day = desk.get("/bookings/day", business="friseur", day="2026-03-06")
    assert day["open"]
    assert day["free"]["anna"] == [[day["open"][0][0], "10:00"], ["10:45", day["open"][0][1]]]
    month = desk.get("/bookings/days", first="2026-03-01", last="2026-03-31")["days"]
    assert month == {"2026-03-06": {"count": 2, "requested": 1, "conflicts": 1}}
    assert desk.get("/bookings/day", business="friseur", day="2026-03-08")["closed_reason"] == "weekly"  # fmt: skip
    with pytest.raises(BadField):
        desk.get("/bookings/days", first="2026-03-01", last="2026-12-31")


def test_an_appointment_may_move_to_what_is_free(desk: Desk) -> None:
    row, _ = bookings.book(desk.db, appointment(START), "confirmed", now=NOW)
    bookings.book(desk.db, appointment(START + timedelta(hours=1)), "confirmed", now=NOW)
    free = desk.get(f"/bookings/{row['id']}/times", day="2026-03-06", staff="anna")["items"]
    starts = {one["start"][11:16] for one in free}
    assert "09:00" in starts
    assert not {"09:30", "10:00", "10:30"} & starts
    for one in free[:3]:
        desk.post(f"/bookings/{row['id']}/move", start=one["start"], staff=one["staff"])
    everybody = desk.get(f"/bookings/{row['id']}/times", day="2026-03-06")["items"]
    assert {one["staff"] for one in everybody} == {"anna", "maria"}


def test_every_entry_of_the_table_is_described_and_its_own(desk: Desk) -> None:
    for entries in (READS, WRITES):
        assert len({entry.path for entry in entries}) == len(entries)
        for entry in entries:
            assert entry.what.endswith(".")
            assert entry.returns


def test_another_firms_entries_are_not_there_to_be_changed(desk: Desk) -> None:
    call(desk)
    callback(desk, "M1", 5)
    inquiry(desk, "I1")
    customer = desk.get("/customers", business="friseur")["items"][0]["id"]
    stranger, tried = desk.seeing("kosmetik"), 0
    before = desk.db.execute("SELECT count(*) FROM audit").fetchone()
    ids = {"booking": "none", "inquiry": "I1", "message": "M1", "customer": customer, "call": "C1"}
    bodies: dict[str, dict[str, Any]] = {
        "snooze": {"until": "2027-01-01T10:00"}, "note": {"text": "x"}, "merge": {"into": customer},
        "move": {"start": "2027-01-01T10:00"},
    }  # fmt: skip
    for entry in WRITES:
        if "{" in entry.path:
            with pytest.raises(NoSuchEntry):
                stranger.post(entry.path.format(**ids), **bodies.get(entry.path.split("/")[-1], {}))
            tried += 1
    for read_ in READS:
        if "{" in read_.path and not read_.path.endswith("times"):
            with pytest.raises(NoSuchEntry):
                stranger.get(read_.path.format(**ids))
    assert tried >= 18
    assert desk.db.execute("SELECT count(*) FROM audit").fetchone() == before


def test_answers_are_what_json_can_hold(desk: Desk) -> None:
    call(desk)
    callback(desk, "M1", 5)
    inquiry(desk, "I1")
    bookings.book(desk.db, appointment(START), "requested", now=NOW)
    for entry in READS:
        if "{" in entry.path:
            continue
        needed = {
            "q": "a",
            "day": "2026-03-06",
            "first": "2026-03-06",
            "last": "2026-03-06",
            "business": "friseur",
        }
        query = {field.name: needed[field.name] for field in entry.fields if field.required}
        assert json.loads(json.dumps(answer := desk.get(entry.path, **query))) == answer
    assert issubclass(Conflict, DeskError)
