"""An app of its own for each test of the terminal: fixed clock, no pauses."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual._context import active_app
from textual.pilot import Pilot

from tests.tui.fake_client import NOW, FakeClient
from tui.app import DeskApp
from tui.words import Words

LONGEST_PAUSES = 500
MOST_TURNS = 10_000
BERLIN = ZoneInfo("Europe/Berlin")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        """Lets time pass."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """What the app takes for the time."""
    return Clock()


@pytest.fixture
def client() -> FakeClient:
    """A controller that answers from memory; attach it in the test."""
    return FakeClient()


@pytest.fixture
def desk(client: FakeClient, clock: Clock) -> Callable[..., DeskApp]:
    """Makes the app; `run_test` it."""

    def make(**how: Any) -> DeskApp:
        language = how.pop("language", "de")
        return DeskApp(client, Words(language, BERLIN), now=clock, pace_s=0, **how)

    return make


@pytest.fixture(autouse=True)
def errors_in_a_folder_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's unexpected errors do not land in anybody's home."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def settled(app: object) -> bool:
    """True when everything that was told and asked is drawn; also for an app that is gone."""
    if not isinstance(app, DeskApp) or not isinstance(app.client, FakeClient):
        return True
    if not app.is_running:
        return True
    view = app.views.get(app.where)
    busy = [one for one in app.workers if one.group != "stream" and not one.is_finished]
    return view is not None and view.is_mounted and app.client.waiting and not busy


async def nothing_left(_least_s: float = 0, _most_s: float = 1) -> None:
    """Until the loop waits for timers and files only, twice: what came of drawing counts too.

    Textual's own sleeps until the process needs little of the processor: three times 20 ms a key.
    """
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    for _ in range(2):
        for _ in range(MOST_TURNS):
            await asyncio.sleep(0)
            if not ready:
                break
        app = active_app.get(None)
        if app is not None and app.is_running and app._screen_stack:
            app.screen._on_timer_update()


@pytest.fixture(autouse=True)
def pauses_until_all_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause lasts as long as the app has something to do, however busy the machine is."""
    pause = Pilot.pause
    monkeypatch.setattr("textual.app.wait_for_idle", nothing_left)
    monkeypatch.setattr("textual.pilot.wait_for_idle", nothing_left)

    async def patient(self: Pilot[object], delay: float | None = None) -> None:
        await pause(self, delay)
        for _ in range(LONGEST_PAUSES):
            if settled(self.app):
                break
            await pause(self, 0.005)
            delay = 0.0
        if delay is not None:
            await pause(self)

    monkeypatch.setattr(Pilot, "pause", patient)
