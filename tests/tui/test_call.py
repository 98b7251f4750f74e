"""The opened call: running, stored, replayed."""

from collections.abc import Callable

import pytest

from storage.events import Event, encode
from storage.live.fold import apply
from storage.live.model import LiveCall
from tests.storage.live.script import Script
from tests.tui.afternoon import yilmaz
from tests.tui.conftest import BERLIN, Clock
from tests.tui.fake_client import FakeClient, refusal
from tui.app import DeskApp
from tui.call_panels import fact_lines, latency_lines, line_lines, result_lines, timeline_lines
from tui.glyphs import UNICODE
from tui.lines import Line, plain, width
from tui.replay import Replay
from tui.transcript import transcript_rows
from tui.widgets.text_lines import TextLines
from tui.widgets.transcript import Transcript
from tui.words import Words

Make = Callable[..., DeskApp]
WORDS = Words("de", BERLIN)


def folded(events: list[Event]) -> LiveCall:
    calls: dict[str, LiveCall] = {}
    for event in events:
        apply(calls, event)
    return next(iter(calls.values()))


def stored() -> Script:
    script = yilmaz()
    script.events = [event for event in script.events if not event.live_only]
    script.at(252).says("Ich verbinde Sie.").tell("decided", turn=3, by="rules", reason="confirmed")
    script.tell("booking_changed", booking="01BOOKING1043", status="confirmed")
    script.tell("engine_changed", part="llm", before="ollama", after="rules", reason="late")
    return script.order("o1", "takeover", "failed", "no_answer").ends()


def talk(call: LiveCall, cells: int = 70, *, decisions: bool = False) -> list[str]:
    rows = transcript_rows(call, WORDS, UNICODE, cells, decisions=decisions)
    return [plain(line).rstrip() for row in rows for line in row.lines]


def test_a_conversation_shows_what_was_heard_cut_off_and_asked_of_the_house() -> None:
    lines = talk(folded(yilmaz().events))
    assert " 2  14:28:06  1,6 s" in lines
    assert "   Anrufer am Freitag" in lines
    assert "   ▸ Termine gesucht → 9:30, 11:00, 15:15  40 ms" in lines
    assert "   KI      Freitag, 17. Juli, 9:30 Uhr — passt das?" in lines
    assert "           ✂ unterbrochen · 5 von 7 Wörtern gehört" in lines
    assert lines[-1].endswith("nein, den Freitag bitte▌")
    assert not any("rules" in line for line in lines)
    assert any("rules: facts" in line for line in talk(folded(yilmaz().events), decisions=True))


def test_cut_words_are_struck_and_words_so_far_are_slanted() -> None:
    rows = transcript_rows(folded(yilmaz().events), WORDS, UNICODE, 70)
    roles = {role: text for row in rows for line in row.lines for text, role in line}
    assert "passt das?" in roles["cut"]
    assert "den Freitag bitte" in roles["interim"]


@pytest.mark.parametrize("cells", [30, 47, 80, 160])
@pytest.mark.parametrize("text", ["[bold]fett[/bold] [x", "שלום עולם " * 9, "🦷" * 40, "w" * 200])
def test_whatever_was_said_fits(text: str, cells: int) -> None:
    script = Script().talking().hears(text).fills("name", text).fills("problem", text)
    call = folded(script.events)
    lines = [line for row in transcript_rows(call, WORDS, UNICODE, cells) for line in row.lines]
    lines += [line for _, line in fact_lines(call, WORDS, UNICODE, cells)]
    assert all(width(line) <= cells for line in lines)
    assert text[:6].split(maxsplit=1)[0][:4] in "".join(plain(line) for line in lines)


def shown(lines: list[Line]) -> list[str]:
    return [plain(line).rstrip() for line in lines]


def test_facts_answer_times_timeline_line_and_result() -> None:
    call = folded(stored().events)
    facts = shown([line for _, line in fact_lines(call, WORDS, UNICODE, 46)])
    assert facts == [
        " ✓ Wunsch    Kontrolle",
        " ✓ Tag       Fr 17.07. 09:30",
        " ✓ Name      Aylin Yilmaz",
        " ✓ Telefon   0151 23456789",
    ]
    times = shown(latency_lines(call, WORDS, UNICODE, 60))
    assert [line.split()[-2:] for line in times[:3]] == [["0,9", "s"], ["1,6", "s"], ["1,4", "s"]]
    assert times[-1] == " p50 1,4 s  p95 1,6 s  am langsamsten 2: Denken 0,8 s"
    lanes = shown(timeline_lines(call, 252.0, WORDS, UNICODE, 72))
    assert "▇" in lanes[0]
    assert "━" in lanes[1]
    assert "╳" in lanes[1]
    assert lanes[2].endswith("4:12")
    line = shown(line_lines(call, WORDS, 60))
    assert " LLM" not in line[0]
    assert any("LLM: ollama → rules (late)" in one for one in line)
    assert shown(result_lines(call, WORDS, 60)) == [
        " Eintrag     1043 bestätigt",
        " Ende        verabschiedet",
    ]
    assert latency_lines(folded(Script().events), WORDS, UNICODE, 40)[0][0][0] == (
        " Noch keine Antwort gemessen"
    )


