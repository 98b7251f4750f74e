"""Scenario files with faults: which link suffers what, from which event of the call on; and how they are run."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Literal, TypeVar

from ari_controller.app import Reception, prepare
from ari_controller.call.leg import Post
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.callers import start_of
from ari_controller.lab.outcome import Outcome
from ari_controller.lab.scenarios import Caller, Scenario, load_as
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.virtual_run import MemoryLeg, play
from config.models import Frozen
from config.site import Configuration
from storage.database import Store
from storage.events import Event
from storage.ids import Ids
from tests.faults import parts
from tests.faults.relay import Harm, Relay
from voice.audio_line import AudioLine
from voice.clock import Clock, RealClock, work
from voice.line import Line
from voice.media.memory import MemoryTransport
from voice.media.transport import TransportClosed
from voice.speaking.espeak import Espeak
from voice.studio import Studio
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

FOLDER = Path(__file__).parent / "scenarios"
T = TypeVar("T")
Link = Literal["events", "requests", "media", "worker", "recogniser", "database"]


class Fault(Frozen):
    """One fault: `at` holds fields of the event that it follows, such as `{kind: asked, slot: confirm}`."""

    at: dict[str, str]
    after_s: float = 0.0
    link: Link
    do: Harm
    for_s: float = 0.0

    def follows(self, event: Event) -> bool:
        """True when this is the moment."""
        return all(str(getattr(event, name, None)) == value for name, value in self.at.items())


class FaultyScenario(Scenario):
    """A scenario file with faults."""

    via: tuple[Literal["memory", "sip"], ...] = ("memory", "sip")
    faults: tuple[Fault, ...]


def load_faulty(path: Path) -> FaultyScenario:
    """Reads one file."""
    return load_as(FaultyScenario, path)


@dataclass
class Trouble:
    """Makes each fault happen once, at its moment."""

    faults: tuple[Fault, ...]
    done: list[Fault] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def make(self, fault: Fault) -> None:
        """Does the harm; what it takes depends on the run."""
        raise NotImplementedError

    def watch(self, event: Event) -> None:
        """An event of the call."""
        for fault in self.faults:
            if fault not in self.done and fault.follows(event):
                self.done.append(fault)
                task = asyncio.create_task(self._later(fault), name="fault")
                self._tasks.add(task)

    async def _later(self, fault: Fault) -> None:
        await asyncio.sleep(fault.after_s)
        await self.make(fault)

    async def over(self) -> None:
        """Waits until nothing suffers any more; every fault must have happened."""
        await asyncio.gather(*self._tasks)
        assert len(self.done) == len(self.faults), "a fault's moment never came"

    async def _hurt_database(self, fault: Fault, database: Path, clock: Clock) -> None:
        async def thread(job: Callable[..., T], *arguments: object) -> T:
            loop = asyncio.get_running_loop()
            return await work(clock, loop.run_in_executor(None, job, *arguments))

        if fault.do == "delay":
            holder = await thread(parts.lock_database, database, fault.for_s)
            await thread(holder.join)
        else:
            await thread(parts.hide_tables, database)
            await asyncio.sleep(fault.for_s)
            await thread(parts.show_tables, database)


# --- over the real Asterisk -----------------------------------------------------------------------


@dataclass
class SipTrouble(Trouble):
    """The controller is a process of its own, behind a relay."""

    relay: Relay | None = None
    database: Path = Path()

    async def make(self, fault: Fault) -> None:
        """Processes by signals, the wire by the relay."""
        assert self.relay is not None
        match fault.link:
            case "events" | "requests" | "media":
                self.relay.harm(fault.link, fault.do, fault.for_s)
                await asyncio.sleep(fault.for_s)
                assert self.relay.harmed[fault.link], f"nothing came over {fault.link} meanwhile"
            case "worker":
                worker = parts.worker_of(parts.controller_process())
                if fault.do == "cut":
                    os.kill(worker, signal.SIGKILL)
                else:
                    await parts.stop_process(worker, fault.for_s)
            case "database":
                await self._hurt_database(fault, self.database, RealClock())
            case "recogniser":
                raise AssertionError("nobody reaches into another process's recogniser")


async def run_over_sip(scenario: FaultyScenario, addresses: LabAddresses, folder: Path) -> Outcome:
    """Through the lab's Asterisk, in real time."""
    async with Relay(addresses.ari_url) as relay:
        site = lab_site(
            folder / "lab", replace(addresses, ari_url=relay.url), only=[scenario.business]
        )
        trouble = SipTrouble(scenario.faults, relay=relay, database=folder / "vorzimmer.db")
        outcome = await run_sip(scenario, site, addresses, folder, watch=trouble.watch)
        await trouble.over()
        return outcome


