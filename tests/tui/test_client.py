"""The client against the controller's own API on a real socket."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.ari_controller.control.served import Served, Stranger, serving
from tui.client import Refused, SocketClient, Unreachable
from tui.state import DeskState


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as one:
        yield one


async def until(client: SocketClient, state: DeskState, kind: str) -> dict[str, Any]:
    """Takes in what is told until a message of a kind came."""
    async with asyncio.timeout(10):
        async for message in client.messages():
            state.apply(message)
            if message["type"] == kind:
                return message
    raise AssertionError(kind)


async def test_it_attaches_takes_the_snapshot_and_is_told(served: Served) -> None:
    client, state = SocketClient(lambda: served.path), DeskState()
    caller = served.call("c1")
    caller.did("call_started", caller="+49301234", dialled="100", transport="memory")
    stream = client.messages()
    async with asyncio.timeout(10):
        async for message in stream:
            state.apply(message)
            if message["type"] == "snapshot_end":
                break
        assert state.link.live
        assert "steer" in state.operator.rights
        assert state.calls["c1"].caller == "+49301234"
        caller.did("state_changed", before="ringing", after="listening")
        async for message in stream:
            state.apply(message)
            if message["type"] == "event":
                break
        assert state.calls["c1"].state == "listening"
        await client.watch(("c1",))
        while not served.hub.levels_wanted("c1"):  # noqa: ASYNC110  # the hub tells nobody that it was asked
            await asyncio.sleep(0.01)
    await client.close()


async def test_questions_orders_and_refusals(served: Served) -> None:
    client = SocketClient(lambda: served.path)
    served.call("c1").did("call_started", caller=None, dialled="100", transport="memory")
    found = await client.get("/things", limit=1, after=None)
    assert len(found["items"]) == 1
    answer = await client.post("/calls/c1/hint", {"text": "ok"})
    assert [order[:3] for order in served.steering.orders] == [("c1", "hint", {"text": "ok"})]
    assert answer["order"] == served.steering.orders[0][3]
    for work, code in (
        (client.post("/calls/c1/takeover"), "conflict"),
        (client.post("/calls/c9/hint", {"text": "ok"}), "not_found"),
        (client.post("/calls/c1/hint", {"text": 7}), "bad_request"),
        (client.get("/things/none"), "not_found"),
    ):
        with pytest.raises(Refused) as refusal:
            await work
        assert refusal.value.code == code
        assert refusal.value.message
    await client.close()


async def test_no_controller_then_one_that_comes(tmp_path: Path) -> None:
    nowhere = tmp_path / "control.sock"
    places = [nowhere]
    client, state = SocketClient(lambda: places[-1]), DeskState()
    with pytest.raises(Unreachable):
        await client.get("/state")
    stream = client.messages()
    async with asyncio.timeout(10):
        state.apply(await anext(stream))
        assert state.link.state == "no_controller"
        assert str(nowhere) in state.link.why
        async with serving() as served:
            places.append(served.path)
            async for message in stream:
                state.apply(message)
                if message["type"] == "snapshot_end":
                    break
            assert (state.link.state, state.link.tries) == ("connected", 0)
        async for message in stream:
            state.apply(message)
            if message["type"] == "link":
                break
        assert (state.link.state, state.link.tries) == ("reconnecting", 1)
    await client.close()


async def test_an_account_that_is_not_admitted_reads_why() -> None:
    async with serving("operators: {mk: {user: somebody}}", Stranger("nobody")) as served:
        client, state = SocketClient(lambda: served.path), DeskState()
        message = await until(client, state, "link")
        assert message["state"] == "refused"
        assert state.link.why
        await client.close()