def test_a_replay_keeps_the_pace_and_shortens_long_pauses() -> None:
    script = Script().talking()
    script.at(4).hears("ja").at(6).says("Gut.").at(600).ends()
    events = script.events
    replay = Replay.of(events)
    replay.play()
    assert (replay.place, replay.playing) == (1, True)
    replay.forward(2.0)
    call = replay.call()
    assert call is not None
    assert [turn.number for turn in call.turns] == [0]
    replay.forward(2.0)
    assert replay.place == len(events) - 4
    replay.faster(1)
    replay.faster(1)
    replay.faster(1)
    assert replay.speed == 8
    replay.forward(0.3)
    replay.forward(0.5)
    assert replay.playing
    replay.forward(0.2)
    assert (replay.place, replay.playing) == (len(events), False)
    replay.to_turn(-1)
    assert replay.place == replay.turns()[-1]
    replay.to_turn(-1)
    replay.to_turn(-1)
    assert replay.place == 1
    replay.to_turn(1)
    assert replay.place == replay.turns()[0]
    replay.to(-1)
    ended = replay.call()
    assert ended is not None
    assert ended.exit_reason == "farewell"


def line(app: DeskApp, name: str) -> str:
    return "\n".join(plain(one) for one in app.query_one(f"#{name}", TextLines).lines)


def where(app: DeskApp) -> str:
    return app.where


async def test_a_running_call_grows_and_stays_where_the_operator_looks(
    desk: Make, client: FakeClient, clock: Clock
) -> None:
    app = desk(open_at="anruf/7f3a")
    script = yilmaz()
    async with app.run_test(size=(120, 30)) as pilot:
        client.attach(list(script.events))
        await pilot.pause()
        assert where(app) == "call"
        await pilot.press("1", "colon", *"anruf 7f3a", "enter")
        await pilot.pause()
        assert where(app) == "call"
        assert "Aylin Yilmaz 0151 23456789" in line(app, "call-title")
        assert client.watched == (script.call,)
        client.tell({"type": "levels", "at": "", "levels": {script.call: [-12.0, -60.0]}})
        await pilot.pause()
        assert "████" in line(app, "call-title")
        talk = app.query_one(Transcript)
        assert talk.following
        await pilot.press("up")
        for number in (5, 6, 7):
            clock.forward(4)
            client.tell_event(script.at(250 + number).hears(f"Satz {number}").events[-2])
        await pilot.pause()
        assert "+2 neu" in line(app, "call-missed")
        await pilot.press("G")
        await pilot.pause()
        assert not app.query_one("#call-missed").has_class("-on")
        await pilot.press("enter", "down")
        await pilot.pause()
        assert talk.chosen == "2"
        await pilot.press("enter", "d")
        await pilot.pause()
        assert any("rules: facts" in plain(one) for row in talk.rows for one in row.lines)
        await pilot.press("space")
        await pilot.pause()
        assert "läuft noch" in [one.message for one in app._notifications][-1]
        client.tell_event(script.ends().events[-1])
        await pilot.pause()
        assert "verabschiedet" in line(app, "call-title")
        await pilot.press("escape")
        await pilot.pause()
        assert where(app) == "live"


async def test_a_stored_call_is_the_same_screen_and_replays(desk: Make, client: FakeClient) -> None:
    script = stored()
    path = f"/calls/{script.call}"
    client.answers[path] = {"id": script.call, "events": [encode(one) for one in script.events]}
    app = desk()
    async with app.run_test(size=(80, 24)) as pilot:
        client.attach()
        await pilot.pause()
        app.open_call(script.call, 2)
        await pilot.pause()
        talk = app.query_one(Transcript)
        assert (path, {}) in client.asked
        assert talk.chosen == "2"
        assert "gespeichert" in line(app, "call-title")
        await pilot.press("X")
        await pilot.pause()
        assert "beendet" in [one.message for one in app._notifications][-1]
        for key, said, turns in (
            ("left", "Pause 1×", 4),
            ("plus", "Pause 2×", 4),
            ("space", "▶ 2×", 4),
            ("home", "▶ 2×", 0),
            ("end", "gespeichert", 5),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert said in line(app, "call-title"), key
            assert len(talk.rows) == turns, key
        await pilot.press("enter")
        await pilot.pause()
        assert app.query_one("#call-facts").has_focus
        await pilot.press("escape", "escape", "escape")
        await pilot.pause()
        assert where(app) == "live"
        client.answers["/calls/nowhere"] = refusal("not_found")
        app.open_call("nowhere")
        await pilot.pause()
        said = plain(app.query_one("CallScreen StandingLine", TextLines).lines[0])
        assert "Kein Anruf „nowhere“" in said