# --- in memory, in virtual time -------------------------------------------------------------------


class BrokenStream:
    """A recogniser that fails at whatever it hears."""

    def feed(self, _pcm: bytes) -> None:
        """Fails."""
        raise RuntimeError("broken on purpose")


class FaultyMedia(MemoryTransport):
    """Audio that can be hurt."""

    fault: Fault | None = None
    until: float = 0.0

    def hurt(self, fault: Fault) -> None:
        """From now on, for so long; a cut is for ever."""
        self.fault = fault
        self.until = asyncio.get_running_loop().time() + fault.for_s

    def _harm(self) -> Harm | None:
        if self.fault is None:
            return None
        lasts = self.fault.do == "cut" or asyncio.get_running_loop().time() < self.until
        return self.fault.do if lasts else None

    async def frames(self) -> AsyncIterator[bytes]:
        """The caller's voice, as it arrives."""
        held: list[bytes] = []
        random = Random(1)
        async for frame in super().frames():
            match self._harm():
                case "cut":
                    raise TransportClosed("cut on purpose")
                case "delay":
                    held.append(frame)
                case "corrupt":
                    yield random.randbytes(len(frame))
                case "drop":
                    pass
                case None:
                    for late in held:
                        yield late
                    held.clear()
                    yield frame

    async def send(self, pcm: bytes) -> None:
        """Our voice, as long as there is a line."""
        if self._harm() == "cut":
            raise TransportClosed("cut on purpose")
        await super().send(pcm)


class FaultyLeg(MemoryLeg):
    """A leg whose audio and recogniser can be hurt."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.media: FaultyMedia = FaultyMedia(self._clock)
        self.line: AudioLine | None = None

    async def open(self, post: Post) -> Line:
        """Answers, and remembers its line."""
        line = await super().open(post)
        assert isinstance(line, AudioLine)
        self.line = line
        return line


@dataclass
class VirtualTrouble(Trouble):
    """Everything is in this process, but for the voice worker."""

    studio: Studio | None = None
    clock: Clock | None = None
    database: Path = Path()
    legs: list[FaultyLeg] = field(default_factory=list)

    async def make(self, fault: Fault) -> None:
        """At every call that runs."""
        assert self.studio is not None
        assert self.clock is not None
        match fault.link:
            case "media":
                for leg in self.legs:
                    leg.media.hurt(fault)
            case "recogniser":
                for leg in self.legs:
                    assert leg.line is not None
                    leg.line.ears.listener.stream = BrokenStream()  # type: ignore[assignment]
            case "worker":
                process = self.studio.voices.espeak._process
                assert process is not None
                process.kill()
            case "database":
                await self._hurt_database(fault, self.database, self.clock)
            case "events" | "requests":
                raise AssertionError("there is no Asterisk in memory")


def run_in_memory(scenario: FaultyScenario, configuration: Configuration, folder: Path) -> Outcome:
    """Real ears and a real voice, in virtual time."""
    loop = VirtualLoop()
    business = configuration.businesses[scenario.business]
    clock = VirtualClock(loop, start_of(scenario, business))

    async def main() -> Outcome:
        database = folder / "scenario.db"
        store = Store(database, around=clock.working)
        reception = Reception(configuration, store, clock, Ids(clock.now, Random(1)))
        await reception.open()
        studio = Studio(configuration.site, clock, configuration.state)
        engine = Espeak(clock)
        trouble = VirtualTrouble(scenario.faults, studio=studio, clock=clock, database=database)

        def make_leg(caller: Caller) -> FaultyLeg:
            leg = FaultyLeg(studio, clock, engine, business, caller, scenario.line)
            trouble.legs.append(leg)
            return leg

        try:
            await prepare(studio, [business])
            outcome = await play(reception, scenario, business, make_leg, trouble.watch)
            await trouble.over()
            return outcome
        finally:
            await engine.close()
            await studio.close()
            await store.close()

    return run_virtual(main(), loop)
