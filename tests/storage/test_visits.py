"""Several services in one visit: found like by an obvious model, booked, moved and cancelled as one."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from config.models import Business, Notify, Weekday
from storage import bookings, by_hand
from storage.availability import Busy, Special
from storage.errors import NotAllowed, NotFound, SlotTaken
from storage.mirror import mirror
from storage.outbox import list_outbox
from storage.visits import free_visits
from tests.firms import salon
from tests.storage.conftest import ANNA, NOW
from tests.storage.test_availability import BERLIN, FRIDAY, RANGE, with_rooms

BOTH = ("faerben", "haarschnitt")
Part = tuple[str, datetime, datetime, datetime, str | None]
"""Person, start, end, blocked until, room."""
START = datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def parts_of(
    business: Business, services: tuple[str, ...], start: datetime, people: tuple[str, ...], rooms: tuple[str | None, ...]
) -> list[Part]:  # fmt: skip
    """One way to do it: each begins when the one before it ends; with the same person, after its buffer."""
    parts: list[Part] = []
    for service, person, room in zip(services, people, rooms, strict=True):
        if parts:
            last = parts[-1]
            start = last[3] if last[0] == person else last[2]
        wanted = business.services[service]
        end = start + timedelta(minutes=wanted.duration_min)
        parts.append((person, start, end, end + timedelta(minutes=wanted.buffer_min), room))
    return parts


def possible(business: Business, parts: list[Part], busy: list[Busy], special: Special) -> bool:
    day = parts[0][1].date()
    for person, start, end, until, room in parts:
        hours = (business.staff[person].hours or business.hours).get(
            list(Weekday)[day.weekday()], ()
        )
        hours = special.get((person, day), special.get(("", day), hours))
        opened = [(datetime.combine(day, o.opens, BERLIN), datetime.combine(day, o.closes, BERLIN)) for o in hours]  # fmt: skip
        if not any(opens <= start and end <= closes for opens, closes in opened):
            return False
        for taken in busy:
            mine = taken.staff == person or (room is not None and taken.resource == room)
            if mine and taken.start < until and start < taken.end:
                return False
    for one, other in product(parts, parts):
        shares = one[0] == other[0] or (one[4] is not None and one[4] == other[4])
        if one is not other and shares and one[1] < other[3] and other[1] < one[3]:
            return False
    return True


def obvious(
    business: Business,
    services: tuple[str, ...],
    day: date,
    busy: list[Busy],
    special: Special,
) -> list[tuple[str, list[str], list[str | None]]]:
    """The same by trying every start with every combination of people and rooms, the fewest people first."""
    order = list(business.staff)
    able = [business.services[service].staff or tuple(order) for service in services]
    rooms = [business.services[service].resources or (None,) for service in services]
    teams = sorted(
        (team for team in product(order, repeat=len(services)) if all(p in a for p, a in zip(team, able, strict=True))),
        key=lambda team: (len(set(team)), [order.index(person) for person in team]),
    )  # fmt: skip
    found = []
    for minute in range(0, 24 * 60, business.booking.step_min):
        start = datetime.combine(day, time(minute // 60, minute % 60), BERLIN)
        if start < NOW + timedelta(minutes=business.booking.lead_min):
            continue
        ways = (
            parts_of(business, services, start, team, units)
            for team in teams
            for units in product(*rooms)
        )
        way = next((way for way in ways if possible(business, way, busy, special)), None)
        if way:
            found.append((f"{start:%H:%M}", [part[0] for part in way], [part[4] for part in way]))
    return found


@settings(max_examples=60, deadline=None)
@given(
    offset=st.integers(0, 9),
    services=st.lists(st.sampled_from(["haarschnitt", "faerben", "bartpflege"]), min_size=1, max_size=3).map(tuple),
    step=st.sampled_from([15, 20, 30]),
    taken=st.lists(
        st.tuples(st.sampled_from(["anna", "maria", "peter"]), st.integers(480, 1100), st.integers(1, 200),
                  st.sampled_from([None, "kabine_1", "kabine_2"])), max_size=8),
    dated=st.dictionaries(st.sampled_from(["", "anna", "peter"]), st.lists(RANGE, max_size=1), max_size=2),
)  # fmt: skip
def test_the_same_as_an_obvious_model(
    offset: int,
    services: tuple[str, ...],
    step: int,
    taken: list[tuple[str, int, int, str | None]],
    dated: dict[str, list[object]],
) -> None:
    day = date(2026, 3, 4) + timedelta(days=offset)
    business = with_rooms(step)
    midnight = datetime.combine(day, time(), BERLIN)
    busy = [
        Busy(who, midnight + timedelta(minutes=at), midnight + timedelta(minutes=at + lasts), room)
        for who, at, lasts, room in taken
    ]
    special = {(who, day): tuple(ranges) for who, ranges in dated.items()}
    visits = free_visits(business, services, day, busy, now=NOW, special=special)  # type: ignore[arg-type]
    assert [
        (f"{visit[0].start:%H:%M}", [p.staff for p in visit], [p.resource for p in visit])
        for visit in visits
    ] == obvious(business, services, day, busy, special)  # type: ignore[arg-type]


def test_a_visit_stays_with_one_person_and_leaves_no_gap_that_need_not_be() -> None:
    visits = free_visits(salon(), BOTH, FRIDAY, [], now=NOW)
    first = visits[0]
    assert [part.staff for part in first] == ["anna", "anna"]
    assert first[1].start == first[0].blocked_until
    other = free_visits(salon(), BOTH, FRIDAY, [], now=NOW, staff="maria")
    assert {part.staff for visit in other for part in visit} == {"maria"}
    late = datetime.combine(FRIDAY, time(11), BERLIN)
    apart = free_visits(salon(), BOTH, FRIDAY, [Busy("anna", late, late + 9 * HOUR), Busy("maria", late - 9 * HOUR, late - HOUR / 2)], now=NOW)  # fmt: skip
    assert [part.staff for part in apart[0]] == ["anna", "maria"]
    for one, next_one in pairwise(apart[0]):
        assert one.end == next_one.start


def visit(
    db: Database, start: datetime = START, name: str = "Becker", key: str = "V"
) -> list[dict[str, object]]:
    return by_hand.book_visit(
        db, salon(), booking=key, services=BOTH, staff=("anna", "anna"), start=start, name=name,
        phone="+491701234567", now=NOW, by=ANNA,
    )  # fmt: skip


def test_a_visit_is_booked_whole_or_not_at_all_and_once(db: Database) -> None:
    rows = visit(db)
    assert [row["service"] for row in rows] == list(BOTH)
    assert {row["visit"] for row in rows} == {rows[0]["id"]}
    assert rows[1]["starts_at"] == rows[0]["blocked_until"]
    assert visit(db) == rows
    with pytest.raises(SlotTaken):  # its second part would be in the way of the first of the other
        visit(db, START - 2 * HOUR, "Koch", "W")
    assert len(bookings.list_bookings(db)) == 2


def test_a_visit_is_confirmed_moved_and_cancelled_as_one(db: Database) -> None:
    notify = Notify(business=("mail",), customers="sms", reminder_h=24)
    mirror(db, {"friseur": salon().model_copy(update={"notify": notify})}, NOW)
    first, second = visit(db)
    [booked, reminder] = list_outbox(db)
    assert {booked["what"], reminder["what"]} == {"booked", "reminder"}
    assert "Färben, Haarschnitt" in str(booked["facts"])
    moved = by_hand.move_visit(
        db, salon(), str(second["id"]), start=START + HOUR + HOUR / 2, now=NOW, by=ANNA
    )
    assert [row["starts_at"] for row in moved][1] == "2026-03-06T15:00:00.000Z"
    gap = timedelta(minutes=105)
    assert bookings.get(db, str(first["id"]))["starts_at"] == f"{START + HOUR + HOUR / 2 - gap:%Y-%m-%dT%H:%M}:00.000Z"  # fmt: skip
    by_hand.book(
        db, salon(), booking="X", service="haarschnitt", staff="anna", start=START + 3 * HOUR,
        name="Koch", phone="+4989123456", now=NOW, by=ANNA,
    )  # fmt: skip
    before = bookings.list_bookings(db)
    with pytest.raises(SlotTaken):
        by_hand.move_visit(db, salon(), "V", start=START + 2 * HOUR, now=NOW, by=ANNA)
    assert bookings.list_bookings(db) == before
    bookings.change_visit(db, str(second["id"]), "cancelled", now=NOW, by=ANNA)
    rows = [row for row in bookings.list_bookings(db) if row["visit"]]
    assert {row["status"] for row in rows} == {"cancelled"}
    told = [
        row["what"] for row in list_outbox(db, status="queued") if row["audience"] == "customer"
    ]
    assert told.count("cancelled") == 1
    with pytest.raises(NotAllowed):
        by_hand.move_visit(db, salon(), "V", start=START, now=NOW, by=ANNA)


def test_who_cancelled_and_comes_back_gets_the_same_time_again(db: Database) -> None:
    first = visit(db)
    bookings.change_visit(db, "V", "cancelled", now=NOW, by=ANNA)
    again = visit(db, key="W")
    assert {row["status"] for row in again} == {"confirmed"}
    assert {row["id"] for row in again}.isdisjoint(row["id"] for row in first)
    assert visit(db, key="X") == again


def test_one_part_can_go_alone(db: Database) -> None:
    first, second = visit(db)
    bookings.change(db, str(second["id"]), "cancelled", now=NOW, by=ANNA)
    assert bookings.get(db, str(first["id"]))["status"] == "confirmed"
    bookings.change_visit(db, str(first["id"]), "cancelled", now=NOW, by=ANNA)
    with pytest.raises(NotFound):
        bookings.change_visit(db, "nothing", "cancelled", now=NOW, by=ANNA)
