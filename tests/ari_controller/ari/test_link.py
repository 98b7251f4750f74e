"""The event socket against the lab's real Asterisk: it comes back, or says why it does not."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest

from ari_controller.ari.client import AriClient, AriLogin
from ari_controller.ari.errors import AriDeniedError, AriReplacedError
from ari_controller.ari.events import Event, Reconnected
from ari_controller.ari.link import (
    FIRST_RETRY_S,
    LAST_RETRY_S,
    AriLink,
    Connected,
    Disconnected,
    LinkState,
)
from ari_controller.lab.addresses import LabAddresses
from tests.ari_controller.ari.test_client import login

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]


async def collect(link: AriLink, into: list[Event]) -> None:
    async for event in link.events():
        into += [event]


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # what is waited for has no event of its own
            await asyncio.sleep(0.01)


async def test_a_cut_socket_comes_back_with_a_snapshot(addresses: LabAddresses) -> None:
    states: list[LinkState] = []
    events: list[Event] = []
    async with AriClient(login(addresses)) as client:
        link = AriLink(client, "link-test", random=Random(1), on_state=states.append)
        task = asyncio.create_task(collect(link, events))
        await eventually(lambda: link.connections == 1)
        await link.cut()
        await eventually(lambda: link.connections == 2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    snapshots = [event for event in events if isinstance(event, Reconnected)]
    assert [snapshot.first for snapshot in snapshots] == [True, False]
    assert [type(state) for state in states] == [Connected, Disconnected, Connected]


async def test_a_wrong_password_is_not_tried_again(addresses: LabAddresses) -> None:
    async with AriClient(login(addresses, "wrong")) as client:
        with pytest.raises(AriDeniedError):
            await collect(AriLink(client, "link-test", random=Random(1)), [])


async def test_a_login_that_is_refused_later_ends_nothing(addresses: LabAddresses) -> None:
    states: list[LinkState] = []
    async with AriClient(login(addresses)) as client:
        right = client.login
        link = AriLink(client, "link-test", random=Random(1), on_state=states.append)
        task = asyncio.create_task(collect(link, []))
        await eventually(lambda: link.connections == 1)
        client.login = AriLogin(right.url, right.user, "wrong")
        await link.cut()
        await eventually(
            lambda: any(isinstance(s, Disconnected) and "refused the user" in s.why for s in states)
        )
        client.login = right
        await eventually(lambda: link.connections == 2)
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert isinstance(states[-1], Connected)


async def test_nobody_there_is_tried_again_ever_more_slowly() -> None:
    states: list[LinkState] = []
    async with AriClient(AriLogin("http://127.0.0.1:1", "a", "b")) as client:
        link = AriLink(client, "link-test", random=Random(1), on_state=states.append)
        task = asyncio.create_task(collect(link, []))
        await eventually(lambda: len(states) >= 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    waits = [state.retry_in_s for state in states if isinstance(state, Disconnected)]
    assert FIRST_RETRY_S / 2 <= waits[0] <= FIRST_RETRY_S
    assert waits == sorted(waits)
    assert max(link._delay(attempt) for attempt in range(50)) <= LAST_RETRY_S


async def test_a_second_controller_ends_the_first_with_a_clear_word(
    addresses: LabAddresses,
) -> None:
    async with AriClient(login(addresses)) as one, AriClient(login(addresses)) as other:
        first = AriLink(one, "replaced-test", random=Random(1))
        running = asyncio.create_task(collect(first, []))
        await eventually(lambda: first.connections == 1)
        second = AriLink(other, "replaced-test", random=Random(2))
        usurper = asyncio.create_task(collect(second, []))
        async with asyncio.timeout(5):
            with pytest.raises(AriReplacedError, match="stop one of the two"):
                await running
        usurper.cancel()
        await asyncio.gather(usurper, return_exceptions=True)
