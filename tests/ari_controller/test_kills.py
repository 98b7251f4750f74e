"""kill -9 at random moments of a call through the real Asterisk: nothing half, nothing doubled, nothing left behind."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from ari_controller.ari.client import AriClient
from ari_controller.lab.addresses import LabAddresses, LabPorts
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall
from ari_controller.lab.phone import Phone, PhoneError
from ari_controller.lab.scenarios import Caller, load_scenario
from ari_controller.lab.sip_run import READY, SipHandset, run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import judge
from storage.bookings import list_bookings
from storage.calls import list_calls
from storage.database import connect
from storage.events import CallStarted, Event
from storage.journal import of_call, since
from tests.ari_controller.ari.test_client import login
from tests.faults.parts import controller_process, worker_of
from voice.audio.telephone_line import TelephoneLine
from voice.clock import RealClock
from voice.speaking.espeak import Espeak

SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
ROUNDS = {"controller": 50, "asterisk": 20} if SOAK else {"controller": 5, "asterisk": 2}
WORKER_CALLS, WORKER_KILLS = (10 if SOAK else 1), 3
"""With 50 + 20 + 30 kills in soak, and a tenth of them in each test run."""
SEED = 20261121
PLAIN = Path(__file__).parents[1] / "scenarios/friseur/plain_booking.yaml"
pytestmark = [
    pytest.mark.lab,
    pytest.mark.soak,
    pytest.mark.xdist_group("lab of faults"),
    pytest.mark.timeout(6000 if SOAK else 300),
]


@pytest.fixture
def state(rendered: Callable[[Path], Path], tmp_path: Path) -> Path:
    """A state folder whose sentences are rendered."""
    return rendered(tmp_path / "state")


@asynccontextmanager
async def controller(site: Path, state: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ari_controller", "run", "--config", str(site), "--now", "2026-03-04T10:00",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "STATE_DIRECTORY": str(state)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while (await process.stdout.readline()).decode().strip() != READY:
                assert process.returncode is None
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def call_until(moment: float, addresses: LabAddresses, database: Path) -> Phone:
    """The plain booking's caller, for so many seconds; whatever happens to the call."""
    steps = load_scenario(PLAIN).callers[0].steps
    phone = Phone(addresses.sip, addresses.callers[0])
    engine = Espeak(RealClock())
    handset = SipHandset(phone, engine, Caller(), TelephoneLine(), lambda _number, _what, _ms: None)
    scripted = ScriptedCall(CallerScript(steps), handset)

    async def feed() -> None:
        db = connect(database)
        row = db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]
        mine: set[str] = set()
        try:
            while True:
                for number, event in since(db, row):
                    row = number
                    if isinstance(event, CallStarted):
                        mine.add(event.call)
                    if event.call in mine:
                        scripted.events.put_nowait(event)
                await asyncio.sleep(0.02)
        finally:
            db.close()

    feeding = asyncio.create_task(feed())
    try:
        async with asyncio.timeout(moment):
            await phone.call("100", "+491701234567")
            await scripted.play(phone.ended.is_set)
    except (TimeoutError, PhoneError):
        pass  # the moment has come
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        await engine.close()
    return phone


def check(database: Path) -> None:
    """Every booking is whole, none is there twice, each with its event."""
    db = connect(database)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        rows = list_bookings(db)
        assert len({(row["call"], row["starts_at"]) for row in rows}) == len(rows)
        changes = db.execute(
            "SELECT count(*) FROM events WHERE kind = 'booking_changed'"
        ).fetchone()[0]
        assert changes == len(rows)
    finally:
        db.close()


async def nothing_left(addresses: LabAddresses) -> None:
    async with AriClient(login(addresses)) as client, asyncio.timeout(5):
        while True:
            channels = [c.id for c in await client.channels.all() if c.id.startswith("vz-")]
            bridges = [b.id for b in await client.bridges.all() if b.id.startswith("vz-")]
            if not channels and not bridges:
                return
            await asyncio.sleep(0.1)


async def test_a_killed_controller_leaves_nothing_half(
    asterisk: Lab, addresses: LabAddresses, state: Path
) -> None:
    random = Random(SEED)
    site = lab_site(asterisk.root, addresses, only=["friseur"])
    database = state / "vorzimmer.db"
    for _ in range(ROUNDS["controller"]):
        moment = random.uniform(0.1, 45 if SOAK else 12)
        print("seed", SEED, "killed after", round(moment, 2), "s")  # noqa: T201
        async with controller(site, state) as process:
            phone = await call_until(moment, addresses, database)
            process.send_signal(signal.SIGKILL)
            await process.wait()
            await phone.close()
        async with controller(site, state):
            await nothing_left(addresses)
            check(database)
    db = connect(database)
    rows = list_calls(db, limit=500)
    events: list[Event] = [event for row in rows for event in of_call(db, row["id"])]
    db.close()
    assert {row["state"] for row in rows} == {"ended"}
    assert "interrupted" in {row["exit_reason"] for row in rows}
    assert events


async def test_a_killed_asterisk_ends_its_calls_and_the_controller_answers_the_next(
    asterisk: Lab, tmp_path: Path, state: Path
) -> None:
    random = Random(SEED)
    lab = Lab(tmp_path / "own", tree=asterisk.tree)
    ports = LabPorts.free()
    addresses = lab.up(ports)
    site = lab_site(tmp_path / "own", addresses, only=["friseur"])
    database = state / "vorzimmer.db"
    try:
        async with controller(site, state):
            for _ in range(ROUNDS["asterisk"]):
                moment = random.uniform(0.5, 45 if SOAK else 10)
                print("seed", SEED, "Asterisk killed after", round(moment, 2), "s")  # noqa: T201
                phone = await call_until(moment, addresses, database)
                pid = lab.status().pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
                await phone.close()
                await asyncio.sleep(0.2)
                lab.up(ports)
                await all_ended(database)
                await nothing_left(addresses)
            last = await call_until(4, addresses, database)
            assert last.received
            await last.close()
        check(database)
    finally:
        lab.down()


@pytest.mark.parametrize("number", range(WORKER_CALLS))
async def test_a_worker_that_is_killed_three_times_in_a_call_costs_no_booking(
    addresses: LabAddresses, tmp_path: Path, state: Path, number: int
) -> None:
    random = Random(SEED + number)
    moments = sorted(random.uniform(0.1, 35) for _ in range(WORKER_KILLS))
    print("seed", SEED + number, "worker killed after", [round(at, 2) for at in moments], "s")  # noqa: T201
    scenario = load_scenario(PLAIN)
    killed: list[float] = []
    tasks: list[asyncio.Task[None]] = []

    async def kill(after_s: float) -> None:
        await asyncio.sleep(after_s)
        os.kill(worker_of(controller_process()), signal.SIGKILL)
        killed.append(after_s)

    def watch(event: Event) -> None:
        if isinstance(event, CallStarted):
            tasks.extend(asyncio.create_task(kill(at)) for at in moments)

    site = lab_site(tmp_path / "lab", addresses, only=["friseur"])
    outcome = await run_sip(scenario, site, addresses, state, watch=watch)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert judge(scenario, outcome).failures == ()
    assert killed
    check(state / "vorzimmer.db")
    await nothing_left(addresses)


async def all_ended(database: Path) -> None:
    db = connect(database)
    try:
        async with asyncio.timeout(15):
            while any(row["ended_at"] is None for row in list_calls(db)):  # noqa: ASYNC110  # the database does not tell
                await asyncio.sleep(0.1)
    finally:
        db.close()
