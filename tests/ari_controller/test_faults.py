"""Parts fail in the middle of a call through the real Asterisk: what the caller hears, and what is stored."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest

from ari_controller.ari.client import AriClient
from ari_controller.ari.link import AriLink
from ari_controller.controller import Controller
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.phone import Phone
from ari_controller.lab.scenarios import load_scenario
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import judge
from ari_controller.lab.virtual_run import run
from config.loader import load
from storage.calls import get_call, list_calls
from storage.database import connect
from storage.messages import list_messages
from tests.ari_controller.ari.test_client import login
from tests.ari_controller.call.test_exchange import nothing_left
from tests.ari_controller.test_kills import controller as controller_process
from tests.faults.parts import lock_database
from tests.firms import configuration
from voice.clock import RealClock
from voice.hearing.recogniser import Recognised
from voice.media.audiosocket import AudioSocketTransport
from voice.media.websocket import WebSocketTransport

pytestmark = pytest.mark.xdist_group("lab")
PLAIN = Path(__file__).parents[1] / "scenarios/friseur/plain_booking.yaml"


OPEN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
"""A Wednesday on which the salon is open, whenever the tests run."""


@pytest.fixture
def state(rendered: Callable[[Path], Path], tmp_path: Path) -> Path:
    """A state folder whose sentences are rendered."""
    return rendered(tmp_path / "state")


@asynccontextmanager
async def serving(
    asterisk: Lab, addresses: LabAddresses, folder: Path, *, media: str = "websocket"
) -> AsyncIterator[Controller]:
    known = load(
        lab_site(asterisk.root, addresses, only=["friseur"]), {"STATE_DIRECTORY": str(folder)}
    )
    site = known.site.model_copy(update={"media": media})
    known = known.model_copy(update={"site": site})
    controller = Controller(known, RealClock(OPEN - datetime.now(UTC)))
    await controller.open()
    link = AriLink(controller.client, "vorzimmer", random=Random(1))
    task = asyncio.create_task(controller.exchange.serve(link))
    await until(lambda: link.connections == 1)
    try:
        yield controller
        await controller.lobby.idle()
        await nothing_left(controller.client)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await controller.close()


async def until(condition: Callable[[], object], limit_s: float = 15) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110  # nothing announces it
            await asyncio.sleep(0.02)


async def talking(controller: Controller, addresses: LabAddresses) -> Phone:
    """A caller who has been greeted."""
    phone = Phone(addresses.sip, addresses.callers[0])
    await phone.call("100", "+491701234567")
    await until(
        lambda: controller.lobby.calls and controller.lobby.calls[0].machine.state == "listening"
    )
    return phone


@pytest.mark.lab
@pytest.mark.parametrize("media", ["websocket", "audiosocket"])
async def test_a_cut_media_socket_ends_the_call_with_a_call_back(
    asterisk: Lab, addresses: LabAddresses, state: Path, media: str
) -> None:
    async with serving(asterisk, addresses, state, media=media) as controller:
        phone = await talking(controller, addresses)
        [(leg, _)] = controller.exchange._legs.values()
        if isinstance(leg._media, AudioSocketTransport):
            assert leg._media._socket is not None
            leg._media._socket.abort()
        else:
            assert isinstance(leg._media, WebSocketTransport)
            leg._media._socket.transport.abort()
        await asyncio.wait_for(phone.ended.wait(), 5)
        await controller.lobby.idle()
        [row] = await controller.store.read(list_calls)
        assert row["exit_reason"] == "error"
        [callback] = await controller.store.read(list_messages)
        assert callback["number"] == "+491701234567"
        await phone.close()


@pytest.mark.lab
async def test_a_media_socket_that_is_cut_while_we_speak_keeps_its_call_back_too(
    asterisk: Lab, addresses: LabAddresses, state: Path
) -> None:
    async with serving(asterisk, addresses, state) as controller:
        phone = Phone(addresses.sip, addresses.callers[0])
        await phone.call("100", "+491701234567")
        await until(lambda: phone.first_audible_after(0) is not None)
        [(leg, _)] = controller.exchange._legs.values()
        assert isinstance(leg._media, WebSocketTransport)
        leg._media._socket.transport.abort()
        await asyncio.wait_for(phone.ended.wait(), 5)
        await controller.lobby.idle()
        [callback] = await controller.store.read(list_messages)
        assert callback["number"] == "+491701234567"
        await phone.close()


class DeafStream:
    """A recogniser that breaks as soon as it hears something."""

    def feed(self, _pcm: bytes) -> Recognised | None:
        raise RuntimeError("broken on purpose")


@pytest.mark.lab
async def test_a_failing_recogniser_is_apologised_for_in_words(
    asterisk: Lab, addresses: LabAddresses, state: Path
) -> None:
    async with serving(asterisk, addresses, state) as controller:
        phone = await talking(controller, addresses)
        line = controller.lobby.calls[0]._line
        line.ears.listener.stream = DeafStream()  # type: ignore[union-attr]
        noise = np.random.default_rng(1).normal(0, 3000, 8000)
        tone = 9000 * np.sign(np.sin(2 * np.pi * 140 * np.arange(8000) / 8000))
        await phone.speak((tone + noise).astype(np.int16))
        from voice.speaking.espeak import Espeak

        engine = Espeak(RealClock())
        speech = await engine.synthesize(
            "Guten Tag ich hätte gern einen Termin", voice="de+f2", rate_wpm=150
        )
        await engine.close()
        await phone.speak(speech[::2].copy())
        await asyncio.wait_for(phone.ended.wait(), 20)
        await controller.lobby.idle()
        [row] = await controller.store.read(list_calls)
        call = await controller.store.read(lambda db: get_call(db, row["id"]))
        assert call is not None
        assert row["exit_reason"] == "error"
        assert "Störung" in " ".join(turn["said"] for turn in call["turn_rows"])
        assert len(await controller.store.read(list_messages)) == 1
        await phone.close()


@pytest.mark.lab
async def test_a_killed_voice_worker_is_replaced_and_the_call_goes_on(
    asterisk: Lab, addresses: LabAddresses, state: Path
) -> None:
    async with serving(asterisk, addresses, state) as controller:
        phone = await talking(controller, addresses)
        engine = controller.studio.voices.espeak
        await engine.synthesize("Das ist der erste Satz.", voice="de", rate_wpm=150)
        assert engine._process is not None
        engine._process.kill()
        samples = await engine.synthesize("Das ist ein neuer Satz.", voice="de", rate_wpm=150)
        assert len(samples)
        assert engine.restarts == 1
        assert not phone.ended.is_set()
        await phone.close()


@pytest.mark.lab
async def test_a_second_controller_on_the_same_database_is_refused_and_harms_no_call(
    asterisk: Lab, addresses: LabAddresses, tmp_path: Path, state: Path
) -> None:
    site = lab_site(tmp_path / "lab", addresses, only=["friseur"])
    async with controller_process(site, state) as first:
        phone = Phone(addresses.sip, addresses.callers[0])
        await phone.call("100", "+491701234567")
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ari_controller", "run", "--config", str(site),
            stderr=asyncio.subprocess.PIPE, env={**os.environ, "STATE_DIRECTORY": str(state)},
        )  # fmt: skip
        _, told = await asyncio.wait_for(second.communicate(), 30)
        assert second.returncode == 1
        assert "another controller works with" in told.decode()
        assert "Traceback" not in told.decode()
        assert first.returncode is None
        assert not phone.ended.is_set()
        await phone.close()


@pytest.mark.lab
async def test_a_controller_that_is_replaced_in_mid_call_leaves_its_caller_to_the_other(
    asterisk: Lab, addresses: LabAddresses, tmp_path: Path, rendered: Callable[[Path], Path]
) -> None:
    for name in ("one", "two"):
        rendered(tmp_path / name)
    site = lab_site(tmp_path / "lab", addresses, only=["friseur"])
    async with controller_process(site, tmp_path / "one") as first:
        phone = Phone(addresses.sip, addresses.callers[0])
        await phone.call("100", "+491701234567")
        await until(lambda: phone.first_audible_after(0) is not None)
        await asyncio.sleep(3)
        async with controller_process(site, tmp_path / "two"):
            replaced_at = asyncio.get_running_loop().time()
            await asyncio.wait_for(first.wait(), 20)
            await asyncio.sleep(1.5)
            assert not phone.ended.is_set()
            assert phone.first_audible_after(replaced_at) is not None
            await phone.close()
            await asyncio.sleep(0.5)
            async with AriClient(login(addresses)) as client:
                await nothing_left(client)
    for state in ("one", "two"):
        database = connect(tmp_path / state / "vorzimmer.db")
        assert {row["state"] for row in list_calls(database)} <= {"ended"}
        if state == "one":
            [call] = list_calls(database)
            assert call["exit_reason"] == "interrupted"
            [callback] = list_messages(database)
            assert callback["number"] == "+491701234567"
        database.close()


def test_a_database_that_is_locked_for_seconds_loses_no_booking(tmp_path: Path) -> None:
    """Another process holds the write lock; the call waits for it."""
    database = tmp_path / "scenario.db"
    connect(database).close()
    holder = lock_database(database, 3)
    scenario = load_scenario(PLAIN)
    verdict = judge(scenario, run(scenario, configuration(), tmp_path, "text"))
    holder.join()
    assert verdict.failures == ()
