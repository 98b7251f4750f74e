"""A model's view of a call that is over: kept where the caller's words prove it, asked when nobody is on the line."""

from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ari_controller.after_call import AfterCall
from ari_controller.extracting import Extractor, NotNow
from ari_controller.lab.ollama_stand_in import StandIn, ollama_stand_in
from config.prompts import read_prompts
from config.site import LanguageModel
from storage import jobs
from storage.calls import NewCall, append_events, list_calls, start_call
from storage.database import Database, Store
from storage.events import CallEnded, Event, Heard
from storage.extraction import of_row
from storage.mirror import mirror
from tests.firms import configuration
from tests.storage.conftest import NOW
from voice.clock import RealClock
from voice.thinking.making import model_of
from voice.thinking.ollama_model import OllamaModel
from voice.thinking.thinker import Thinker

KNOWN = configuration()
SALON = KNOWN.businesses["friseur"]
ENVELOPE: dict[str, Any] = {"at": "2026-03-04T09:00:00.000Z", "business": "friseur", "call": "C"}
TOLD = (
    Heard(**ENVELOPE, seq=1, turn=1, text="ich bin der becker und hätte gern einen haarschnitt"),
    Heard(**ENVELOPE, seq=2, turn=2, text="am freitag um zehn uhr"),
)
read_prompts()
IMPORTED = OllamaModel
"""Before a loop runs: the package reads a file when it is imported."""


@pytest.fixture
def server() -> Iterator[StandIn]:
    with ollama_stand_in() as running:
        yield running


@asynccontextmanager
async def thinking(url: str) -> Any:
    clock = RealClock(NOW - datetime.now(UTC))
    settings = LanguageModel.model_validate({"url": url, "model": "stand-in"})
    thinker = Thinker(model_of(settings), clock, first_sentence_s=1, turn_s=2)
    await thinker.open()
    try:
        yield thinker, clock
    finally:
        await thinker.close()


async def test_values_are_read_from_quotes_by_our_own_grammars(server: StandIn) -> None:
    async with thinking(server.url) as (thinker, clock):
        assert await thinker.loaded(5)
        made = await Extractor(thinker, clock).extract(SALON, TOLD)
    assert made is not None
    assert made.purpose == "booking"
    assert {(fact.slot, fact.value, fact.turn) for fact in made.facts} == {
        ("name", "Becker", 1),
        ("service", "haarschnitt", 1),
        ("when", "2026-03-06 10:00:00", 2),
    }
    [asked] = [body for body in server.asked if body["messages"]]
    assert asked["options"]["num_predict"] == 600


@pytest.mark.parametrize("busy", [True, False])
async def test_callers_come_first(server: StandIn, *, busy: bool) -> None:
    async with thinking(server.url) as (thinker, clock):
        if busy:
            assert await thinker.loaded(5)
        with pytest.raises(NotNow):
            await Extractor(thinker, clock, busy=lambda: True).extract(SALON, TOLD)
    assert [body for body in server.asked if body["messages"]] == []


def over(db: Database) -> None:
    """A call that has ended."""
    mirror(db, KNOWN.businesses, NOW)
    new = NewCall(id="C", business="friseur", zone="Europe/Berlin", caller=None, dialled="100",
                  transport="text", started_at=ENVELOPE["at"], channel="c", sip_call_id="")  # fmt: skip
    start_call(db, new)
    end: Event = CallEnded(**ENVELOPE, seq=3, reason="caller_hung_up", turns=2)
    append_events(db, [*TOLD, end])


async def test_the_rules_own_view_stands_until_the_model_has_answered_and_a_dead_model_only_delays_it(
    server: StandIn, tmp_path: Path
) -> None:
    async with thinking(server.url) as (thinker, clock):
        store = Store(tmp_path / "v.db")
        await store.open(NOW)
        await store.write(over)
        busy = True
        after = AfterCall(KNOWN, store, clock, Extractor(thinker, clock, busy=lambda: busy))
        assert await after.round() == 1
        [row] = await store.read(list_calls)
        assert row["extracted_by"] == "rules"
        assert await after.round() == 1  # the model's job: put off, a caller is on the line
        [waiting] = await store.read(lambda db: jobs.list_jobs(db, status="queued"))
        assert (waiting["kind"], waiting["attempts"]) == ("extraction", 0)
        busy = False
        assert await thinker.loaded(5)
        await store.write(
            lambda db: db.execute("UPDATE jobs SET next_at = created_at WHERE kind = 'extraction'")
        )
        assert await after.round() == 1
        [row] = await store.read(list_calls)
        made = of_row(row)
        assert made is not None
        assert (row["extracted_by"], len(made["facts"])) == ("model", 3)
        await store.close()
