from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from storage.availability import Busy, Slot, free_slots
from storage.offers import MOST_OFFERS, Wish, find_offers
from tests.firms import salon

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # ten o'clock on Wednesday in Berlin
FRIDAY = date(2026, 3, 6)
SUNDAY = date(2026, 3, 8)


def offers(wish: Wish, *busy: Busy, exclude: set[datetime] | None = None) -> tuple[str, list[str]]:
    business = salon()

    def slots_of(day: date) -> list[Slot]:
        return free_slots(business, "haarschnitt", day, busy, now=NOW, staff="anna")

    reason, slots = find_offers(business, wish, slots_of, now=NOW, exclude=exclude or set())
    assert len(slots) <= MOST_OFFERS
    assert [slot.start for slot in slots] == sorted({slot.start for slot in slots})
    return reason, [f"{slot.start:%a %H:%M}" for slot in slots]


def anna(first: int, last: int, day: date = FRIDAY) -> Busy:
    return Busy(
        "anna",
        datetime.combine(day, time(first), BERLIN),
        datetime.combine(day, time(last), BERLIN),
    )


CASES = [
    (Wish(FRIDAY, at=time(14, 30)), (), "exact", ["Fri 14:30"]),
    (Wish(FRIDAY, at=time(14, 30)), (anna(14, 15),), "taken", ["Fri 13:15", "Fri 15:00", "Sat 13:15"]),
    (Wish(FRIDAY, at=time(20)), (), "closed", ["Fri 17:15", "Sat 13:15", "Tue 17:15"]),
    (Wish(SUNDAY, at=time(10)), (), "closed", ["Tue 10:00", "Wed 10:00", "Thu 10:00"]),
    (Wish(SUNDAY), (), "closed", ["Tue 09:00", "Wed 09:00", "Thu 09:00"]),
    (Wish(FRIDAY), (), "near", ["Fri 09:00", "Fri 13:00", "Fri 17:00"]),
    (Wish(FRIDAY, daypart="afternoon"), (), "near", ["Fri 12:00", "Fri 14:30", "Fri 17:00"]),
    (Wish(FRIDAY), (anna(9, 18),), "taken", ["Sat 09:00", "Tue 09:00", "Wed 09:00"]),
    (Wish(FRIDAY, at=time(14), until=time(16)), (), "near", ["Fri 14:00", "Fri 15:00", "Fri 16:00"]),
    (Wish(at=time(15)), (), "near", ["Wed 15:00", "Thu 15:00", "Fri 15:00"]),
    (Wish(daypart="morning"), (), "near", ["Thu 09:00", "Fri 09:00", "Sat 09:00"]),
    (Wish(), (), "near", ["Wed 11:00", "Wed 12:30", "Wed 13:30"]),
    (Wish(date(2026, 3, 9), date(2026, 3, 15)), (), "near", ["Tue 09:00", "Wed 09:00", "Thu 09:00"]),
    (Wish(date(2026, 3, 3), at=time(10)), (), "past", ["Wed 11:00", "Thu 09:00", "Fri 09:00"]),
    (Wish(date(2026, 3, 4), at=time(9)), (), "past", ["Wed 11:00", "Thu 09:00", "Fri 09:00"]),
    (Wish(date(2026, 12, 1)), (), "too_far", []),
]  # fmt: skip


@pytest.mark.parametrize(("wish", "busy", "reason", "expected"), CASES)
def test_what_is_offered_for_a_wish(
    wish: Wish, busy: tuple[Busy, ...], reason: str, expected: list[str]
) -> None:
    assert offers(wish, *busy) == (reason, expected)


def test_what_the_caller_refused_is_not_offered_again() -> None:
    refused = {
        datetime.combine(FRIDAY, time(hour, minute), BERLIN)
        for hour, minute in ((9, 0), (13, 0), (17, 0))
    }
    _, again = offers(Wish(FRIDAY), exclude=refused)
    assert not {"Fri 09:00", "Fri 13:00", "Fri 17:00"} & set(again)
    assert again
