"""Live: groups by need, rows at every width, names of every kind, what is said when there is nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.live.fold import apply
from storage.live.need import USUAL
from tests.storage.live.script import Script
from tests.tui.afternoon import BUSINESSES, CALLS, brandt, calls, greeted, ringing, yilmaz
from tests.tui.conftest import BERLIN, Clock
from tests.tui.fake_client import NOW, FakeClient
from tui.app import DeskApp
from tui.glyphs import ASCII, UNICODE
from tui.lines import plain, width
from tui.live_rows import Look, live_rows
from tui.state import DeskState, Link
from tui.widgets.line_list import LineList
from tui.widgets.text_lines import TextLines
from tui.words import Words

Make = Callable[..., DeskApp]
LOOK = Look(Words("de", BERLIN), UNICODE, NOW, 120, {"praxis": "Praxis Huber"})
HARD_NAMES = (
    "[bold]Karl[/bold] [red]Rot",
    "محمد عبد الله",
    "👩‍👩‍👧 Familie Müller 🦷",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwe-Oberhuber, Maria Theresia",
    "Karl\u202e gnilhegnU\n\x1b[31mrot",
)


def state(*scripts: Script) -> DeskState:
    known = DeskState(link=Link("connected"))
    for script in scripts:
        for event in script.events:
            apply(known.calls, event)
    return known


def texts(
    known: DeskState, look: Look = LOOK, words: str = "", *, problems: bool = False
) -> list[str]:
    rows = live_rows(known, look, USUAL, words=words, problems=problems)
    return [plain(line).rstrip() for row in rows for line in row.lines]


def test_who_needs_a_human_stands_first_with_the_reason_and_since_when() -> None:
    told = texts(state(greeted(), brandt(), ringing(), yilmaz()))
    assert [line.split(" ─")[0].strip() for line in told if "──" in line] == [
        "Braucht einen Menschen (1)",
        "Im Gespräch (2)",
        "Klingelt (1)",
    ]
    assert told[1].startswith(" ▲ Aylin Yilmaz")
    assert told[1].endswith("4:12")
    assert "möchte einen Menschen sprechen 0:05 · mehrmals nicht verstanden 0:06" in told[2]
    assert "Jens Brandt" in told[4]
    assert told[5].strip().startswith("Anrufer: „das Dach am Hinterhaus, seit gestern nass“")


def test_the_most_urgent_reason_wins_then_the_longest_wait() -> None:
    start = NOW - timedelta(seconds=60)

    def call(name: str, at: float, reason: str) -> Script:
        return Script(name, start=start).talking().at(at).tell("needs_human", reason=reason)

    known = state(
        call("a", 30, "complaint"),
        call("b", 40, "person_wanted"),
        call("c", 20, "person_wanted"),
        call("d", 50, "emergency"),
    )
    rows = live_rows(known, LOOK, USUAL)
    assert [row.id for row in rows if row.id] == ["d", "c", "b", "a"]


@pytest.mark.parametrize("cells", [60, 80, 120, 200])
@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_name_breaks_a_row(name: str, cells: int) -> None:
    script = yilmaz().fills("name", name)
    for narrow in (True, False):
        look = replace(LOOK, cells=cells, narrow=narrow)
        rows = live_rows(state(script), look, USUAL)
        for row in rows:
            for line in row.lines:
                assert width(line) <= cells
                assert not set(plain(line)) & {"\n", "\x1b", "\u202e"}
        told = "\n".join(texts(state(script), look))
        assert "möchte einen" in told
        assert name[:4].strip() in told


def test_a_narrow_terminal_has_one_line_for_a_call_and_keeps_the_name_before_the_reason() -> None:
    told = texts(state(yilmaz()), replace(LOOK, cells=80, narrow=True))
    assert len(told) == 2
    assert told[1].startswith(" ▲ Aylin Yilmaz       hört zu 0:03  möchte einen Menschen sprechen")
    assert "!" in texts(state(yilmaz()), replace(LOOK, glyphs=ASCII))[1]


@pytest.mark.parametrize(
    ("words", "problems", "found"),
    [
        ("brandt", False, ["B2A1"]),
        ("DACH hinterhaus", False, ["B2A1"]),
        ("praxis", False, ["7F3A", "C3B2"]),
        ("nirgends", False, []),
        ("", True, ["7F3A"]),
    ],
)
def test_the_filter_and_only_problems(words: str, found: list[str], *, problems: bool) -> None:
    known = state(yilmaz(), brandt(), greeted())
    rows = live_rows(known, LOOK, USUAL, words=words, problems=problems)
    assert [row.id[-4:] for row in rows if row.id] == found


def test_orders_under_way_and_the_meter_stand_in_the_row() -> None:
    known = state(brandt())
    key = brandt().call
    known.calls[key].levels = (-12.0, -60.0)
    look = replace(LOOK, orders={key: "Mithören: klingelt…"}, watched=key)
    second = texts(known, look)[2]
    assert second.strip().startswith("Mithören: klingelt…")
    assert "████" in second


async def test_the_list_follows_the_calls_and_keeps_the_chosen_one(
    desk: Make, client: FakeClient, clock: Clock
) -> None:
    client.answers.update({"/businesses": BUSINESSES, "/calls": CALLS})
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(*calls())
        await pilot.pause()
        listed = app.query_one("#live-list", LineList)
        assert listed.chosen == yilmaz().call
        assert client.watched == (yilmaz().call,)
        await pilot.press("down")
        await pilot.pause()
        assert listed.chosen == brandt().call
        clock.forward(30)
        client.tell_event(yilmaz().ends().events[-1])
        await pilot.pause()
        assert listed.chosen == brandt().call
        assert [row.id for row in listed.rows if row.id][-3:] == [
            yilmaz().call,
            *(one["id"] for one in CALLS["items"]),
        ]
        title = plain(app.query_one("#preview-title", TextLines).lines[0])
        assert "Anruf b2a1 · Jens Brandt" in title
        await pilot.press("slash", *"huber")
        await pilot.press("escape", "exclamation_mark")
        await pilot.pause()
        assert "Kein Anruf passt" in standing(app) or listed.rows
        await pilot.press("escape")
        await pilot.pause()
        assert len([row for row in listed.rows if row.id]) == 6
        await pilot.click("#live-list", offset=(5, 4))
        await pilot.press("enter")
        await pilot.pause()
        assert app.where == "call"


def standing(app: DeskApp) -> str:
    return plain(app.query_one("LiveScreen StandingLine", TextLines).lines[0])


async def test_nothing_no_right_cut_off_and_too_small_are_sentences(
    desk: Make, client: FakeClient
) -> None:
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Wird geladen" in standing(app)
        client.link("no_controller")
        await pilot.pause()
        assert "Getrennt" in standing(app)
        client.attach()
        await pilot.pause()
        assert "Keine Gespräche" in standing(app)
        client.operator["rights"] = []
        client.attach()
        await pilot.pause()
        assert "fehlt das Recht „Ansehen“" in standing(app)
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert app.screen.has_class("-small")


async def test_the_first_call_is_chosen_by_itself_unless_the_operator_chose(
    desk: Make, client: FakeClient
) -> None:
    stored = {"id": "old", "business": "praxis", "caller": "+4930123456", "zone": "Europe/Berlin"}
    stored |= {"started_at": "2026-07-14T11:00:00.000Z", "ended_at": "2026-07-14T11:01:00.000Z"}
    client.answers["/calls"] = {"items": [stored | {"exit_reason": "farewell"}], "next": None}
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach()
        await pilot.pause()
        await pilot.pause()
        listed = app.query_one("#live-list", LineList)
        assert listed.chosen == "old"
        client.tell_event(*yilmaz().events)
        await pilot.pause()
        assert listed.chosen == yilmaz().call
        await pilot.press("j", "j")
        client.tell_event(*brandt().events)
        await pilot.pause()
        assert listed.chosen == "old"
