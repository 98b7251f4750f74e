"""Sessions with real storage over plain text in virtual time: what fails, fails alone and politely."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.virtual_run import TextLeg
from storage.calls import get_call, list_calls
from storage.database import Store
from storage.events import BargeIn, Heard
from storage.ids import Ids
from storage.journal import of_call
from storage.messages import list_messages
from tests.firms import configuration
from voice.dialogue.acts import Input, Words
from voice.dialogue.brain import Brain, ReplyPart
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual

Play = Callable[[Reception, Lobby], Awaitable[None]]


def with_reception(tmp_path: Path, play: Play, most: int = 10) -> None:
    loop = VirtualLoop()
    clock = VirtualClock(loop, datetime(2026, 3, 4, 9, 0, tzinfo=UTC))

    known = configuration()

    async def main() -> None:
        store = Store(tmp_path / "v.db", around=clock.working)
        reception = Reception(known, store, clock, Ids(clock.now, Random(1)))
        await reception.open()
        await play(reception, Lobby(reception.session, most))
        await store.close()

    run_virtual(main(), loop)


class Failing:
    """A brain that answers until it is told something, and then breaks."""

    def __init__(self, inner: Brain) -> None:
        self._inner = inner

    def give_up(self) -> None:
        pass

    async def foresee(self, _text: str) -> list[str]:
        return []

    async def reply(self, happened: Input) -> AsyncIterator[ReplyPart]:
        if isinstance(happened, Words):
            raise ZeroDivisionError("broken on purpose")
        async for part in self._inner.reply(happened):
            yield part


def test_an_error_in_one_call_ends_that_one_politely_and_no_other(tmp_path: Path) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        legs = [TextLeg(), TextLeg()]
        arrivals = [Arrival("friseur", f"+49170123456{n}", "100", f"c{n}") for n in (0, 1)]
        sessions = [lobby.admit(arrival, leg) for arrival, leg in zip(arrivals, legs, strict=True)]
        sessions[0].brain = Failing(sessions[0].brain)
        await asyncio.sleep(12)
        await asyncio.gather(*(leg.speak("Ich möchte einen Haarschnitt") for leg in legs))
        await asyncio.sleep(5)
        assert lobby.calls[-1] is sessions[1]
        await legs[1].speak("Tschüss")
        await lobby.idle()
        rows = {row["channel"]: row for row in await reception.store.read(list_calls)}
        assert (rows["c0"]["exit_reason"], rows["c1"]["exit_reason"]) == ("error", "farewell")
        [callback] = await reception.store.read(list_messages)
        assert (callback["kind"], callback["number"]) == ("callback", "+491701234560")
        broken = await reception.store.read(lambda db: get_call(db, rows["c0"]["id"]))
        assert broken is not None
        assert "Störung" in broken["turn_rows"][-1]["said"]

    with_reception(tmp_path, play)


def test_a_stopping_controller_ends_every_call_and_stores_it(tmp_path: Path) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        for number in range(3):
            lobby.admit(Arrival("friseur", None, "100", f"c{number}"), TextLeg())
        await asyncio.sleep(5)
        await lobby.close()
        rows = await reception.store.read(list_calls)
        assert [row["exit_reason"] for row in rows] == ["interrupted"] * 3

    with_reception(tmp_path, play)


def test_a_call_is_on_record_before_anything_is_said(tmp_path: Path) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        leg = TextLeg()
        lobby.admit(Arrival("friseur", None, "100", "c"), leg)
        await asyncio.sleep(0.5)
        [row] = await reception.store.read(list_calls)
        assert (row["state"], row["caller"]) == ("greeting", None)
        await leg.hang_up()
        await lobby.idle()

    with_reception(tmp_path, play)


def test_event_numbers_of_a_call_grow_and_nothing_is_told_twice(tmp_path: Path) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        leg = TextLeg()
        session = lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
        await asyncio.sleep(12)
        await leg.speak("Ich möchte mit einem Menschen sprechen")
        await asyncio.sleep(12)
        await leg.speak("Tschüss")
        await lobby.idle()
        events = await reception.store.read(lambda db: of_call(db, session.new.id))
        numbers = [event.seq for event in events]
        assert numbers == sorted(set(numbers))
        assert events[0].kind == "call_started"
        assert events[-1].kind == "call_ended"

    with_reception(tmp_path, play)


def test_a_hundred_calls_at_once_are_a_hundred_farewells(tmp_path: Path) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        async def caller(number: int) -> None:
            leg = TextLeg()
            lobby.admit(Arrival("friseur", f"+4917012345{number:02}", "100", f"c{number}"), leg)
            await asyncio.sleep(10 + number / 50)
            await leg.speak("Danke tschüss")

        await asyncio.gather(*(caller(number) for number in range(100)))
        await lobby.idle()
        rows = await reception.store.read(lambda db: list_calls(db, limit=200))
        assert [row["exit_reason"] for row in rows] == ["farewell"] * 100

    with_reception(tmp_path, play, most=100)


def test_above_the_limit_callers_hear_that_all_lines_are_busy_and_get_a_call_back(
    tmp_path: Path,
) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        legs = [TextLeg() for _ in range(4)]
        for number, leg in enumerate(legs):
            lobby.admit(Arrival("friseur", f"+4917012345{number}0", "100", f"c{number}"), leg)
        await asyncio.sleep(14)
        full = [lobby.full]
        await legs[2].speak("Ja bitte")
        await legs[3].speak("Nein danke")
        await asyncio.sleep(8)
        assert len(lobby.calls) == 2
        assert [*full, lobby.full] == [True, False]
        await asyncio.gather(*(leg.speak("Tschüss") for leg in legs[:2]))
        await lobby.idle()
        rows = {row["channel"]: row for row in await reception.store.read(list_calls)}
        assert [rows[f"c{n}"]["exit_reason"] for n in range(4)] == [
            "farewell",
            "farewell",
            "busy",
            "busy",
        ]
        [callback] = await reception.store.read(list_messages)
        assert (callback["kind"], callback["number"]) == ("callback", "+491701234520")
        said = (await reception.store.read(lambda db: get_call(db, rows["c2"]["id"])) or {})[
            "turn_rows"
        ]
        assert "alle Leitungen belegt" in said[0]["said"]

    with_reception(tmp_path, play, most=2)


def test_a_machine_that_is_late_takes_the_short_way_too(tmp_path: Path) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        late = Lobby(reception.session, most=10, late=lambda: True)
        session = late.admit(Arrival("friseur", None, "100", "c"), TextLeg())
        assert session.talk.busy
        await asyncio.sleep(1)
        await late.close()
        await lobby.idle()

    with_reception(tmp_path, play)


def test_calls_that_a_crash_left_open_are_ended_at_the_next_start(tmp_path: Path) -> None:
    async def play(reception: Reception, lobby: Lobby) -> None:
        session = lobby.admit(Arrival("friseur", None, "100", "c"), TextLeg())
        await asyncio.sleep(1)
        # The same database is opened by a controller that knows nothing of this call.
        other = Reception(reception.configuration, reception.store, reception.clock, reception.ids)
        await other.open()
        [row] = await reception.store.read(list_calls)
        assert (row["exit_reason"], row["state"]) == ("interrupted", "ended")
        events = await reception.store.read(lambda db: of_call(db, session.new.id))
        assert events[-1].kind == "call_ended"
        await lobby.close()

    with_reception(tmp_path, play)


@pytest.mark.parametrize(
    ("rest", "cut"),
    [("bitte", False), ("das passt mir gut", False), ("nein", True), ("lieber um elf", True)],
)
def test_the_rest_of_an_answer_that_we_took_to_be_over_interrupts_only_if_it_says_something(
    tmp_path: Path, rest: str, cut: bool
) -> None:
    """ "Am Freitag um zehn" - and we begin to answer - "bitte"."""

    async def play(reception: Reception, lobby: Lobby) -> None:
        leg = TextLeg()
        session = lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
        await asyncio.sleep(15)
        await leg.speak("Ich hätte gern einen Haarschnitt am Freitag um zehn")
        await asyncio.sleep(0.1)
        await leg.speak(rest)
        await asyncio.sleep(20)
        events = await reception.store.read(lambda db: of_call(db, session.new.id))
        cuts = [event for event in events if isinstance(event, BargeIn) and event.outcome == "cut"]
        assert bool(cuts) is cut
        heard = [event.text for event in events if isinstance(event, Heard)]
        assert len(heard) == (2 if cut else 1)
        await leg.hang_up()
        await lobby.idle()

    with_reception(tmp_path, play)
