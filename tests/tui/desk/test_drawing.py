"""What is drawn of entries, as text: every line exactly as wide as it is told, never markup."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tui import desk_data
from tests.tui.desk_data import (
    BOOKINGS,
    CALLBACKS,
    CUSTOMER,
    CUSTOMERS,
    DAY,
    DAYS,
    DETAIL,
    ENTRY_HITS,
    HITS,
    INQUIRIES,
    ODD,
)
from tests.tui.fake_client import NOW
from tui.desk.agenda import Block, day_of, free_starts, slot_minutes
from tui.desk.agenda_lines import block_row, columns_fit, day_head, grid, grid_head
from tui.desk.allowed import booking_verb, callback_verb, inquiry_verb
from tui.desk.booking_lines import booking_card, booking_row
from tui.desk.calendar import WIDTH, Month, counts_of, day_at, month_lines
from tui.desk.chip_line import Chip, chip_at, chips_line
from tui.desk.customer_lines import (
    callback_card,
    callback_row,
    customer_card,
    customer_row,
    due_text,
    erase_summary,
)
from tui.desk.export import MARK, as_csv, as_json, columns_of
from tui.desk.history_lines import found_row, marked_spans, result_text
from tui.desk.inquiry_lines import inquiry_card, inquiry_row
from tui.desk.log_lines import kept, log_row
from tui.desk.look import Look
from tui.desk.rows import Booking, CallBack, Customer, Found, Inquiry
from tui.glyphs import ASCII, UNICODE
from tui.lines import Line, plain, width
from tui.widgets.undo_line import Done, seconds_left, undo_line
from tui.words import Words

BERLIN = ZoneInfo("Europe/Berlin")
LOCAL = NOW.astimezone(BERLIN)
NAMES = {"huber": "Praxis Huber", "dach": "Dach & Co"}
LOOK = Look(Words("de", BERLIN), UNICODE, LOCAL, NAMES)
PAGE = day_of(DAY, date(2026, 7, 14), "Europe/Berlin")


def look(language: str = "de") -> Look:
    return Look(Words(language, BERLIN), ASCII, LOCAL, NAMES)


ROWS: list[Callable[[int], list[Line]]] = [
    lambda cells: [booking_row(Booking.of(one), cells, LOOK, marked=True) for one in BOOKINGS],
    lambda cells: [inquiry_row(Inquiry.of(one), cells, LOOK) for one in INQUIRIES],
    lambda cells: [callback_row(CallBack.of(one), cells, LOOK) for one in CALLBACKS],
    lambda cells: [customer_row(Customer.of(one), cells, LOOK) for one in CUSTOMERS],
    lambda cells: [line for one in [*HITS["items"], *ENTRY_HITS] for line in found_row(Found.of_hit(one), cells, LOOK)],
    lambda cells: [block_row(one, PAGE, cells, LOOK) for one in PAGE.blocks],
    lambda cells: booking_card(DETAIL, cells, LOOK),
    lambda cells: booking_card({**BOOKINGS[3], "history": []}, cells, look("en")),
    lambda cells: inquiry_card({**INQUIRIES[2], "history": []}, cells, LOOK),
    lambda cells: callback_card(CALLBACKS[2], cells, LOOK),
    lambda cells: customer_card(CUSTOMER, cells, LOOK),
]  # fmt: skip


@pytest.mark.parametrize("cells", [34, 48, 79, 120, 160])
@pytest.mark.parametrize("draw", ROWS)
def test_every_line_is_as_wide_as_it_is_told(draw: Callable[[int], list[Line]], cells: int) -> None:
    lines = draw(cells)
    assert lines
    assert {width(line) for line in lines} == {cells}, (
        "wide letters and emoji counted as what they take"
    )


def test_a_booking_says_its_state_in_words_and_what_is_in_its_way() -> None:
    drawn = [plain(booking_row(Booking.of(one), 110, LOOK)) for one in BOOKINGS]
    assert "? Di 14.07. 09:30 Yilmaz, Aylin" in drawn[1]
    assert "vorgemerkt" in drawn[1]
    assert "▲ überschneidet sich" in drawn[3]
    assert "[bold]Ümit" in plain(
        booking_row(Booking.of({**BOOKINGS[3], "name": "[bold]Ümit"}), 79, LOOK)
    )
    assert "abgesagt" in drawn[6]


def test_a_card_shows_what_was_confirmed_and_what_only_understood() -> None:
    text = "\n".join(plain(line) for line in booking_card(DETAIL, 60, LOOK))
    assert "Anruf, Zug 5" in text
    assert "✓ Kontrolle" in text
    assert "? Yilmaz, Aylin" in text
    assert "Hat Angst vor der Spritze" in text
    assert "eingetragen · Anrufer" in text
    assert "Auch offen  2" in text


def test_a_conflict_comes_with_its_remedy() -> None:
    text = "\n".join(plain(line) for line in booking_card(BOOKINGS[5], 60, LOOK))
    assert "▲ außerhalb der Zeit" in text
    assert "verschieben (v)" in text


def test_a_day_has_bookings_gaps_breaks_and_absences_in_order() -> None:
    kinds = [(block.kind, block.start) for block in PAGE.blocks]
    assert kinds == sorted(kinds, key=lambda one: one[1])
    assert {kind for kind, _ in kinds} == {"booking", "free", "break", "away"}
    assert (PAGE.span, PAGE.dropped, slot_minutes(PAGE)) == ((480, 1020), 1, 30)
    assert day_head(PAGE, LOOK) == "geöffnet 08:00–12:00, 13:00–17:00 · 1 abgesagt"


@pytest.mark.parametrize(
    ("starts", "slot"),
    [(["08:00", "08:30"], 30), (["08:00", "08:15"], 15), (["08:00", "08:05"], 5)],
)
def test_no_two_bookings_of_a_column_share_a_line(starts: list[str], slot: int) -> None:
    items = [desk_data.booking(at, start, "09:00", "A") for at, start in enumerate(starts)]
    assert slot_minutes(day_of({**DAY, "items": items}, date(2026, 7, 14), "UTC")) == slot


def test_columns_where_there_is_room() -> None:
    assert [columns_fit(PAGE, cells) for cells in (48, 77, 78)] == [False, False, True]
    lines = grid(PAGE, 81, LOOK, frozenset({"b1"}))
    texts = ["".join(text for spans in line.spans for text, _ in spans) for line in lines]
    assert "Anna" in plain(grid_head(PAGE, 81))
    assert texts[0].startswith("08:00 ● ✓ Brandt, Klaus"), "marked"
    assert "▲ Schmidt, Ina" in texts[14]
    assert "abwesend Fortbildung" in texts[15]
    assert lines[3].spans[0][0][1] == "dim"
    assert lines[13].spans[0][0] == ("14:30 ", "key"), "the present is marked"


def test_english_days_and_times_are_whole() -> None:
    free = next(block for block in PAGE.blocks if block.kind == "free")
    assert "until 09:30" in plain(block_row(free, PAGE, 48, look("en")))
    [head, _] = found_row(
        Found.of_hit({**HITS["items"][0], "zone": "Europe/Berlin"}), 80, look("en")
    )
    assert "13/07/26 09:12" in plain(head)


def test_free_starts_hold_the_whole_duration() -> None:
    assert free_starts(PAGE, 60, "anna")[:3] == [(510, "anna"), (630, "anna"), (645, "anna")]
    assert free_starts(PAGE, 300) == []
    assert (510, "ben") in free_starts(PAGE, 60)


def test_a_block_over_midnight_is_cut_off_at_the_day() -> None:
    away = next(block for block in PAGE.blocks if block.kind == "away")
    assert (away.start, away.end) == (15 * 60 + 30, 24 * 60)
    assert Block("free", 480, 510, "anna").id == "free/anna/480"


def test_a_month_with_week_numbers_counts_and_marks() -> None:
    month = Month(date(2026, 7, 14), date(2026, 7, 15), counts_of(DAYS))
    lines = month_lines(month, LOOK.words, UNICODE)
    assert {width(line) for line in lines} == {WIDTH}
    texts = [plain(line) for line in lines]
    assert texts[0].split() == ["Juli", "2026", "KW", "29"]
    assert texts[1].split() == ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    assert texts[6].split()[0] == "29"
    assert "1▲" in texts[7]
    assert "3?" in texts[7]
    assert (" 14", "mark") in lines[6]
    assert day_at(month, 8, 6) == date(2026, 7, 14)
    assert day_at(month, 8, 4, counts=False) == date(2026, 7, 14)
    assert [day_at(month, *at) for at in ((1, 6), (8, 1), (8, 40))] == [None, None, None]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (0, "überfällig ▲ 0:40"),
        (1, "heute 16:00"),
        (2, "morgen 09:00"),
        (3, "ohne Zeit"),
    ],
)
def test_when_somebody_is_to_be_called(row: int, said: str) -> None:
    assert due_text(CallBack.of(CALLBACKS[row]), LOOK)[0] == said


def test_a_call_back_put_off_or_done() -> None:
    later = {**CALLBACKS[0], "snoozed_until": "2026-07-14T13:00:00.000Z"}
    assert due_text(CallBack.of(later), LOOK)[0] == "später heute 15:00"
    done = {**CALLBACKS[0], "done_at": "2026-07-14T12:00:00.000Z"}
    assert due_text(CallBack.of(done), LOOK) == ("✓ erledigt", "good")
    old = {**CALLBACKS[0], "promised_for": "2026-07-10T12:00:00.000Z"}
    assert due_text(CallBack.of(old), LOOK)[0] == "überfällig ▲ 4 T"


def test_what_goes_with_a_customer_is_said() -> None:
    assert erase_summary(CUSTOMER, LOOK) == ["Rufnummern (1)", "Termine (2)", "Rückrufe und Nachrichten (1)", "Anrufe (1)", "Notizen (1)"]  # fmt: skip


def test_marks_are_seen_however_long_the_sentence() -> None:
    for row, marks in zip(
        HITS["items"], (["Wasserrohr", "Angebot"], ["Wasserrohr"], ["Wasserrohr"]), strict=True
    ):
        spans = marked_spans(row["sentence"], row["marks"], 60)
        assert [text for text, role in spans if role == "mark"] == marks
    assert marked_spans("abc", [(1, 99), (2, 3), (-5, 0)], 60) == (("a", "plain"), ("bc", "mark"))
    assert result_text(412, 3.2, LOOK, 50) == "412 Treffer · 3 ms"
    assert result_text(None, None, LOOK, 50) == "50+ Treffer"


def test_chips_say_without_colour_which_is_on() -> None:
    chips = [Chip("", "Aufträge", role="title"), Chip("a", "neu 3", on=True), Chip("b", "erledigt")]
    assert plain(chips_line(chips, 40)) == " Aufträge [neu 3]  erledigt  "
    found = [chip_at(chips, x) for x in (2, 10, 18)]
    assert [chip.id if chip else None for chip in found] == [None, "a", "b"]


def test_the_undo_line_counts_down() -> None:
    done = Done("Abgesagt: Weg", "o1", NOW + timedelta(seconds=8.4))
    assert seconds_left(done, NOW) == 9
    assert plain(undo_line(done, NOW, "u", LOOK.words, 60)) == " Abgesagt: Weg  u rückgängig (9 s)"
    assert seconds_left(done, NOW + timedelta(seconds=9)) == 0
    assert seconds_left(Done("x", "o1", None), NOW) == 0


def test_log_lines_by_level_and_words() -> None:
    lines = [
        {"id": 1, "at": "2026-07-14T12:32:07.000Z", "level": "info", "event": "call_ended", "fields": {"turns": 3}},
        {"id": 2, "at": "2026-07-14T12:32:08.000Z", "level": "warning", "event": "engine_slow", "fields": {"part": "tts"}},
        {"id": 2, "at": "2026-07-14T12:32:08.000Z", "level": "warning", "event": "engine_slow", "fields": {"part": "tts"}},
    ]  # fmt: skip
    assert [line["id"] for line in kept(lines, "info", "")] == [1, 2]
    assert [line["id"] for line in kept(lines, "warning", "")] == [2]
    assert [line["id"] for line in kept(lines, "debug", "SLOW part=tts")] == [2]
    assert plain(log_row(lines[1], 60, LOOK.words)).split() == [
        "14:32:08",
        "warning",
        "engine_slow",
        "part=tts",
    ]


CONFIRMED, REQUESTED, CLASHING, DONE = (Booking.of(BOOKINGS[at]) for at in (0, 1, 3, 6))


@pytest.mark.parametrize(
    ("verb", "bookings", "can", "reason"),
    [
        ("confirm", [], {}, "nothing_chosen"),
        ("confirm", [REQUESTED], {}, None),
        ("confirm", [CONFIRMED], {}, "is_confirmed"),
        ("confirm", [CLASHING], {}, "conflict_overlap"),
        ("confirm", [CONFIRMED, REQUESTED], {}, None),
        ("decline", [CLASHING], {}, None),
        ("cancel", [DONE], {}, "is_cancelled"),
        ("move", [CONFIRMED], {"move": "over"}, "is_over"),
        ("move", [CONFIRMED, REQUESTED], {}, "one_only"),
        ("note", [DONE], {}, None),
    ],
)
def test_why_a_booking_cannot_be_changed(
    verb: str, bookings: list[Booking], can: dict[str, str | None], reason: str | None
) -> None:
    assert booking_verb(verb, bookings, can) == reason


def test_why_orders_and_call_backs_cannot_be_changed() -> None:
    new, started = Inquiry.of(INQUIRIES[0]), Inquiry.of(INQUIRIES[3])
    assert inquiry_verb("start", [new]) is None
    assert inquiry_verb("start", [started]) == "is_in_progress"
    assert inquiry_verb("reopen", [new]) == "is_new"
    assert inquiry_verb("note", [new, started]) == "one_only"
    assert inquiry_verb("done", []) == "nothing_chosen"
    nobody = Inquiry.of({**INQUIRIES[0], "phone": ""})
    assert inquiry_verb("call_back", [nobody]) == "no_number"
    waiting = CallBack.of(CALLBACKS[0])
    done = CallBack.of({**CALLBACKS[0], "done_at": "2026-07-14T12:00:00.000Z"})
    assert [callback_verb(verb, [waiting]) for verb in ("done", "snooze", "reopen")] == [
        None,
        None,
        "is_open",
    ]
    assert [callback_verb(verb, [done]) for verb in ("done", "snooze", "reopen")] == [
        "is_done",
        "is_done",
        None,
    ]


def test_files_for_spreadsheets_run_nothing() -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": "1",
            "name": "=HYPERLINK(1)",
            "phone": "+4915112",
            "n": -3.5,
            "x": "-1+1",
            "list": [1],
        },
        {"id": "2", "name": None},
    ]
    columns = columns_of(rows)
    assert columns == ("id", "name", "phone", "n", "x")
    text = as_csv(rows, columns)
    assert text.startswith(MARK)
    read = list(csv.reader(io.StringIO(text.removeprefix(MARK)), delimiter=";"))
    assert read[1] == ["1", "'=HYPERLINK(1)", "+4915112", "-3.5", "'-1+1"]
    assert read[2] == ["2", "", "", "", ""]
    assert [json.loads(line)["id"] for line in as_json(rows).splitlines()] == ["1", "2"]


def test_odd_names_stay_text() -> None:
    assert "[bold]Ümit[/bold]" in plain(
        customer_row(Customer.of({**CUSTOMERS[2], "name": ODD}), 160, LOOK)
    )


def test_a_customers_card_names_when_an_appointment_is_and_not_when_it_was_made() -> None:
    entry = {"kind": "booking", "id": "b1", "at": "2026-07-20T08:00:00.000Z", "status": "confirmed",
             "what": "Zahnreinigung", "created_at": "2026-07-01T06:00:00.000Z", "zone": "Europe/Berlin"}  # fmt: skip
    drawn = [plain(line) for line in customer_card({**CUSTOMER, "entries": [entry]}, 60, LOOK)]
    [told] = [line for line in drawn if "Zahnreinigung" in line]
    assert "20.07. 10:00" in told
