"""Whole calls whose brain has a model's help, in real time over plain text: fillers, interruptions, a model that dies."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ari_controller.app import Reception
from ari_controller.call.leg import Arrival
from ari_controller.call.lobby import Lobby
from ari_controller.lab.ollama_stand_in import Settings, StandIn, ollama_stand_in
from ari_controller.lab.stand_in_model import Mixer
from ari_controller.lab.virtual_run import TextLeg
from config.prompts import read_prompts
from config.site import LanguageModel
from storage.bookings import list_bookings
from storage.calls import get_call
from storage.database import Store
from storage.events import Asked, Decided, EngineChanged, Event, Said, StateChanged, TurnTimed
from storage.ids import Ids
from tests.firms import configuration
from voice import text_line
from voice.clock import RealClock
from voice.thinking.ollama_model import OllamaModel
from voice.thinking.thinker import Thinker

IMPORTED = OllamaModel
read_prompts()
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=UTC)
SMALL_TALK = "wie ist denn bei ihnen so das wetter"


@pytest.fixture(autouse=True)
def people_speak_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_line, "WORD_S", 0.003)
    monkeypatch.setattr(text_line, "ENDPOINT_S", 0.01)


@pytest.fixture
def server() -> Iterator[StandIn]:
    with ollama_stand_in(Settings()) as running:
        yield running


class Typing(TextLeg):
    async def type(self, text: str) -> None:
        await self._line.type(text)


@dataclass
class Call:
    """A running call; `events` are those since the caller last spoke."""

    leg: Typing
    store: Store
    key: str
    thinker: Thinker
    events: list[Event] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def on_event(self, event: Event) -> None:
        self.events.append(event)
        over = isinstance(event, StateChanged) and event.after in ("listening", "ended")
        if over and self.said:
            self.told.set()

    async def says(self, text: str) -> str:
        """Says something; gives what was said to it, all of it."""
        self.events.clear()
        await self.leg.type(text)
        self.told.clear()
        async with asyncio.timeout(8):
            await self.told.wait()
        return self.said

    @property
    def said(self) -> str:
        return " ".join(event.text for event in self.events if isinstance(event, Said))

    @property
    def decided(self) -> list[tuple[str, str]]:
        return [(event.by, event.reason) for event in self.events if isinstance(event, Decided)]


@asynccontextmanager
async def a_call(url: str, folder: Path) -> AsyncIterator[Call]:
    clock = RealClock(WEDNESDAY - datetime.now(UTC))
    model = OllamaModel(LanguageModel(url=url, model="stand-in"))
    thinker = Thinker(model, clock, first_sentence_s=2.5, turn_s=8, rests_s=(0.05,))
    store = Store(folder / "v.db")
    reception = Reception(configuration(), store, clock, Ids(clock.now), thinker=thinker)
    await reception.open()
    await thinker.open()
    assert await thinker.loaded(5)
    leg, lobby = Typing(), Lobby(reception.session)
    call = Call(leg, store, "", thinker)
    reception.watchers.append(lambda _new: call.on_event)
    session = lobby.admit(Arrival("friseur", "+491701234567", "100", "c"), leg)
    call.key = session.new.id
    try:
        async with asyncio.timeout(5):
            await call.told.wait()
        yield call
    finally:
        await leg.hang_up()
        await lobby.idle()
        await thinker.close()
        await store.close()


async def test_a_caller_who_goes_on_ends_the_models_work(server: StandIn, tmp_path: Path) -> None:
    server.settings.first_token_s = 30
    async with a_call(server.url, tmp_path) as call:
        await call.leg.type(SMALL_TALK)
        await asyncio.sleep(0.1)
        assert len(server.asked) == 1
        said = await call.says("ich hätte gern einen Haarschnitt")
        assert await asyncio.to_thread(server.saw_a_disconnect, 1.0)
        assert "Wann möchten Sie kommen?" in said
        assert "nicht verstanden" not in said
        assert ("model", "given_up") in call.decided


async def test_a_late_model_is_bridged_and_its_first_token_is_timed(
    server: StandIn, tmp_path: Path
) -> None:
    server.settings.first_token_s = 0.9
    async with a_call(server.url, tmp_path) as call:
        said = await call.says(SMALL_TALK)
        assert said.startswith("Einen Moment, bitte. Das Wetter ist ein schönes Thema.")
        [timed] = [event for event in call.events if isinstance(event, TurnTimed)]
        assert timed.first_token is not None
        assert timed.decision is not None
        assert 850 < timed.first_token < timed.decision + 1
        assert [event.slot for event in call.events if isinstance(event, Asked)] == ["open"]
        await asyncio.sleep(0.05)
        row = await call.store.read(lambda db: get_call(db, call.key))
        assert row is not None
        assert row["turn_rows"][-1]["first_token_ms"] == timed.first_token


async def test_a_model_that_dies_in_the_call_is_replaced_in_the_same_turn(
    server: StandIn, tmp_path: Path
) -> None:
    async with a_call(server.url, tmp_path) as call:
        assert "Wetter" in await call.says(SMALL_TALK)
        await call.says("ich hätte gern einen Haarschnitt")
        await asyncio.to_thread(server.close)
        said = await call.says("blaue blumen blühen")
        assert said.startswith("Das habe ich leider nicht verstanden.")
        assert ("model", "unreachable") in call.decided
        [changed] = [event for event in call.events if isinstance(event, EngineChanged)]
        assert (changed.part, changed.before, changed.after) == ("llm", "stand-in", "rules")
        await call.says("am Freitag um halb drei")
        await call.says("Becker")
        assert "gebucht" in await call.says("ja")
        [row] = await call.store.read(lambda db: list_bookings(db, business="friseur"))
        assert row["name"] == "Becker"


async def test_a_model_cut_off_in_the_middle_of_a_turn_leaves_it_to_the_rules(
    server: StandIn, tmp_path: Path
) -> None:
    server.settings.break_after = 3
    async with a_call(server.url, tmp_path) as call:
        said = await call.says(SMALL_TALK)
        assert said.startswith("Das habe ich leider nicht verstanden.")
        assert ("model", "cut_off") in call.decided


@pytest.mark.parametrize("seed", [1, 2])
async def test_dialogue_under_a_bad_model_still_books_what_was_agreed_and_nothing_else(
    server: StandIn, tmp_path: Path, seed: int
) -> None:
    server.settings.mixer, server.settings.late_s = Mixer(seed, bad=0.8), 0.3
    async with a_call(server.url, tmp_path) as call:
        for words in (
            SMALL_TALK,
            "ich hätte gern einen Haarschnitt",
            "blaue blumen blühen",
            "am Freitag um halb drei",
            "Becker",
            "ach wissen sie",
        ):
            await call.says(words)
            assert await call.store.read(lambda db: list_bookings(db, business="friseur")) == []
        assert "gebucht" in await call.says("ja")
        [row] = await call.store.read(lambda db: list_bookings(db, business="friseur"))
        assert (row["name"], row["starts_at"][:10]) == ("Becker", "2026-03-06")
