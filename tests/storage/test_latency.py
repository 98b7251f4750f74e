"""How long callers waited, as histograms: checked against the values themselves."""

from datetime import UTC, datetime
from random import Random
from statistics import median

import pytest
from sqlite_utils import Database

from storage.calls import NewCall, append_events, start_call
from storage.events import TurnTimed
from storage.latency import BUCKETS_MS, exposition, histograms

AT = "2026-03-04T09:00:00.000Z"
_RANDOM = Random(4)
WAITS = [max(20.0, _RANDOM.gauss(450, 150)) for _ in range(200)]


@pytest.fixture(autouse=True)
def filled(db: Database) -> None:
    start_call(db, NewCall("c", "friseur", "Europe/Berlin", None, "100", "text", AT))
    start_call(
        db,
        NewCall("old", "friseur", "Europe/Berlin", None, "100", "text", "2025-01-01T09:00:00.000Z"),
    )
    timed = [
        TurnTimed(
            seq=number, at=AT, business="friseur", call="c", turn=number, slot="when", endpoint=wait - 10, audible=wait,
        )
        for number, wait in enumerate(WAITS, 1)
    ]  # fmt: skip
    append_events(db, timed)
    append_events(
        db,
        [
            TurnTimed(
                seq=1, at=AT, business="friseur", call="old", turn=1, slot="confirm", audible=9000.0
            )
        ],
    )


def test_counts_are_those_of_the_values(db: Database) -> None:
    found = {(one.slot, one.stage): one for one in histograms(db)}
    assert set(found) == {("when", "endpoint"), ("when", "audible"), ("confirm", "audible")}
    heard = found["when", "audible"]
    assert heard.counts == (
        *(sum(wait <= bound for wait in WAITS) for bound in BUCKETS_MS),
        len(WAITS),
    )
    assert heard.total_ms == pytest.approx(sum(WAITS))
    assert found["confirm", "audible"].counts == (*(0 for _ in BUCKETS_MS), 1)
    assert heard.quantile(0.5) == pytest.approx(median(WAITS), abs=40)
    assert found["confirm", "audible"].quantile(0.5) == BUCKETS_MS[-1]


def test_only_what_is_asked_for_counts(db: Database) -> None:
    since = datetime(2026, 3, 1, tzinfo=UTC)
    assert {one.slot for one in histograms(db, since=since)} == {"when"}
    assert histograms(db, business="installateur") == []


def test_prometheus_can_read_it(db: Database) -> None:
    lines = list(exposition(histograms(db)))
    assert lines[1] == "# TYPE vorzimmer_answer_seconds histogram"
    labels = 'business="friseur",question="when",stage="audible"'
    counts = [
        int(line.rpartition(" ")[2])
        for line in lines
        if line.startswith(f"vorzimmer_answer_seconds_bucket{{{labels},")
    ]
    assert counts == sorted(counts)
    assert len(counts) == len(BUCKETS_MS) + 1
    assert f'vorzimmer_answer_seconds_bucket{{{labels},le="+Inf"}} {len(WAITS)}' in lines
    assert f"vorzimmer_answer_seconds_count{{{labels}}} {len(WAITS)}" in lines
