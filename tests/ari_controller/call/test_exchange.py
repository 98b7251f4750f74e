"""Callers of the lab's real Asterisk reach their business; what nobody owns is ended. Calls are in plain text."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from ari_controller.app import Reception
from ari_controller.ari.client import AriClient
from ari_controller.ari.link import AriLink
from ari_controller.call.ari_leg import MakeLine
from ari_controller.call.doorman import Doorman
from ari_controller.call.exchange import Exchange
from ari_controller.call.lobby import Lobby
from ari_controller.call.media import Place
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.phone import Phone, PhoneError
from config.models import Business
from storage import blocked
from storage.calls import list_calls
from storage.database import Store
from storage.ids import Ids
from tests.ari_controller.ari.test_client import login
from tests.firms import configuration
from tests.storage.conftest import ANNA
from voice.clock import RealClock
from voice.line import Line
from voice.media.transport import Transport
from voice.text_line import TextLine

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]
KNOWN = configuration()


@dataclass
class Running:
    client: AriClient
    link: AriLink
    lobby: Lobby
    store: Store
    doorman: Doorman

    async def calls(self) -> list[dict[str, object]]:
        return await self.store.read(list_calls)


def text_line(_business: Business) -> MakeLine:
    def make(_transport: Transport) -> Line:
        return TextLine()

    return make


@asynccontextmanager
async def running(addresses: LabAddresses, folder: Path) -> AsyncIterator[Running]:
    clock = RealClock()
    store = Store(folder / "v.db")
    reception = Reception(KNOWN, store, clock, Ids(clock.now))
    await reception.open()
    lobby = Lobby(reception.session)
    async with AriClient(login(addresses)) as client:
        link = AriLink(client, "vorzimmer", random=Random(1))
        doorman = Doorman(store, clock)
        exchange = Exchange(KNOWN, client, lobby, text_line, doorman.lets_in)
        serving = asyncio.create_task(exchange.serve(link))
        await until(lambda: link.connections == 1)
        yield Running(client, link, lobby, store, doorman)
        await lobby.close()
        await doorman.close()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await nothing_left(client)
    await store.close()


async def ours(client: AriClient) -> set[str]:
    """What Asterisk has of us."""
    ids = [channel.id for channel in await client.channels.all()]
    ids += [bridge.id for bridge in await client.bridges.all()]
    return {name for name in ids if name.startswith("vz-")}


async def nothing_left(client: AriClient) -> None:
    """Asterisk takes a moment to dissolve what it was told to."""
    async with asyncio.timeout(5):
        while await ours(client):  # noqa: ASYNC110  # Asterisk is asked, it does not tell
            await asyncio.sleep(0.05)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(8):
        while not condition():  # noqa: ASYNC110  # nothing announces it
            await asyncio.sleep(0.02)


async def test_two_numbers_are_two_businesses_and_a_withheld_number_stays_so(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    async with running(addresses, tmp_path) as controller:
        phones = [Phone(addresses.sip, addresses.callers[0]) for _ in range(2)]
        await phones[0].call("100", "+491701234567")
        await phones[1].call("101", None)
        await until(lambda: len(controller.lobby.calls) == 2)
        for phone in phones:
            await phone.close()
        await controller.lobby.idle()
        found = {
            (row["business"], row["caller"], row["dialled"]) for row in await controller.calls()
        }
    assert found == {("friseur", "+491701234567", "100"), ("salon_hamburg", None, "101")}


async def test_a_blocked_number_is_turned_away_and_counted_and_nobody_else(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    async with running(addresses, tmp_path) as controller:
        pest, now = "+491701234567", datetime.now(UTC)
        await controller.store.write(
            lambda db: blocked.block(db, "x", "friseur", pest, now=now, by=ANNA)
        )
        await controller.doorman.look()
        phone = Phone(addresses.sip, addresses.callers[0])
        with pytest.raises(PhoneError, match="refused"):
            await phone.call("100", pest)
        await phone.close()
        phones = [Phone(addresses.sip, addresses.callers[0]) for _ in range(2)]
        await phones[0].call("101", pest)  # another business has not blocked it
        await phones[1].call("100", None)
        await until(lambda: len(controller.lobby.calls) == 2)
        for phone in phones:
            await phone.close()
        await controller.lobby.idle()
        await controller.doorman.close()
        [row] = await controller.store.read(blocked.list_blocked)
        assert (row["refused"], controller.doorman.refused) == (1, 1)
        assert {call["business"] for call in await controller.calls()} == {
            "friseur",
            "salon_hamburg",
        }


async def test_what_a_dead_controller_left_behind_is_ended(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    dead = Place.of("dead", "vorzimmer")
    other = Place.of("dead", "another")
    async with AriClient(login(addresses)) as client:
        await client.bridges.create(dead.bridge, "vz")
        await client.bridges.create(other.bridge, "vz")
        await client.external_media_websocket(channel_id=dead.media, app="vorzimmer")
        listeners = "vz-vorzimmer-listen-dead-1"
        await client.bridges.create(listeners, "vz")
        assert await ours(client) == {dead.bridge, dead.media, listeners, other.bridge}
    async with running(addresses, tmp_path) as controller:
        async with asyncio.timeout(5):
            while await ours(controller.client) != {other.bridge}:  # noqa: ASYNC110  # Asterisk does not tell
                await asyncio.sleep(0.05)
        await controller.client.bridges.destroy(other.bridge)


async def test_a_caller_who_hangs_up_while_the_link_is_down_is_noticed_after(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    async with running(addresses, tmp_path) as controller:
        phone = Phone(addresses.sip, addresses.callers[0])
        await phone.call("100", "+491701234567")
        await until(lambda: len(controller.lobby.calls) == 1)
        await controller.link.cut()
        await phone.close()
        await controller.lobby.idle()
        [row] = await controller.calls()
    assert row["exit_reason"] == "caller_hung_up"
    assert controller.link.connections == 2


async def test_a_call_goes_on_while_the_link_comes_back(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    async with running(addresses, tmp_path) as controller:
        phone = Phone(addresses.sip, addresses.callers[0])
        await phone.call("100", "+491701234567")
        await until(lambda: len(controller.lobby.calls) == 1)
        await controller.link.cut()
        await until(lambda: controller.link.connections == 2)
        await asyncio.sleep(0.3)
        assert len(controller.lobby.calls) == 1
        assert not phone.ended.is_set()
        await phone.close()
        await controller.lobby.idle()


async def test_a_key_of_the_callers_telephone_reaches_the_call(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    async with running(addresses, tmp_path) as controller:
        phone = Phone(addresses.sip, addresses.callers[0])
        await phone.call("100", "+491701234567")
        await until(
            lambda: controller.lobby.calls and controller.lobby.calls[0].machine.state == "greeting"
        )
        seen: list[str] = []
        controller.lobby.calls[0].journal.listeners.append(lambda event: seen.append(event.kind))
        await phone.press("0")
        await until(lambda: "needs_human" in seen)
        assert "dtmf" in seen
        await phone.close()
        await controller.lobby.idle()


async def test_a_caller_who_hangs_up_at_once_leaves_nothing(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    async with running(addresses, tmp_path) as controller:
        for _ in range(5):
            phone = Phone(addresses.sip, addresses.callers[0])
            await phone.call("100", "+491701234567")
            await phone.close()
        await until(lambda: not controller.lobby.calls)
        await nothing_left(controller.client)
        assert {row["state"] for row in await controller.calls()} == {"ended"}
