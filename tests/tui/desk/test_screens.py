"""The desk's views through their keys: what is allowed, what is off and why, what the controller refuses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from tests.tui.conftest import Clock
from tests.tui.desk_data import (
    BOOKINGS,
    DAY,
    ENTRY_HITS,
    INQUIRIES,
    busy,
    listing,
    refused,
    without,
)
from tests.tui.fake_client import AT, FakeClient, refusal
from tui.app import DeskApp
from tui.desk.chip_line import chips_line
from tui.lines import plain
from tui.widgets.agenda import Agenda
from tui.widgets.card import Card
from tui.widgets.chips import Chips
from tui.widgets.paged_list import PagedList
from tui.widgets.picker import Picker
from tui.widgets.prompt_line import PromptLine
from tui.widgets.text_lines import TextLines
from tui.widgets.undo_line import UndoLine

Make = Callable[..., DeskApp]
LOW = (120, 14)
"""A card beside the list, and little to draw."""


def toasts(app: DeskApp) -> list[str]:
    return [one.message for one in app._notifications]


def chips(app: DeskApp, name: str) -> str:
    return plain(chips_line(app.view.query_one(f"#{name}", Chips)._chips, 160)).strip()


def card(app: DeskApp) -> str:
    lines = app.view.query_one(Card).query_one(TextLines).lines
    return "\n".join(plain(line).rstrip() for line in lines)


def rows(app: DeskApp, name: str = "PagedList") -> PagedList[Any]:
    return app.view.query_one(name, PagedList)


def drawn(app: DeskApp) -> str:
    """The whole picture as text."""
    return "\n".join(
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    )


async def keys(pilot: Pilot[Any], typed: str) -> None:
    """Keys by their names; 'words' in quotes are pasted."""
    for key in typed.split():
        if key.startswith("'"):
            pilot.app.post_message(Paste(key.strip("'").replace("_", " ")))
        else:
            await pilot.press(key)
        await pilot.pause()


async def attached(pilot: Pilot[Any], client: FakeClient, typed: str) -> None:
    client.attach()
    await pilot.pause()
    await keys(pilot, typed)
    await pilot.pause()


async def start_over(app: DeskApp, pilot: Pilot[Any]) -> None:
    """The view as it was opened, nothing over it."""
    while app.query_one(PromptLine).asking or app.view.query_one(Picker).has_class("-open"):
        await keys(pilot, "escape")
    for one in app.view.query(Agenda):
        one.choose("b5")
    for listed in app.view.query(PagedList):
        listed.action_first()
        if listed.id == "queue":
            listed.focus()


async def seen(app: DeskApp, pilot: Pilot[Any], text: str) -> bool:
    """True once it is on the screen."""
    for _ in range(50):
        if text in drawn(app):
            return True
        await pilot.pause(0.02)
    return False


DID: tuple[tuple[str, str, dict[str, Any]], ...] = (
    # Bookings: the cursor is at the next one, Hofmann; four up is Yilmaz, requested.
    ("2 k k k k k b", "/bookings/b2/confirm", {}),
    ("2 k k k k k A enter", "/bookings/b2/decline", {}),
    ("2 X 'krank' enter", "/bookings/b5/cancel", {"why": "krank"}),
    ("2 n 'Hallo' enter", "/bookings/b5/note", {"text": "Hallo"}),
    ("2 v down enter", "/bookings/b5/move", {"start": "2026-07-15T10:15", "staff": "ben"}),
    ("2 N down enter enter 'Neu' enter '0151' enter", "/bookings", {"business": "huber", "service": "reinigung", "staff": "anna", "start": "2026-07-14T14:45", "name": "Neu", "phone": "0151"}),
    ("2 m s", "/inquiries/i4/start", {}),
    ("2 m o", "/inquiries/i4/done", {}),
    ("2 m n 'ok' enter", "/inquiries/i4/note", {"text": "ok"}),
    ("2 m r enter", "/callbacks", {"business": "dach", "number": "+491701234504", "name": "Brandt, Jens", "words": INQUIRIES[0]["problem"], "call": "call4"}),
    ("3 o", "/callbacks/m1/done", {}),
    ("3 s enter", "/callbacks/m1/snooze", {"until": "2026-07-14T12:47:00.000Z"}),
    ("3 s end enter '16:30' enter", "/callbacks/m1/snooze", {"until": "2026-07-14T14:30:00.000Z"}),
    ("3 n 'x' enter", "/callbacks/m1/note", {"text": "x"}),
    ("3 N '089' enter 'Rezept' enter", "/callbacks", {"business": "huber", "number": "089", "words": "Rezept"}),
    ("3 tab n 'x' enter", "/customers/c1/note", {"text": "x"}),
    ("3 tab M enter enter 'ja' enter", "/customers/c1/merge", {"into": "c2"}),
    ("3 tab D 'Yilmaz,_Aylin' enter", "/customers/c1/erase", {}),
    ("4 n 'x' enter", "/calls/call1/note", {"text": "x"}),
)  # fmt: skip


async def test_what_is_allowed_is_asked_of_the_controller(desk: Make, client: FakeClient) -> None:
    busy(client)
    starts = [("2026-07-15T09:00", "clara"), ("2026-07-15T10:15", "ben")]
    times = [{"start": start, "staff": staff} for start, staff in starts]
    client.answers["/bookings/b5/times"] = listing(times)
    app = desk()
    async with app.run_test(size=LOW) as pilot:
        await attached(pilot, client, "")
        for typed, path, body in DID:
            client.posted.clear()
            await keys(pilot, typed)
            assert client.posted == [(path, body)], typed
            await start_over(app, pilot)


OFF = (
    ("2 b", "bestätigen geht jetzt nicht: er ist schon bestätigt"),
    ("2 down b", "bestätigen geht jetzt nicht: er liegt außerhalb der Öffnungszeiten; bitte verschieben"),
    ("2 k X", "absagen geht jetzt nicht: nichts gewählt"),
    ("2 w", "Betrieb geht jetzt nicht: es gibt nur einen Betrieb"),
    ("2 u", "nichts, was sich zurücknehmen lässt"),
    ("2 m O", "wieder öffnen geht jetzt nicht: er ist noch neu"),
    ("3 O", "wieder öffnen geht jetzt nicht: das ist noch offen"),
    ("3 D", "löschen geht jetzt nicht: bitte einen Kunden wählen"),
    ("3 tab s", "später geht jetzt nicht: bitte einen Rückruf wählen"),
    ("3 tab D 'falsch' enter", "Nichts gelöscht: der Name stimmt nicht überein."),
    ("2 g 'quatsch' enter", "„quatsch“ ist kein Tag. Zum Beispiel: morgen, fr, 14.7."),
)  # fmt: skip


async def test_what_is_off_stays_there_and_says_why(desk: Make, client: FakeClient) -> None:
    busy(client)
    app = desk()
    async with app.run_test(size=LOW) as pilot:
        await attached(pilot, client, "")
        for typed, reason in OFF:
            await keys(pilot, typed)
            assert any(reason in toast for toast in toasts(app)), (typed, toasts(app)[-1:])
            app.clear_notifications()
            await start_over(app, pilot)
        assert client.posted == []


async def test_without_the_right_to_book_everything_is_seen_and_nothing_done(
    desk: Make, client: FakeClient
) -> None:
    without(busy(client), "book", "admin")
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2")
        for typed, right in (
            ("b", "Buchen"),
            ("X", "Buchen"),
            ("N", "Buchen"),
            ("3 o", "Buchen"),
            ("D", "Verwalten"),
            ("L", "Verwalten"),
        ):
            await keys(pilot, typed)
            assert f"das Recht „{right}“ fehlt" in toasts(app)[-1], typed
        assert "N Rückruf anlegen" in drawn(app)
        assert client.posted == []


async def test_the_controllers_refusal_is_said_with_its_reason(
    desk: Make, client: FakeClient
) -> None:
    busy(client)
    client.answers["/bookings/b2/confirm"] = refusal(
        "conflict",
        reason="slot_taken",
        in_the_way=[
            {"booking": "b9", "business": "huber", "staff": "anna", "start": "2026-07-14T07:30:00.000Z", "end": "2026-07-14T08:00:00.000Z"},
            {"absence": "a1", "business": "huber", "staff": "anna", "start": "2026-07-14T07:00:00.000Z", "end": "2026-07-15T22:00:00.000Z"},
        ],
    )  # fmt: skip
    client.answers["/bookings/b5/cancel"] = refused("changed_since")
    client.answers["/callbacks/m1/done"] = refusal("no_right", right="book")
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2 X enter")
        assert "inzwischen etwas geändert" in toasts(app)[-1]
        assert not app.view.query_one(UndoLine).has_class("-shown")
        await keys(pilot, "k k k k k b")
        assert toasts(app)[-1] == (
            "Abgelehnt: die Zeit ist vergeben: Anna, Di 14.07. 09:30\u201310:00 (+1)"
        )
        await keys(pilot, "3 o")
        assert "das Recht „Buchen“ fehlt" in toasts(app)[-1]


async def test_what_was_done_can_be_taken_back_for_ten_seconds(
    desk: Make, client: FakeClient, clock: Clock
) -> None:
    busy(client)
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2 X enter")
        line = app.view.query_one(UndoLine)
        assert (
            plain(line.lines[0]).strip()
            == "Abgesagt: Hofmann, Petra, Di 14.07. 14:00  u rückgängig (10 s)"
        )
        clock.forward(4)
        app.changed(frozenset({"clock"}))
        await pilot.pause()
        assert "(6 s)" in plain(line.lines[0])
        await keys(pilot, "u")
        assert client.posted[-1] == ("/undo", {"order": "o1"})
        assert "Zurückgenommen: Abgesagt: Hofmann" in toasts(app)[-1]
        assert not line.has_class("-shown")


async def test_several_at_once_and_each_failure_by_name(desk: Make, client: FakeClient) -> None:
    busy(client)
    client.answers["/batch"] = {
        "order": "o9",
        "results": [
            {"entry": "b2", "ok": True, "error": None},
            {"entry": "b1", "ok": False, "error": {"code": "conflict", "message": "no", "detail": {"reason": "over"}}},
        ],
    }  # fmt: skip
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2 a space space")
        assert "2 markiert" in chips(app, "hours")
        await keys(pilot, "X enter")
        assert client.posted == [
            ("/batch", {"verb": "bookings.cancel", "entries": ["b1", "b2"], "why": ""})
        ]
        assert "Brandt, Klaus: schon vorbei" in toasts(app)[-1]
        assert "absagen: 1 von 2" in plain(app.view.query_one(UndoLine).lines[0])
        assert [one.id for one in rows(app).marked] == ["b1"], "what failed stays marked"


async def test_a_booking_made_elsewhere_shows_and_the_cursor_stays(
    desk: Make, client: FakeClient
) -> None:
    busy(client)
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2")
        new = {
            **BOOKINGS[0],
            "id": "b9",
            "name": "Neu, Nora",
            "starts_at": "2026-07-14T06:30:00.000Z",
            "ends_at": "2026-07-14T07:00:00.000Z",
        }
        client.answers["/bookings/day"] = {**DAY, "items": [new, *BOOKINGS]}
        client.tell(
            {
                "type": "entry",
                "business": "huber",
                "entry": "b9",
                "verb": "book",
                "who": "caller",
                "at": AT,
            }
        )
        await pilot.pause()
        await pilot.pause()
        assert await seen(app, pilot, "Neu, Nora")
        chosen = app.view.query_one(Agenda).chosen
        assert chosen is not None
        assert chosen.id == "b5"


async def test_days_weeks_dates_and_modes(desk: Make, client: FakeClient) -> None:
    busy(client)
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2")
        for typed, day in (
            ("l", "Mi 15.07."),
            ("L", "Mi 22.07."),
            ("H h", "Di 14.07."),
            ("g '1.8.' enter", "Sa 01.08."),
            ("t", "Di 14.07."),
        ):
            await keys(pilot, typed)
            assert chips(app, "hours").startswith(day), typed
        await keys(pilot, "m")
        assert chips(app, "head").startswith("[Aufträge]  m Termine")
        assert chips(app, "states").startswith("[neu 3]  in Arbeit 1   erledigt 12   alle")
        await keys(pilot, "l")
        assert client.asked[-1][0].startswith("/inquiries")
        assert ("/inquiries", "in_progress") in [
            (path, query.get("status")) for path, query in client.asked
        ]


async def test_filters_become_chips_and_a_question(desk: Make, client: FakeClient) -> None:
    busy(client)
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2 slash 'status:vorgemerkt_von:mo_huber' enter")
        asked = [query for path, query in client.asked if path == "/bookings"][-1]
        assert (asked["status"], asked["from"], asked["q"]) == ("requested", "2026-07-20", "huber")
        assert chips(app, "filters") == "[status:vorgemerkt ×] [von:mo ×] [huber ×]  c Filter aus"
        await keys(pilot, "c")
        assert not app.view.has_class("-filtered")
        asked = [query for path, query in client.asked if path == "/bookings"][-1]
        assert asked["from"] == "2026-07-14"


async def test_search_as_you_type_opens_the_call_at_its_turn(
    desk: Make, client: FakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.history.DEBOUNCE_S", 0.4)
    busy(client)
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "4 slash")
        await pilot.press(*"wasserrohr")
        for _ in range(40):
            if any(path == "/search" for path, _ in client.asked):
                break
            await pilot.pause(0.05)
        await pilot.pause()
        asked = [query["q"] for path, query in client.asked if path == "/search"]
        assert asked[-1].startswith("wass")
        assert len(asked) == 1, "not every letter is a question"
        assert "3 Treffer · 3 ms" in chips(app, "head")
        opened: list[tuple[str, int | None]] = []
        monkeypatch.setattr(app, "open_call", lambda call, turn=None: opened.append((call, turn)))
        await keys(pilot, "enter down enter")
        assert opened == [("call2", 2)]
        await keys(pilot, "z")
        assert "[z 7 Tage]" in chips(app, "facets")


async def test_an_entry_that_was_found_is_opened_in_its_list(
    desk: Make, client: FakeClient
) -> None:
    busy(client)
    client.answers["/search"] = listing(ENTRY_HITS)
    app = desk()
    async with app.run_test(size=LOW) as pilot:
        await attached(pilot, client, "4 slash 'x' enter")
        assert await seen(app, pilot, "Termin abgesagt")
        assert "Di 14.07. 16:00 · Kontrolle · Anna · 0151 2345607" in drawn(app)
        assert "2026-07-14T" not in drawn(app)
        for down, where, name, entry in (
            ("", "bookings", "Agenda", "b2"),
            ("down", "bookings", "PagedList", "b7"),
            ("down down", "inbox", "PagedList", "i2"),
            ("down down down", "customers", "#queue", "m3"),
            ("down down down down", "customers", "#people", "c2"),
        ):
            await keys(pilot, f"4 home {down} enter")
            await pilot.pause()
            assert app.where == where
            if name == "Agenda":
                agenda = app.view.query_one(Agenda)
                assert agenda.has_focus
                assert agenda.chosen is not None
                assert agenda.chosen.id == entry
            else:
                assert rows(app, name).has_focus
                assert rows(app, name).chosen.id == entry  # type: ignore[union-attr]


async def test_enter_leads_to_the_card_and_then_to_the_sentence(
    desk: Make, client: FakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(client)
    app = desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await attached(pilot, client, "2 k k k k k enter")
        assert "? Yilmaz, Aylin" in card(app)
        opened: list[tuple[str, int | None]] = []
        monkeypatch.setattr(app, "open_call", lambda call, turn=None: opened.append((call, turn)))
        await keys(pilot, "enter")
        assert opened == [("call2", 5)]
        await keys(pilot, "escape")
        assert app.view.query_one(Agenda).has_focus


async def test_the_list_goes_to_a_file(
    desk: Make, client: FakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    busy(client)
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "3 E enter")
        await pilot.pause()
        file = tmp_path / "rueckrufe-2026-07-14.csv"
        assert file.read_text("utf-8-sig").splitlines()[1].startswith("m1;huber;call1")
        assert file.stat().st_mode & 0o077 == 0
        await keys(pilot, "E enter")
        await pilot.pause()
        assert (tmp_path / "rueckrufe-2026-07-14-2.csv").is_file(), "nothing is written over"
        assert "4 Zeilen geschrieben" in toasts(app)[-1]


STANDING = ("2", "2 m", "3", "4")


async def test_nothing_there_no_right_and_no_controller_are_said_with_the_remedy(
    desk: Make, client: FakeClient
) -> None:
    client.answers["/businesses"] = busy(FakeClient()).answers["/businesses"]
    client.answers["/bookings/day"] = {
        **DAY,
        "items": [],
        "free": {},
        "absences": [],
        "open": [],
        "closed_reason": "holiday",
    }
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "")
        said = {
            "2": "Geschlossen (Feiertag)",
            "2 m": "Keine Aufträge.",
            "3": "Keine offenen Rückrufe.",
            "4": "Keine Treffer.",
        }
        for typed, text in said.items():
            await keys(pilot, typed)
            assert await seen(app, pilot, text), typed
        client.link("no_controller")
        await pilot.pause()
        for typed in STANDING:
            await keys(pilot, f"{typed} f5")
            await pilot.pause()
            assert await seen(app, pilot, "Getrennt."), typed


async def test_without_the_right_to_watch_a_sentence_stands_there(
    desk: Make, client: FakeClient
) -> None:
    without(busy(client), "watch", "book", "steer", "admin")
    for path in ("/calls", "/callbacks", "/customers", "/inquiries", "/bookings"):
        client.answers[path] = refusal("no_right", right="watch")
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "")
        for typed in STANDING:
            await keys(pilot, typed)
            assert await seen(app, pilot, "Für diese Ansicht fehlt"), typed


async def test_the_log_by_level_and_words(desk: Make, client: FakeClient) -> None:
    lines = [
        {"id": 1, "at": AT, "level": "info", "event": "call_ended", "fields": {"turns": 3}},
        {"id": 2, "at": AT, "level": "warning", "event": "engine_slow", "fields": {"part": "tts"}},
    ]
    client.answers["/log"] = listing(lines)
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "f8")
        assert await seen(app, pilot, "call_ended")
        client.tell(
            {
                "type": "log",
                "line": {
                    "id": 3,
                    "at": AT,
                    "level": "error",
                    "event": "database_down",
                    "fields": {},
                },
            }
        )
        await pilot.pause()
        assert await seen(app, pilot, "database_down")
        await keys(pilot, "v")
        assert "call_ended" not in drawn(app)
        assert "ab Warnung" in drawn(app)
        await keys(pilot, "slash 'slow' enter")
        assert "database_down" not in drawn(app)
        assert "engine_slow" in drawn(app)


async def test_a_list_of_a_million_is_fetched_where_it_is_looked_at(
    desk: Make, client: FakeClient
) -> None:
    busy(client)
    asked: list[dict[str, Any]] = []

    async def get(path: str, **query: Any) -> dict[str, Any]:
        if path != "/bookings":
            return client._answer(path, {})
        asked.append(query)
        start, limit = int(query["after"] or 0), query["limit"]
        numbers = (
            range(start, start + limit)
            if query["order"] is None
            else range(999_999 - start, 999_999 - start - limit, -1)
        )
        items = [
            {**BOOKINGS[0], "id": f"n{number}", "name": f"Kundin {number}"} for number in numbers
        ]
        return {"items": items, "next": str(start + limit), "total": 1_000_000}

    client.get = get  # type: ignore[method-assign]
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await attached(pilot, client, "2 a")
        assert len(asked) <= 2, "what is seen, and a page more"
        assert "1000000 Einträge" in chips(app, "hours")
        await keys(pilot, "space pagedown")
        chosen = rows(app).chosen
        assert chosen is not None
        await keys(pilot, "G")
        await pilot.pause()
        assert rows(app).chosen.name == "Kundin 999999"  # type: ignore[union-attr]
        await keys(pilot, "pageup pageup pageup pageup")
        assert rows(app).chosen.name < "Kundin 999900"  # type: ignore[union-attr]
        assert len(asked) <= 6
        await keys(pilot, "home")
        assert rows(app).chosen.name == "Kundin 0"  # type: ignore[union-attr]
        assert [one.id for one in rows(app).marked] == ["n0"], "marks stay, wherever one looks"


SIZES = ((80, 24), (120, 40), (160, 50))
VIEWS = {
    "bookings": "2 k k k k k",
    "inbox": "2 m",
    "customers": "3",
    "history": "4 slash 'wasserrohr' enter",
}


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("view", VIEWS)
def test_busy(
    desk: Make, client: FakeClient, snap_compare: Callable[..., bool], view: str, size: tuple[int, int],
) -> None:  # fmt: skip
    busy(client)

    async def open_view(pilot: Pilot[Any]) -> None:
        await attached(pilot, client, VIEWS[view])
        if view == "history":
            await pilot.pause(0.2)
        await pilot.pause()

    assert snap_compare(desk(), terminal_size=size, run_before=open_view)
