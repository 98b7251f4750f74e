"""Runs a scenario through a real Asterisk: the controller as its own process, callers with SIP phones."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall, give, outcome, patience_of, shown, start_of
from ari_controller.lab.errors import LabError
from ari_controller.lab.outcome import Outcome
from ari_controller.lab.phone import FRAME, FRAME_S, RATE_HZ, Impair, Phone, Samples
from ari_controller.lab.recording import write_stereo
from ari_controller.lab.scenarios import Caller, Scenario
from ari_controller.lab.speech import voiced
from config.loader import load
from storage.database import Store
from storage.events import CallStarted, Event
from storage.ids import Ids
from storage.journal import since
from storage.mirror import mirror
from voice.audio.telephone_line import TelephoneLine
from voice.clock import RealClock
from voice.media.transport import SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak

READY = "ready"
"""The line that the controller prints when callers are answered."""
READY_LIMIT_S = 60.0
STOP_LIMIT_S = 10.0
POLL_S = 0.02
AUDIBLE = 300
"""Samples beyond this count as sound: -41 dBFS."""
Watch = Callable[[Event], None]
Ear = Callable[[str | None, str, float], None]
"""Told what a caller's ear noticed: their number, "greeting" (ms after dialling), "answer" (ms after the end
of their speech) or "gap" (the longest time between two packets that both held our voice), and the delay."""


@dataclass
class SipHandset:
    """A caller's telephone."""

    phone: Phone
    engine: Espeak
    caller: Caller
    line: TelephoneLine
    on_ear: Ear
    _random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    async def speak(self, text: str) -> None:
        """Says a text; what is heard after it is timed."""
        samples = await voiced(self.engine, self.caller, text)
        # Ten callers share this process: what one of them computes must not delay the others' audio.
        carried = await asyncio.get_running_loop().run_in_executor(
            None, self.line.carry, samples, SAMPLE_RATE_HZ, self._random
        )
        last_frame_at = await self.phone.speak(carried)
        ended = last_frame_at + FRAME_S - _quiet_tail_s(carried)
        asyncio.get_running_loop().call_later(2.0, self._time, ended)

    def _time(self, ended: float) -> None:
        heard = self.phone.first_audible_after(ended)
        if heard is not None and heard - ended < 2.0:
            self.on_ear(self.caller.number, "answer", (heard - ended) * 1000)

    def time_greeting(self) -> None:
        """How long after dialling the first sound came."""
        heard = self.phone.first_audible_after(self.phone.dialled_at)
        if heard is not None:
            self.on_ear(self.caller.number, "greeting", (heard - self.phone.dialled_at) * 1000)
        self.on_ear(self.caller.number, "gap", self.phone.longest_gap_s() * 1000)

    async def press(self, digits: str) -> None:
        """Presses keys."""
        await self.phone.press(digits)

    async def hang_up(self) -> None:
        """Ends the call."""
        await self.phone.hang_up()


