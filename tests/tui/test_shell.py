"""The shell around every view: frame, keys, command line, layers, what it says when something is wrong."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from config.operator_words import LANGUAGES, operator_words
from tests.tui.conftest import Clock
from tests.tui.fake_client import NOW, FakeClient
from tui.app import DeskApp
from tui.lines import plain
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
