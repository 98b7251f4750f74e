"""The caller hangs up at any moment of a call: what is said to be booked is booked, and nothing else is stored."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.caller import CallerScript
from ari_controller.lab.callers import ScriptedCall
from ari_controller.lab.scenarios import load_scenario
from ari_controller.lab.virtual_run import TextLeg
from storage.bookings import list_bookings
from storage.calls import list_calls
from storage.database import Store
from storage.events import Event
from storage.ids import Ids
from storage.journal import of_call
from storage.messages import list_messages
from tests.firms import configuration
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

ROUNDS = 400 if os.environ.get("VORZIMMER_SOAK") else 40
SEED = 4711
PLAIN = Path(__file__).parents[1] / "scenarios/friseur/plain_booking.yaml"


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_hang_up_at_any_moment_leaves_nothing_half(tmp_path: Path) -> None:
    random, known = Random(SEED), configuration()
    steps = load_scenario(PLAIN).callers[0].steps
    booked = 0
    for number in range(ROUNDS):
        moment = random.uniform(0.05, 70)
        loop = VirtualLoop()
        clock = VirtualClock(loop, datetime(2026, 3, 4, 9, 0, tzinfo=UTC))

        async def main(
            clock: VirtualClock = clock, moment: float = moment, number: int = number
        ) -> tuple[int, str]:
            store = Store(tmp_path / f"{number}.db", around=clock.working)
            reception = Reception(known, store, clock, Ids(clock.now, Random(number)))
            await reception.open()
            lobby, leg = Lobby(reception.session), TextLeg()
            scripted = ScriptedCall(CallerScript(steps), leg)

            def hear(event: Event) -> None:
                scripted.events.put_nowait(event)

            reception.watchers.append(lambda _new: hear)
            session = lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
            playing = asyncio.create_task(scripted.play(lambda: leg.gone))
            await asyncio.wait({playing}, timeout=moment)
            await leg.hang_up()
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
            await lobby.idle()
            rows = await store.read(list_bookings)
            [call] = await store.read(list_calls)
            events = await store.read(lambda db: of_call(db, session.new.id))
            assert call["ended_at"]
            assert events[-1].kind == "call_ended"
            assert await store.read(list_messages) == []
            said = " ".join(getattr(event, "text", "") for event in events if event.kind == "said")
            await store.close()
            return len(rows), said

        stored, said = run_virtual(main(), loop)
        print("seed", SEED, "hung up after", round(moment, 2), "s:", stored, "bookings")  # noqa: T201
        assert stored <= 1
        if "ist gebucht" in said:
            assert stored == 1
        booked += stored
    assert 0 < booked < ROUNDS