def _quiet_tail_s(samples: Samples) -> float:
    """How long before its last frame's end a voice fell silent."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)
    whole = len(samples) + -len(samples) % FRAME
    return (whole - int(loud[-1]) - 1) / RATE_HZ if len(loud) else 0.0


@asynccontextmanager
async def controller(site: Path, state: Path, now: str) -> AsyncIterator[None]:
    """The controller as `vorzimmer run` starts it, until the block ends.

    Raises:
        LabError: it did not come up; the message holds its last lines.
    """
    log = state / "controller.log"
    with log.open("wb") as file:  # the lab's loop carries no other calls
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ari_controller", "run", "--config", str(site), "--now", now,
            stdout=asyncio.subprocess.PIPE, stderr=file,
            env={**os.environ, "STATE_DIRECTORY": str(state)},
        )  # fmt: skip
    try:
        if not await _says_ready(process):
            raise LabError(f"the controller did not come up: {_last_lines(log)}")
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(STOP_LIMIT_S):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


def _last_lines(log: Path) -> str:
    return " | ".join(log.read_text("utf-8", "replace").splitlines()[-3:])


async def _says_ready(process: asyncio.subprocess.Process) -> bool:
    if process.stdout is None:
        return False
    try:
        async with asyncio.timeout(READY_LIMIT_S):
            async for line in process.stdout:
                if line.decode().strip() == READY:
                    return True
    except TimeoutError:
        return False
    return False


async def run_sip(
    scenario: Scenario,
    site: Path,
    addresses: LabAddresses,
    folder: Path,
    *,
    watch: Watch = lambda _event: None,
    on_ear: Ear = lambda _number, _what, _ms: None,
    record: Path | None = None,
) -> Outcome:
    """One scenario from a new database in `folder` to its outcome, in real time; `record` gets the last call's sound."""
    configuration = load(site, {"STATE_DIRECTORY": str(folder)})
    business = configuration.businesses[scenario.business]
    start = start_of(scenario, business)
    database = folder / configuration.site.database
    _forget(database)
    store = Store(database)
    await store.open()
    ids = Ids(lambda: start)
    await store.write(lambda db: mirror(db, configuration.businesses, start))
    await store.write(lambda db: give(db, scenario, business, ids, start))
    engine = Espeak(RealClock())
    # Noise is in the voice; lost packets are really lost.
    quality = TelephoneLine(scenario.line.codec, scenario.line.snr_db)
    queues = {caller.number: asyncio.Queue[Event]() for caller in scenario.callers}
    unused: list[str] = []

    async def call(caller: Caller) -> list[str]:
        await asyncio.sleep(caller.starts_s)
        lossy = _losing(scenario.line.loss, scenario.line.seed)
        phone = Phone(addresses.sip, addresses.callers[0], scenario.line.codec, lossy)
        handset = SipHandset(phone, engine, caller, quality, on_ear)
        scripted = ScriptedCall(
            CallerScript(caller.steps, patience_of(scenario)), handset, queues[caller.number]
        )
        try:
            await phone.call(business.numbers[0], caller.number)
            await scripted.play(lambda: False)
            await asyncio.sleep(0.2)
            handset.time_greeting()
        finally:
            await phone.close()
        await _keep(record, phone)
        return [shown(step) for step in scripted.script.unused]

    try:
        async with controller(site, folder, scenario.now.isoformat()):
            feeder = asyncio.create_task(_feed(store, queues, watch), name="events")
            try:
                async with asyncio.TaskGroup() as group:
                    played = [group.create_task(call(caller)) for caller in scenario.callers]
                unused = [step for task in played for step in task.result()]
                await asyncio.sleep(0.3)
            finally:
                feeder.cancel()
                await asyncio.gather(feeder, return_exceptions=True)
        return await store.read(lambda db: outcome(db, business, unused))
    finally:
        await engine.close()
        await store.close()


async def _keep(record: Path | None, phone: Phone) -> None:
    if record is not None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, write_stereo, record, phone.sent, phone.received)


def _losing(share: float, seed: int) -> Impair:
    """Loses that share of the packets, the same ones each time."""
    random = np.random.default_rng(seed + 1)
    return lambda samples: None if random.random() < share else samples


def _forget(database: Path) -> None:
    """Each scenario starts from nothing."""
    database.parent.mkdir(parents=True, exist_ok=True)
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()


async def _feed(
    store: Store, queues: "dict[str | None, asyncio.Queue[Event]]", watch: Watch
) -> None:
    """What the controller wrote, to the callers that it concerns."""
    row = 0
    owners: dict[str, asyncio.Queue[Event]] = {}
    while True:
        for number, event in await store.read(lambda db: since(db, row)):  # noqa: B023  # awaited at once
            row = number
            if isinstance(event, CallStarted):
                owners[event.call] = queues[event.caller]
            if event.call in owners:
                owners[event.call].put_nowait(event)
                watch(event)
        await asyncio.sleep(POLL_S)
