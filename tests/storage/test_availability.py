from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.models import BookingRules, Business, ClosedPeriod, Resource, TimeRange, Weekday
from storage.availability import Busy, Slot, Special, free_slots, is_holiday
from tests.firms import salon

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)


def at(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), BERLIN)


def starts(slots: list[Slot]) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in slots]


def test_starts_lie_on_the_grid_and_end_within_the_opening_hours() -> None:
    slots = free_slots(salon(), "haarschnitt", FRIDAY, [], now=NOW)
    assert (starts(slots)[0], starts(slots)[1], starts(slots)[-1]) == ("09:00", "09:15", "17:15")
    assert {slot.staff for slot in slots} == {"anna"}


def test_a_taken_person_is_replaced_by_the_next_and_all_taken_is_no_slot() -> None:
    busy = [Busy("anna", at(9), at(12))]
    assert free_slots(salon(), "haarschnitt", FRIDAY, busy, now=NOW)[0].staff == "maria"
    busy.append(Busy("maria", at(8), at(10)))
    assert starts(free_slots(salon(), "haarschnitt", FRIDAY, busy, now=NOW))[0] == "10:00"


def test_only_those_who_do_it_and_only_when_they_work() -> None:
    assert free_slots(salon(), "bartpflege", FRIDAY, [], now=NOW) == []
    thursday = date(2026, 3, 5)
    slots = free_slots(salon(), "bartpflege", thursday, [], now=NOW)
    assert (slots[0].staff, starts(slots)[0]) == ("peter", "12:00")
    assert free_slots(salon(), "haarschnitt", FRIDAY, [], now=NOW, staff="peter") == []


def test_lead_time_horizon_holidays_and_company_holidays() -> None:
    business = salon()
    today = free_slots(business, "haarschnitt", date(2026, 3, 4), [], now=NOW)
    assert starts(today)[0] == "11:00"
    assert free_slots(business, "haarschnitt", date(2026, 6, 3), [], now=NOW) == []
    assert free_slots(business, "haarschnitt", date(2026, 5, 1), [], now=NOW) == []
    closed = business.model_copy(update={"closed": (ClosedPeriod(first=FRIDAY, last=FRIDAY),)})
    assert free_slots(closed, "haarschnitt", FRIDAY, [], now=NOW) == []
    keeps_open = business.model_copy(update={"open_on_holidays": True})
    assert free_slots(keeps_open, "haarschnitt", date(2026, 5, 1), [], now=NOW) != []


def test_holidays_are_those_of_the_bundesland() -> None:
    epiphany = date(2026, 1, 6)
    assert is_holiday("BY", epiphany)
    assert not is_holiday("HH", epiphany)
    assert is_holiday(None, date(2026, 12, 25))


def test_the_buffer_keeps_the_next_one_away_and_may_go_beyond_closing() -> None:
    slots = free_slots(
        salon(), "faerben", FRIDAY, [Busy("anna", at(13), at(14))], now=NOW, staff="anna"
    )
    assert "11:15" in starts(slots)
    assert "11:30" not in starts(slots)
    assert starts(slots)[-1] == "16:30"
    assert slots[-1].blocked_until == at(18, 15)


NIGHT = {day: (TimeRange(opens=time(0), closes=time(6)),) for day in Weekday}


@pytest.mark.parametrize(
    ("day", "missing", "hours"),
    [(date(2026, 3, 29), {"02:00", "02:15", "02:30", "02:45"}, 5), (date(2026, 10, 25), set(), 7)],
)
def test_the_nights_on_which_the_clocks_change(day: date, missing: set[str], hours: int) -> None:
    business = salon().model_copy(update={"hours": NIGHT, "open_on_holidays": True})
    now = datetime.combine(day - timedelta(days=1), time(12), UTC)
    slots = free_slots(business, "haarschnitt", day, [], now=now, staff="anna")
    assert not missing & set(starts(slots))
    assert len(starts(slots)) == len(set(starts(slots)))
    for slot in slots:
        assert slot.end.astimezone(UTC) - slot.start.astimezone(UTC) == timedelta(minutes=45)
    spring = datetime.combine(day, time(6), BERLIN).astimezone(UTC) - datetime.combine(
        day, time(), BERLIN
    ).astimezone(UTC)
    assert spring == timedelta(hours=hours)


