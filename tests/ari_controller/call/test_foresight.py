"""Work in the caller's pause: ready when they have finished, gone without a trace when they have not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ari_controller.app import Reception
from ari_controller.call.foresight import Foresight
from ari_controller.call.leg import Arrival
from ari_controller.lab.virtual_run import TextLeg
from storage.database import Database, Store
from storage.ids import Ids
from tests.firms import configuration
from voice.dialogue.acts import Began, Input, Say, Words
from voice.dialogue.brain import ReplyPart
from voice.text_line import TextLine
from voice.virtual_time import VirtualClock, VirtualLoop, run_virtual


@dataclass
class Slow(TextLine):
    """A line whose voice takes a while to prepare."""

    begun: list[str] = field(default_factory=list)
    ready: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    async def prepare(self, text: str) -> None:
        self.begun.append(text)
        await asyncio.sleep(0.02)
        self.ready.append(text)


@dataclass
class Oracle:
    asked: list[str] = field(default_factory=list)
    fails: bool = False

    async def reply(self, happened: Input) -> AsyncIterator[ReplyPart]:
        yield Say(str(happened))

    def give_up(self) -> None:
        pass

    async def foresee(self, text: str) -> list[str]:
        self.asked.append(text)
        if self.fails:
            raise ZeroDivisionError
        return [f"answer to {text}", "and more"]


async def test_the_first_sentence_is_prepared_in_the_pause() -> None:
    foresight, line = Foresight(Oracle()), Slow()
    foresight.paused("ja", line)
    foresight.paused("ja", line)  # the same words again are the same pause
    foresight.turn_over()
    await asyncio.sleep(0.05)
    assert line.ready == ["answer to ja"]
    assert (foresight.begun, foresight.taken_back) == (1, 0)
    foresight.close()


async def test_who_goes_on_takes_it_back() -> None:
    foresight, line = Foresight(Oracle()), Slow()
    foresight.paused("am freitag", line)
    await asyncio.sleep(0.005)
    foresight.went_on()
    await asyncio.sleep(0.05)
    assert (line.begun, line.ready) == (["answer to am freitag"], [])
    foresight.paused("am freitag um zehn", line)
    await asyncio.sleep(0.05)
    assert line.ready == ["answer to am freitag um zehn"]
    assert (foresight.begun, foresight.taken_back) == (2, 1)
    foresight.close()


async def test_nothing_is_prepared_for_nothing_and_a_failure_harms_nobody() -> None:
    oracle = Oracle(fails=True)
    foresight, line = Foresight(oracle), Slow()
    foresight.paused("", line)
    assert oracle.asked == []
    foresight.paused("ja", line)
    await asyncio.sleep(0.01)
    assert line.begun == []
    foresight.close()


TURNS = [
    "guten tag ich hätte gern einen haarschnitt",
    "am freitag um zehn",
    "becker",
    "nein lieber um elf",
    "ja",
    "nein danke",
]


def rows(db: Database) -> dict[str, Any]:
    """The whole database, to be compared."""
    return {name: list(db.query(f"SELECT * FROM [{name}]")) for name in db.table_names()}


@pytest.mark.parametrize(
    "turns",
    [TURNS, ["ich möchte eine nachricht hinterlassen", "es geht um die rechnung", "hoffmann"]],
)
def test_what_is_foreseen_is_what_is_said_then_and_changes_nothing(
    tmp_path: Path, turns: list[str]
) -> None:
    """Every turn is foreseen three times, and with other words too, before it is taken."""
    loop, known = VirtualLoop(), configuration()
    clock = VirtualClock(loop, datetime(2026, 3, 4, 9, tzinfo=UTC))

    async def main() -> None:
        store = Store(tmp_path / "v.db", around=clock.working)
        reception = Reception(known, store, clock, Ids(clock.now, Random(1)))
        await reception.open()
        arrival = Arrival("friseur", "+491701234567", "100", "c1")
        session = reception.session(arrival, TextLeg())
        [_ async for _ in session.brain.reply(Began())]
        for text in turns:
            before = await store.read(rows)
            foreseen = [await session.brain.foresee(text) for _ in range(3)]
            await session.brain.foresee("nein ich möchte lieber einen menschen sprechen")
            assert await store.read(rows) == before
            said = [
                part.text
                async for part in session.brain.reply(Words(text))
                if isinstance(part, Say)
            ]
            assert foreseen[0] == foreseen[1] == foreseen[2]
            assert foreseen[0][:1] == said[:1]
        await store.close()

    run_virtual(main(), loop)
