"""An app of its own for each test of the terminal: fixed clock, no pauses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tui.fake_client import NOW, FakeClient
from tui.app import DeskApp
from tui.words import Words

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
