"""Every way to step into a call: allowed, barred with a reason, refused, and never counted as done too early."""

from collections.abc import Callable
from typing import Any

import pytest

from storage.events import Event
from tests.storage.live.script import Script
from tests.tui.afternoon import BUSINESSES, yilmaz
from tests.tui.conftest import Clock
from tests.tui.fake_client import OPERATOR, FakeClient, refusal
from tui.app import DeskApp
from tui.lines import plain
from tui.widgets.text_lines import TextLines

Make = Callable[..., DeskApp]
CALL = yilmaz().call


def toasts(app: DeskApp) -> list[str]:
    return [one.message for one in app._notifications]


def footer(app: DeskApp) -> str:
    return plain(app.query_one("#footer", TextLines).lines[0])


ALLOWED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("X wait X", "hang_up", {}),
    ("f4 wait f4", "hang_up", {}),
    ("t wait t", "takeover", {}),
    ("h", "listen", {}),
    ("m", "mute", {}),
    ("w o k enter", "hint", {"text": "ok"}),
    ("f6 o k enter", "hint", {"text": "ok"}),
    ("s o k enter", "say", {"text": "ok"}),
    ("v 1 enter", "transfer", {"to": "empfang"}),
    ("v E m p f enter", "transfer", {"to": "empfang"}),
    ("r enter", "call_back", {}),
    ("r D a c h enter", "call_back", {"words": "Dach"}),
    ("n o k enter", "note", {"text": "ok"}),
    ("B 6 7 8 9 enter", "block", {"digits": "6789"}),
)


async def test_what_is_allowed_becomes_an_order(
    desk: Make, client: FakeClient, clock: Clock
) -> None:
    client.answers["/businesses"] = BUSINESSES
    app = desk()
    async with app.run_test(size=(120, 20)) as pilot:
        client.attach(yilmaz().events)
        await pilot.pause()
        for keys, verb, body in ALLOWED:
            client.posted.clear()
            for key in keys.split():
                if key == "wait":
                    clock.forward(0.4)
                else:
                    await pilot.press(key)
            await pilot.pause()
            assert client.posted == [(f"/calls/{CALL}/{verb}", body)], keys
        client.posted.clear()
        await pilot.press("B", "1", "1", "1", "1", "enter")
        await pilot.press("v", "9", "enter")
        await pilot.press("w", "escape", "escape")
        assert client.posted == []
        assert any("letzten vier Ziffern" in one for one in toasts(app))


def mine() -> list[Event]:
    return yilmaz().order("o1", "takeover", "done").events


BARRED: tuple[tuple[str, str, dict[str, Any], Callable[[], list[Event]]], ...] = (
    ("X", "das Recht „Eingreifen“ fehlt", {"rights": ["watch"]}, lambda: yilmaz().events),
    ("B", "das Recht „Verwalten“ fehlt", {"rights": ["watch", "steer"]}, lambda: yilmaz().events),
    ("t", "kein Telefon", {"phone": False}, lambda: yilmaz().events),
    ("h", "kein Telefon", {"phone": False}, lambda: yilmaz().events),
    ("t", "schon bei einem Menschen", {}, mine),
    ("w", "schon bei einem Menschen", {}, mine),
    ("T", "niemand hat das Gespräch", {}, lambda: yilmaz().events),
    ("T", "ein anderer hat", {"key": "zz"}, mine),
    ("H", "Sie hören nicht mit", {}, lambda: yilmaz().events),
    ("t", "klingelt noch", {}, lambda: Script().events),
    ("B", "unterdrückt", {}, lambda: Script(caller=None).talking().events),
)


@pytest.mark.parametrize(("key", "reason", "operator", "events"), BARRED)
async def test_what_is_barred_says_why_and_stays_visible(
    desk: Make,
    client: FakeClient,
    key: str,
    reason: str,
    operator: dict[str, Any],
    events: Callable[[], list[Event]],
) -> None:
    client.operator = {**OPERATOR, **operator}
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(events())
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert len(toasts(app)) == 1
        assert reason in toasts(app)[0]
        assert client.posted == []
        mine = app.context().call
        own = mine is not None and mine.taken_by == app.state.operator.key
        assert ("zurückgeben" if own else "übernehmen") in footer(app)


