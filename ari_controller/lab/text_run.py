"""Runs a scenario in plain text and virtual time: dialogue, booking and storage, without audio."""

import asyncio
from pathlib import Path
from random import Random

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival, Post
from ari_controller.call.lobby import Lobby
from ari_controller.call.signals import HungUp, KeyPressed
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall, give, outcome, start_of
from ari_controller.lab.scenarios import Caller, Scenario
from ari_controller.lab.verdict import Outcome
from config.models import Configuration
from storage.calls import NewCall
from storage.database import Store
from storage.events import Event
from storage.ids import Ids
from voice.line import Line
from voice.text_line import TextLine
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual


class TextLeg:
    """A call without a telephone; also the handset at its other end."""

    transport = "text"

    def __init__(self) -> None:
        self._line = TextLine()
        self._post: Post = lambda _signal: None
        self.gone = False

    async def open(self, post: Post) -> Line:
        """Answers at once."""
        self._post = post
        return self._line

    async def hang_up(self) -> None:
        """Either side hangs up."""
        if not self.gone:
            self.gone = True
            self._post(HungUp())

    async def close(self) -> None:
        """Nothing is held."""

    async def speak(self, text: str) -> None:
        """The caller says something."""
        await self._line.type(text)

    async def press(self, digits: str) -> None:
        """The caller presses keys."""
        for digit in digits:
            self._post(KeyPressed(digit))


def run_text(scenario: Scenario, configuration: Configuration, folder: Path) -> Outcome:
    """One scenario from an empty database in `folder` to its outcome."""
    loop = VirtualLoop()
    business = configuration.businesses[scenario.business]
    clock = VirtualClock(loop, start_of(scenario, business))
    ids = Ids(clock.now, Random(1))
    store = Store(folder / "scenario.db", around=clock.working)

    async def main() -> Outcome:
        reception = Reception(configuration, store, clock, ids)
        await reception.open()
        await store.write(lambda db: give(db, scenario, business, ids, clock.now()))
        queues: dict[str, asyncio.Queue[Event]] = {}

        def watch(new: NewCall) -> "asyncio.Queue[Event]":
            return queues.setdefault(new.channel, asyncio.Queue())

        reception.watchers.append(lambda new: watch(new).put_nowait)
        lobby = Lobby(reception.session)

        async def call(number: int, caller: Caller) -> ScriptedCall:
            await asyncio.sleep(caller.starts_s)
            leg = TextLeg()
            name = f"caller-{number}"
            queues[name] = asyncio.Queue()
            scripted = ScriptedCall(CallerScript(caller.steps), leg, queues[name])
            lobby.admit(Arrival(business.key, caller.number, business.numbers[0], name), leg)
            await scripted.play(lambda: leg.gone)
            return scripted

        async with asyncio.TaskGroup() as group:
            played = [
                group.create_task(call(number, caller))
                for number, caller in enumerate(scenario.callers)
            ]
        await lobby.idle()
        unused = [step for task in played for step in task.result().script.unused]
        result = await store.read(lambda db: outcome(db, business, unused))
        await store.close()
        return result

    return run_virtual(main(), loop)
