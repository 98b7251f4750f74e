"""Runs a scenario in virtual time: in plain text, or with real ears and a real voice over memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal, Protocol

import numpy as np

from ari_controller.app import Reception, prepare, prepare_others
from ari_controller.call.leg import Arrival, Leg, Post
from ari_controller.call.lobby import Lobby
from ari_controller.call.signals import HungUp, KeyPressed
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import (
    Handset,
    ScriptedCall,
    give,
    outcome,
    patience_of,
    shown,
    start_of,
)
from ari_controller.lab.outcome import Outcome
from ari_controller.lab.scenarios import Caller, LineQuality, Scenario
from ari_controller.lab.speech import typed, voiced
from config.models import Business
from config.site import Configuration
from storage.calls import NewCall
from storage.database import Store
from storage.events import Event
from storage.ids import Ids
from voice.audio.pcm import Samples, frames, resample
from voice.audio.telephone_line import RATE_HZ as LINE_HZ
from voice.audio.telephone_line import TelephoneLine
from voice.language.languages import language
from voice.line import Line
from voice.media.memory import MemoryTransport
from voice.media.transport import SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak
from voice.studio import Studio
from voice.text_line import TextLine
from voice.thinking.making import thinker_of
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

Via = Literal["text", "memory"]
MODEL_LIMIT_S = 60.0
"""How long a scenario waits for its model; after that it goes by the rules, as calls do."""
Watch = Callable[[Event], None]


class VirtualLeg(Leg, Handset, Protocol):
    """Both ends of a call in one process."""

    gone: bool


@dataclass
class _Hangable:
    """What both kinds share: keys, and the end."""

    post: Post = lambda _signal: None
    gone: bool = False

    async def hang_up(self) -> None:
        """Either side hangs up."""
        if not self.gone:
            self.gone = True
            self.post(HungUp())

    async def close(self) -> None:
        """Nothing is held."""

    async def press(self, digits: str) -> None:
        """The caller presses keys."""
        for digit in digits:
            self.post(KeyPressed(digit))


class TextLeg(_Hangable):
    """A call without a telephone; also the handset at its other end."""

    transport = "text"

    def __init__(self) -> None:
        super().__init__()
        self._line = TextLine()

    async def open(self, post: Post) -> Line:
        """Answers at once."""
        self.post = post
        return self._line

    async def speak(self, text: str) -> None:
        """The caller says something."""
        await self._line.type(typed(text))


class MemoryLeg(_Hangable):
    """A call over the memory transport; its caller speaks with an espeak voice over a telephone line."""

    transport = "memory"

    def __init__(
        self,
        studio: Studio,
        clock: VirtualClock,
        engine: Espeak,
        business: Business,
        caller: Caller,
        quality: LineQuality,
    ) -> None:
        super().__init__()
        self._studio, self._clock, self._engine = studio, clock, engine
        self._business, self._caller = business, caller
        self._quality = TelephoneLine(quality.codec, quality.snr_db, quality.loss)
        self._random = np.random.default_rng(quality.seed)
        self.media = MemoryTransport(clock)
        self.spoken: list[tuple[float, Samples]] = []
        """When the caller began to say something, and its sound at 8 kHz."""

    async def open(self, post: Post) -> Line:
        """Answers at once."""
        self.post = post
        spoken = language(self._business.language)
        return self._studio.line(self.media, spoken, self._business.voice)

    async def speak(self, text: str) -> None:
        """The caller says something; returns when it has arrived."""
        samples = await voiced(self._engine, self._caller, text)
        arrived = self._quality.carry(samples, SAMPLE_RATE_HZ, self._random)
        self.spoken.append((self._clock.monotonic(), arrived))
        wide = resample(arrived, LINE_HZ, SAMPLE_RATE_HZ)
        self.media.from_caller(frames(wide.tobytes()))
        while not self.media.caller_is_quiet and not self.gone:
            await self._clock.sleep_until(self._clock.monotonic() + 0.02)


MakeLeg = Callable[[Caller], VirtualLeg]
Record = Callable[[MemoryLeg], None]
"""Is handed each call's leg when all calls are over."""


async def play(
    reception: Reception, scenario: Scenario, business: Business, make_leg: MakeLeg, watch: Watch
) -> Outcome:
    """All callers of a scenario, side by side, and what came of it."""
    store = reception.store
    now = reception.clock.now()
    await store.write(lambda db: give(db, scenario, business, reception.ids, now))
    queues: dict[str, asyncio.Queue[Event]] = {}

    def listener(new: NewCall) -> Watch:
        def hear(event: Event) -> None:
            queues[new.channel].put_nowait(event)
            watch(event)

        return hear

    reception.watchers.append(listener)
    lobby = Lobby(reception.session)

    async def call(number: int, caller: Caller) -> CallerScript:
        await asyncio.sleep(caller.starts_s)
        leg, name = make_leg(caller), f"caller-{number}"
        queues[name] = asyncio.Queue()
        scripted = ScriptedCall(
            CallerScript(caller.steps, patience_of(scenario)), leg, queues[name]
        )
        lobby.admit(Arrival(business.key, caller.number, business.numbers[0], name), leg)
        await scripted.play(lambda: leg.gone)
        return scripted.script

    async with asyncio.TaskGroup() as group:
        played = [
            group.create_task(call(number, caller))
            for number, caller in enumerate(scenario.callers)
        ]
    await lobby.idle()
    unused = [shown(step) for task in played for step in task.result().unused]
    return await store.read(lambda db: outcome(db, business, unused))


def run(
    scenario: Scenario,
    configuration: Configuration,
    folder: Path,
    via: Via,
    watch: Watch = lambda _event: None,
    *,
    record: Record = lambda _leg: None,
) -> Outcome:
    """One scenario from a new database in `folder` (scenario.db) to its outcome; the same result each time."""
    loop = VirtualLoop()
    business = configuration.businesses[scenario.business]
    clock = VirtualClock(loop, start_of(scenario, business))

    async def main() -> Outcome:
        store = Store(folder / "scenario.db", around=clock.working)
        ids = Ids(clock.now, Random(1))
        thinker = thinker_of(configuration.site.llm, clock)
        reception = Reception(configuration, store, clock, ids, thinker=thinker)
        await reception.open()
        if thinker is not None:
            await thinker.open()
            await thinker.loaded(MODEL_LIMIT_S)
        try:
            if via == "text":
                return await play(reception, scenario, business, lambda _caller: TextLeg(), watch)
            return await _in_sound(reception, scenario, business, clock, watch, record)
        finally:
            if thinker is not None:
                await thinker.close()
            await store.close()

    return run_virtual(main(), loop)


async def _in_sound(
    reception: Reception,
    scenario: Scenario,
    business: Business,
    clock: VirtualClock,
    watch: Watch,
    record: Record,
) -> Outcome:
    site = reception.configuration.site
    studio = Studio(site, clock, reception.configuration.state)
    engine = Espeak(clock)
    legs: list[MemoryLeg] = []

    def make_leg(caller: Caller) -> MemoryLeg:
        legs.append(MemoryLeg(studio, clock, engine, business, caller, scenario.line))
        return legs[-1]

    try:
        await prepare(studio, [business])
        await prepare_others(studio, [business], bare=True)
        reception.speaks = studio.speaks
        result = await play(reception, scenario, business, make_leg, watch)
        for leg in legs:
            record(leg)
        return result
    finally:
        await engine.close()
        await studio.close()