ROOMS = {"kabine_1": Resource(name="Kabine 1"), "kabine_2": Resource(name="Kabine 2")}


def with_rooms(step: int) -> Business:
    """The salon, whose colouring needs one of two rooms."""
    plain = salon()
    colouring = plain.services["faerben"].model_copy(update={"resources": tuple(ROOMS)})
    return plain.model_copy(
        update={
            "booking": BookingRules(step_min=step),
            "resources": ROOMS,
            "services": {**plain.services, "faerben": colouring},
        }
    )


def obvious(
    business: Business,
    service: str,
    day: date,
    busy: list[Busy],
    staff: str | None,
    special: Special,
) -> list[tuple[str, str, str | None]]:
    """The same by trying each minute of the day with each person and each room."""
    wanted = business.services[service]
    found: dict[str, tuple[str, str | None]] = {}
    for minute in range(24 * 60):
        start = datetime.combine(day, time(minute // 60, minute % 60), BERLIN)
        end = start + timedelta(minutes=wanted.duration_min)
        until = end + timedelta(minutes=wanted.buffer_min)
        for person, member in business.staff.items():
            hours = (member.hours or business.hours).get(list(Weekday)[day.weekday()], ())
            hours = special.get(("", day), hours)
            hours = special.get((person, day), hours)
            works = any(
                datetime.combine(day, o.opens, BERLIN) <= start
                and end <= datetime.combine(day, o.closes, BERLIN)
                for o in hours
            )
            able = not wanted.staff or person in wanted.staff
            clash = any(b.staff == person and b.start < until and start < b.end for b in busy)
            rooms = [
                room
                for room in wanted.resources
                if not any(b.resource == room and b.start < until and start < b.end for b in busy)
            ]
            asked = staff in (None, person)
            early = start < NOW + timedelta(minutes=business.booking.lead_min)
            if (
                minute % business.booking.step_min == 0
                and works
                and able
                and asked
                and not clash
                and not early
                and (rooms or not wanted.resources)
            ):
                found.setdefault(f"{start:%H:%M}", (person, rooms[0] if rooms else None))
    return [(start, *who) for start, who in found.items()]


RANGE = st.tuples(st.integers(0, 23), st.integers(1, 10)).map(
    lambda pair: TimeRange(opens=time(pair[0]), closes=time(min(pair[0] + pair[1], 23), 30))
)


@settings(max_examples=150, deadline=None)
@given(
    offset=st.integers(0, 13),
    service=st.sampled_from(["haarschnitt", "faerben", "bartpflege", "herrenhaarschnitt"]),
    step=st.sampled_from([5, 10, 15, 20, 30, 45, 60]),
    taken=st.lists(
        st.tuples(st.sampled_from(["anna", "maria", "peter"]), st.integers(0, 1300), st.integers(1, 200),
                  st.sampled_from([None, "kabine_1", "kabine_2"])), max_size=8),
    staff=st.sampled_from([None, "anna", "peter"]),
    dated=st.dictionaries(st.sampled_from(["", "anna", "peter"]), st.lists(RANGE, max_size=1), max_size=2),
)  # fmt: skip
def test_the_same_as_an_obvious_model(
    offset: int,
    service: str,
    step: int,
    taken: list[tuple[str, int, int, str | None]],
    staff: str | None,
    dated: dict[str, list[TimeRange]],
) -> None:
    day = date(2026, 3, 4) + timedelta(days=offset)
    business = with_rooms(step)
    midnight = datetime.combine(day, time(), BERLIN)
    busy = [
        Busy(who, midnight + timedelta(minutes=at), midnight + timedelta(minutes=at + lasts), room)
        for who, at, lasts, room in taken
    ]
    special = {(who, day): tuple(ranges) for who, ranges in dated.items()}
    slots = free_slots(business, service, day, busy, now=NOW, staff=staff, special=special)
    assert [(f"{s.start:%H:%M}", s.staff, s.resource) for s in slots] == obvious(
        business, service, day, busy, staff, special
    )
