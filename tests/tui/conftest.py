"""An app of its own for each test of the terminal: fixed clock, no pauses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from tests.tui.fake_client import NOW, FakeClient
from tui.app import DeskApp
from tui.words import Words

LONGEST_PAUSES = 500
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


@pytest.fixture(autouse=True)
def pauses_until_all_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause lasts as long as the app has something to do, however busy the machine is."""
    pause = Pilot.pause

    async def patient(self: Pilot[object], delay: float | None = None) -> None:
        await pause(self, delay)
        for _ in range(LONGEST_PAUSES):
            if settled(self.app):
                break
            await pause(self, 0.01)
        await pause(self)

    monkeypatch.setattr(Pilot, "pause", patient)
