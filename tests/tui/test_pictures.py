"""How Live and an opened call look when much is going on, at three sizes; the clock stands still."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.afternoon import BUSINESSES, BUSY_STATE, CALLS, calls, yilmaz
from tests.tui.fake_client import FakeClient
from tui.app import DeskApp

Make = Callable[..., DeskApp]
SIZES = ((80, 24), (120, 40), (160, 50))


@pytest.fixture
def busy(desk: Make, client: FakeClient) -> DeskApp:
    client.state = dict(BUSY_STATE)
    client.answers.update({"/businesses": BUSINESSES, "/calls": CALLS})
    return desk()


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("view", ["live", "call"])
def test_busy(
    busy: DeskApp,
    client: FakeClient,
    snap_compare: Callable[..., bool],
    view: str,
    size: tuple[int, int],
) -> None:
    async def open_view(pilot: Pilot[Any]) -> None:
        client.attach(*calls())
        await pilot.pause()
        if view == "call":
            busy.open_call(yilmaz().call)
            await pilot.pause()
        await pilot.pause()

    assert snap_compare(busy, terminal_size=size, run_before=open_view)