async def test_the_second_press_counts_only_in_its_time(
    desk: Make, client: FakeClient, clock: Clock
) -> None:
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(yilmaz().events)
        await pilot.pause()
        await pilot.press("X", "X", "X")
        assert "auflegen? X nochmals · Esc" in footer(app)
        await pilot.press("escape")
        assert "nochmals" not in footer(app)
        await pilot.press("X")
        clock.forward(3.5)
        await pilot.press("X")
        await pilot.pause()
        assert client.posted == []
        clock.forward(1)
        await pilot.press("X")
        await pilot.pause()
        assert client.posted == [(f"/calls/{CALL}/hang_up", {})]


async def test_an_order_is_done_when_its_event_says_so(
    desk: Make, client: FakeClient, clock: Clock
) -> None:
    app = desk()
    script = yilmaz()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(list(script.events))
        await pilot.pause()

        async def tell(order: str, verb: str, outcome: str, reason: str = "") -> str:
            client.tell_event(script.order(order, verb, outcome, reason).events[-1])
            await pilot.pause()
            return toasts(app)[-1]

        await pilot.press("h")
        await pilot.pause()
        assert toasts(app)[-1] == "Mithören: angefordert…"
        assert await tell("o1", "listen", "requested") == "Mithören: klingelt…"
        clock.forward(20)
        app.tell_late()
        assert await tell("o1", "listen", "failed", "no_answer") == (
            "Mithören misslungen: niemand hat abgenommen"
        )
        await pilot.press("m")
        await pilot.pause()
        assert await tell("o2", "mute", "done") == "Stummschalten: erledigt"
        await pilot.press("h")
        await pilot.pause()
        clock.forward(3)
        app.tell_late()
        await pilot.pause()
        assert (
            toasts(app)[-1] == "Mithören: nach 3 Sekunden keine Antwort (Telefonanlage: verbunden)"
        )
        assert app.orders.given == {}


async def test_refusals_and_silence_become_sentences(desk: Make, client: FakeClient) -> None:
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(yilmaz().events)
        await pilot.pause()
        client.answers[f"/calls/{CALL}/mute"] = refusal("conflict", reason="call_over")
        await pilot.press("m")
        await pilot.pause()
        assert toasts(app)[-1] == "Abgelehnt: der Anruf ist beendet"
        client.answers[f"/calls/{CALL}/mute"] = refusal("no_right", right="steer")
        await pilot.press("m")
        await pilot.pause()
        assert toasts(app)[-1] == "Abgelehnt: das Recht „Eingreifen“ fehlt"
        client.reachable = False
        await pilot.press("m")
        await pilot.pause()
        assert "keine Verbindung" in toasts(app)[-1]
        client.link("no_controller")
        await pilot.pause()
        await pilot.press("m")
        await pilot.pause()
        assert toasts(app)[-1] == "stumm geht jetzt nicht: keine Verbindung zur Zentrale"


async def test_the_footer_offers_what_is_possible(desk: Make, client: FakeClient) -> None:
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(yilmaz().events)
        await pilot.pause()
        footer = app.query_one("#footer", TextLines)
        assert "t übernehmen" in plain(footer.lines[0])
        client.tell_event(*yilmaz().order("o1", "takeover", "done").events)
        await pilot.pause()
        assert "T zurückgeben" in plain(footer.lines[0])
        assert "übernehmen" not in plain(footer.lines[0])


async def test_the_letters_of_a_sentence_whose_prompt_was_refused_are_no_keys(
    desk: Make, client: FakeClient, clock: Clock
) -> None:
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(yilmaz().order("o1", "takeover", "done").events)
        await pilot.pause()
        await pilot.press("w", *"bitte nimm hm")
        await pilot.pause()
        assert len(toasts(app)) == 1
        assert (client.posted, app.where) == ([], "live")
        clock.forward(2)
        await pilot.press("w")
        await pilot.pause()
        assert len(toasts(app)) == 2
        await pilot.press("2")
        clock.forward(2)
        await pilot.press("2")
        await pilot.pause()
        assert app.where == "bookings"
