"""The shell around every view: frame, keys, command line, layers, what it says when something is wrong."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from rich.style import Style
from textual.widgets import Input

from config.operator_words import LANGUAGES, operator_words
from tests.tui.afternoon import BUSY_STATE, yilmaz
from tests.tui.conftest import Clock
from tests.tui.fake_client import NOW, FakeClient
from tui.__main__ import control_socket
from tui.app import DeskApp
from tui.glyphs import ASCII
from tui.lines import Role, plain
from tui.paint import role_style
from tui.theme import NAMES, ROLES
from tui.widgets.text_lines import TextLines

Make = Callable[..., DeskApp]


def line(app: DeskApp, name: str) -> str:
    return "\n".join(plain(one) for one in app.query_one(f"#{name}", TextLines).lines)


def test_every_language_has_every_text() -> None:
    keys = {language: set(operator_words(language)) for language in LANGUAGES}
    assert keys["de"] == keys["en"]


async def test_keys_commands_and_escape_lead_through_the_views(
    desk: Make, client: FakeClient
) -> None:
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach()
        await pilot.pause()
        assert "verbunden" in line(app, "strip")
        assert "[RW] M. Koch 14:32" in line(app, "strip")
        for keys, where in (
            ("2", "bookings"),
            ("minus", "live"),
            ("question_mark", "help"),
            ("escape", "live"),
            ("escape", "live"),
            ("colon k u n d e enter", "customers"),
        ):
            await pilot.press(*keys.split())
            await pilot.pause()
            assert app.where == where, keys


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("reconnecting", "verbindet neu (2)"),
        ("no_controller", "getrennt seit 14:32"),
        ("refused", "abgewiesen"),
    ],
)
async def test_a_lost_link_is_named_in_the_strip_and_in_the_banner(
    desk: Make, client: FakeClient, state: str, said: str
) -> None:
    app = desk()
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach()
        client.link(state, why="[bold]uid 1000[/bold]", tries=2)
        await pilot.pause()
        assert said in line(app, "strip")
        assert app.query_one("#banner").has_class("-on")
        await pilot.press("x")
        await pilot.pause()
        assert not app.query_one("#banner").has_class("-on")


def toasts(app: DeskApp) -> list[str]:
    return [one.message for one in app._notifications]


def test_no_group_of_words_is_written_twice() -> None:
    for language in LANGUAGES:
        path = Path(__file__).parents[2] / "config" / "operators" / f"{language}.yaml"
        groups = re.findall(r"^([a-z_]+):", path.read_text("utf-8"), re.MULTILINE)
        assert sorted(groups) == sorted(set(groups))
    placeholders = {
        language: {
            key: set(re.findall(r"{(\w+)", text)) for key, text in operator_words(language).items()
        }
        for language in LANGUAGES
    }
    assert placeholders["de"] == placeholders["en"]


@pytest.mark.parametrize("theme", NAMES)
def test_every_theme_has_every_role_and_none_is_told_by_its_colour_alone(theme: str) -> None:
    assert ROLES[theme].keys() == set(get_args(Role))
    for role in get_args(Role):
        assert isinstance(role_style(theme, role, chosen=True), Style)
    chosen = [role_style(theme, role, chosen=True) for role in get_args(Role) if role != "mark"]
    assert len({(style.reverse, style.bgcolor) for style in chosen}) == 1, "one even bar"
    assert role_style(theme, "cut", chosen=True).strike
    assert role_style(theme, "cut").strike
    assert role_style(theme, "interim").italic


async def test_every_theme_the_palette_and_the_mouse(
    desk: Make, client: FakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.state = dict(BUSY_STATE)
    monkeypatch.setenv("NO_COLOR", "1")
    app = desk(glyphs=ASCII)
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(yilmaz().events)
        await pilot.pause()
        assert app.no_color
        assert "TTS ! langsam" in line(app, "strip")
        seen = {app.theme}
        for _ in NAMES:
            await pilot.press("f9")
            seen.add(app.theme)
            assert "TTS ! langsam" in line(app, "strip")
        assert seen == set(NAMES)
        footer = line(app, "footer")
        await pilot.click("#footer", offset=(footer.index("auflegen") + 2, 0))
        await pilot.pause()
        assert "auflegen? X nochmals" in line(app, "footer")
        await pilot.press("escape")
        await pilot.click("#tabs", offset=(line(app, "tabs").index("Verlauf"), 0))
        await pilot.pause()
        assert where(app) == "history"
        await pilot.press("1", "ctrl+p", *"stummm", "backspace")
        await pilot.pause(0.2)
        assert app.screen.query_one(Input).value == "stumm"
        await pilot.press("down", "enter")
        await pilot.pause(0.2)
        assert client.posted == [(f"/calls/{yilmaz().call}/mute", {})]


def where(app: DeskApp) -> str:
    return app.where


async def test_in_english_with_own_keys_and_an_unknown_command(
    desk: Make, client: FakeClient
) -> None:
    app = desk(language="en", own_keys={"call.hang_up": "K", "nothing": "z"})
    async with app.run_test(size=(120, 40)) as pilot:
        client.attach(yilmaz().events)
        await pilot.pause()
        assert "connected" in line(app, "strip")
        assert toasts(app) == ["keys.yaml: “nothing” is no action"]
        await pilot.press("K")
        assert "hang up? K again" in line(app, "footer")
        await pilot.press("escape", "colon", *"[bold]", "enter")
        await pilot.pause()
        assert toasts(app)[-1] == "No command “[bold]”. ? shows all."
        await pilot.press("e")
        await pilot.pause()
        assert where(app) == "call"


async def test_an_operator_who_talks_is_asked_before_the_terminal_goes(
    desk: Make, client: FakeClient
) -> None:
    app = desk()
    async with app.run_test(size=(100, 30)) as pilot:
        client.attach(yilmaz().order("o1", "takeover", "done").events)
        await pilot.pause()
        await pilot.press("ctrl+q", *"nein", "enter")
        await pilot.pause()
        assert app.is_running
        await pilot.press("ctrl+q", *"ja", "enter")
        await pilot.pause()
    assert app.return_code == 0


async def test_what_nobody_expected_is_a_sentence_and_a_file(
    desk: Make, client: FakeClient, tmp_path: Path
) -> None:
    app = desk()
    async with app.run_test(size=(100, 30)) as pilot:
        client.attach()
        client.tell({"type": "event", "event": {"kind": "heard"}})
        client.tell_event(*yilmaz().events)
        await pilot.pause()
        assert "schiefgegangen" in toasts(app)[0]
        assert "KeyError" in (tmp_path / "vorzimmer" / "terminal.log").read_text("utf-8")
        assert yilmaz().call in app.state.calls


async def test_a_bug_ends_the_terminal_with_a_sentence(
    desk: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = desk()

    def bug() -> None:
        raise ZeroDivisionError

    async def run() -> None:
        async with app.run_test(size=(100, 30)) as pilot:
            app.call_later(bug)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await run()
    assert app.return_code == 1
    app._print_error_renderables()
    told = " ".join(capsys.readouterr().err.split())
    assert "Die Anrufe laufen weiter" in told
    assert "Traceback" not in told
    assert "ZeroDivisionError" in (tmp_path / "vorzimmer" / "terminal.log").read_text("utf-8")


def test_the_socket_is_looked_for_where_the_controller_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RUNTIME_DIRECTORY", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert control_socket(tmp_path / "none") == tmp_path / "vorzimmer" / "control.sock"


async def test_the_clock_is_the_controllers(
    desk: Callable[..., DeskApp], client: FakeClient, clock: Clock
) -> None:
    clock.now -= timedelta(hours=3)
    app = desk()
    async with app.run_test() as pilot:
        client.attach()
        await pilot.pause()
        assert app.now() == NOW
        clock.forward(60)
        assert app.now() == NOW + timedelta(minutes=1)
