"""What people type: days, times, filter lines."""

from datetime import UTC, date, datetime, time

import pytest

from tui.desk.filters import BOOKING_STATES, INQUIRY_STATES, named, parse_filter, query_of, without
from tui.desk.moments import age_text, month_weeks, near_text, parse_day, parse_time, span_text
from tui.screens.customer_orders import moment_of
from tui.words import Words

TODAY = date(2026, 7, 14)  # a Tuesday
NOW = datetime(2026, 7, 14, 12, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("heute", "2026-07-14"),
        ("Morgen", "2026-07-15"),
        ("übermorgen", "2026-07-16"),
        ("gestern", "2026-07-13"),
        ("tomorrow", "2026-07-15"),
        ("di", "2026-07-14"),
        ("fr", "2026-07-17"),
        ("Mo.", "2026-07-20"),
        ("sunday", "2026-07-19"),
        ("14.7.", "2026-07-14"),
        ("1.8", "2026-08-01"),
        ("14. 7.", "2026-07-14"),
        ("31.12.", "2026-12-31"),
        ("10.1.", "2027-01-10"),
        ("14.7.27", "2027-07-14"),
        ("14.07.2027", "2027-07-14"),
        ("2026-07-14", "2026-07-14"),
        ("20.", "2026-07-20"),
        ("+3", "2026-07-17"),
        ("-1w", "2026-07-07"),
    ],
)
def test_days(typed: str, day: str) -> None:
    assert parse_day(typed, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("typed", ["", "quatsch", "32.1.", "30.2.", "2026-13-01", "14:00", "99."])
def test_what_is_no_day(typed: str) -> None:
    assert parse_day(typed, TODAY) is None


def test_a_date_without_its_year_is_the_nearest() -> None:
    assert parse_day("2.1.", date(2026, 12, 28)) == date(2027, 1, 2)
    assert parse_day("29.2.", date(2028, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("9", time(9)), ("9:30", time(9, 30)), ("9.30 Uhr", time(9, 30)), ("25", None), ("9:7", None)],
)
def test_times(typed: str, found: time | None) -> None:
    assert parse_time(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("16:30", "2026-07-14T16:30"),
        ("morgen", "2026-07-15T09:00"),
        ("fr 10:00", "2026-07-17T10:00"),
        ("14.8. 8", "2026-08-14T08:00"),
        ("12:00", None),
        ("gestern", None),
        ("irgendwann", None),
        ("", None),
    ],
)
def test_moments_to_come(typed: str, found: str | None) -> None:
    moment = moment_of(typed, NOW)
    assert (moment and f"{moment:%Y-%m-%dT%H:%M}") == found


def test_a_month_shows_whole_weeks() -> None:
    weeks = month_weeks(TODAY)
    assert (weeks[0][0], weeks[-1][-1]) == (date(2026, 6, 29), date(2026, 8, 2))
    assert all(len(week) == 7 for week in weeks)
    assert len(month_weeks(date(2027, 2, 1))) == 4


def test_times_in_words() -> None:
    words = Words("de")
    assert age_text(datetime(2026, 7, 14, 12, 30, tzinfo=UTC), NOW, words) == "2 Min"
    assert age_text(datetime(2026, 7, 14, 9, 0, tzinfo=UTC), NOW, words) == "3 Std"
    assert age_text(datetime(2026, 7, 10, 9, 0, tzinfo=UTC), NOW, words) == "4 T"
    assert near_text(datetime(2026, 7, 15, 9, 5, tzinfo=UTC), NOW, words) == "morgen 09:05"
    assert near_text(datetime(2027, 7, 15, 9, 5, tzinfo=UTC), NOW, words) == "Do 15.07.2027 09:05"
    assert span_text(NOW - datetime(2026, 7, 14, 11, 52, tzinfo=UTC)) == "0:40"


FIRMS = {"praxis_huber": "Praxis Huber", "dach": "Dach & Co"}
STAFF = {"anna": "Anna Weber"}


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("", {}),
        ("heizung tropft", {"q": "heizung tropft"}),
        ('"wasser rohr" -angebot', {"q": '"wasser rohr" -angebot'}),
        ("status:vorgemerkt", {"status": "requested"}),
        ("status:vorgemerkt,bestätigt", {"status": "requested,confirmed"}),
        ("status:neu", {"status": "requested"}),
        ("status:erledigt", {}),
        ("betrieb:huber", {"business": "praxis_huber"}),
        ('betrieb:"Dach & Co"', {"business": "dach"}),
        ("von:mo bis:fr", {"from": "2026-07-20", "to": "2026-07-17"}),
        ("bei:anna", {"staff": "anna"}),
        ("STATUS:Bestätigt Heizung", {"status": "confirmed", "q": "Heizung"}),
        ("http://x", {"q": "http://x"}),
    ],
)
def test_filter_lines_of_bookings(line: str, query: dict[str, str]) -> None:
    found = parse_filter(line, TODAY, FIRMS, STAFF)
    fields = ("q", "status", "business", "from", "to", "staff")
    assert query_of(found, fields, BOOKING_STATES) == query
    assert found.wrong == ()


def test_the_whole_line_of_the_manual() -> None:
    found = parse_filter("status:neu betrieb:huber von:mo dringend heizung", TODAY, FIRMS)
    fields = ("q", "status", "business", "urgency")
    assert query_of(found, fields, INQUIRY_STATES) == {
        "q": "heizung",
        "status": "new",
        "business": "praxis_huber",
        "urgency": "urgent",
    }
    assert [chip.kind for chip in found.chips] == ["status", "business", "from", "flag", "word"]


@pytest.mark.parametrize(
    "line", ["status:quatsch", "status:", "betrieb:niemand", "von:nie", "bei:otto", "modus:x"]
)
def test_conditions_that_mean_nothing_are_named(line: str) -> None:
    found = parse_filter(line, TODAY, FIRMS, STAFF)
    assert found.wrong == (line,)
    assert not found.empty


def test_a_condition_can_be_taken_out_of_the_line() -> None:
    line = "status:neu heizung von:mo"
    found = parse_filter(line, TODAY, FIRMS)
    assert without(line, found.chips[0]) == "heizung von:mo"


def test_names_by_a_part_of_them() -> None:
    names = {"a": "Anna", "b": "Hanna", "c": "Joanna"}
    assert [named(part, names) for part in ("anna", "han", "joa", "x", "")] == [
        "a",
        "b",
        "c",
        None,
        None,
    ]
