import asyncio
import threading
from pathlib import Path

import pytest

from storage.calls import NewCall, append_events, get_call, list_calls, start_call, unfinished_calls
from storage.database import Store, connect
from storage.errors import DatabaseUnusable
from storage.events import (
    KINDS,
    CallEnded,
    Event,
    Heard,
    Said,
    StateChanged,
    TurnTimed,
    Unknown,
    decode,
    encode,
)
from storage.ids import Ids
from storage.journal import data_version, of_call, since
from storage.mirror import mirror
from storage.times import parse, stamp
from tests.firms import configuration
from tests.storage.conftest import NOW

CALL = NewCall("C1", "friseur", "Europe/Berlin", None, "100", "memory", stamp(NOW))


def head(seq: int) -> dict[str, object]:
    return {"seq": seq, "at": stamp(NOW), "business": "friseur", "call": "C1"}


def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    db = connect(path)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('vorzimmer', 'later', '')"
    )
    db.close()
    with pytest.raises(DatabaseUnusable, match="newer version"):
        connect(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("not a database, but long enough to be read as one" * 100)
    with pytest.raises(DatabaseUnusable, match=r"vorzimmer\.db"):
        connect(path)


def test_every_table_is_strict_and_a_second_opening_changes_nothing(path: Path) -> None:
    connect(path).close()
    db = connect(path)
    loose = [
        row[0]
        for row in db.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0"
        )
    ]
    assert {name for name in loose if not name.startswith(("sqlite_", "_sqlite"))} == set()
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
    db.close()


def test_removed_things_are_retired_and_come_back(path: Path) -> None:
    db = connect(path)
    businesses = configuration().businesses
    mirror(db, businesses, NOW)
    mirror(db, {"friseur": businesses["friseur"]}, NOW)
    retired = dict(db.execute("SELECT key, retired_at FROM businesses").fetchall())
    assert retired.pop("friseur") is None
    assert set(retired.values()) == {stamp(NOW)}
    mirror(db, businesses, NOW)
    assert db.execute("SELECT count(*) FROM businesses WHERE retired_at IS NULL").fetchone()[
        0
    ] == len(businesses)
    assert (
        db.execute(
            "SELECT count(*) FROM hours WHERE business = 'friseur' AND staff = ''"
        ).fetchone()[0]
        == 5
    )
    db.close()


def test_a_call_is_on_record_from_its_first_second_and_folds_its_events(path: Path) -> None:
    db = connect(path)
    start_call(db, CALL)
    assert [row["state"] for row in unfinished_calls(db)] == ["ringing"]
    append_events(
        db,
        [
            StateChanged(**head(1), before="answering", after="greeting"),  # type: ignore[arg-type]
            Said(**head(2), turn=0, text="Guten Tag."),  # type: ignore[arg-type]
            Heard(**head(3), turn=1, text="einen haarschnitt", confidence=0.9),  # type: ignore[arg-type]
            TurnTimed(**head(4), turn=1, slot="open", endpoint=800.0, audible=812.5),  # type: ignore[arg-type]
            Said(**head(5), turn=1, text="Wann"),  # type: ignore[arg-type]
            Said(**head(6), turn=1, text="möchten Sie kommen?"),  # type: ignore[arg-type]
            CallEnded(**head(7), reason="farewell", turns=1),  # type: ignore[arg-type]
        ],
    )
    call = get_call(db, "C1")
    assert call is not None
    assert (call["exit_reason"], call["turns"], call["answered_at"]) == ("farewell", 1, stamp(NOW))
    assert [turn["said"] for turn in call["turn_rows"]] == [
        "Guten Tag.",
        "Wann möchten Sie kommen?",
    ]
    assert call["turn_rows"][1]["audible_ms"] == 812.5
    assert list_calls(db, business="friseur")[0]["id"] == "C1"
    assert unfinished_calls(db) == []
    assert [event.seq for event in of_call(db, "C1")] == list(range(1, 8))
    db.close()


SAMPLES: dict[str, object] = {
    "int": 3, "str": "text", "str | None": None, "bool": True, "float | None": 1.5, "float": -20.0,
    "CallState": "ringing", "SlotName": "when", "ExitReason": "farewell", "Mapping[str, Json]": {"a": [1]},
    'Literal["requested", "done", "failed"]': "done", 'Literal["asked", "given", "refused", "withdrawn"]': "given",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_event_survives_its_codec(kind: str) -> None:
    cls = KINDS[kind]
    annotations: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        annotations |= {
            k: getattr(v, "__name__", str(v))
            for k, v in getattr(base, "__annotations__", {}).items()
        }
    values = {
        name: SAMPLES.get(annotation, "text")
        for name, annotation in annotations.items()
        if name not in {"kind", "live_only", "seq", "at", "business", "call"}
    }
    event = cls(**head(1), **values)  # type: ignore[arg-type]
    assert decode(encode(event)) == event


def test_an_event_of_a_newer_version_comes_back_as_unknown() -> None:
    body = {"kind": "teleported", **head(1), "where": "away"}
    event = decode(body)
    assert isinstance(event, Unknown)
    assert encode(event) == body


async def test_jobs_run_in_order_in_one_writer_thread_and_the_clock_is_told(path: Path) -> None:
    waits = 0

    class Around:
        def __enter__(self) -> None:
            nonlocal waits
            waits += 1

        def __exit__(self, *args: object) -> None:
            pass

    store = Store(path, around=Around)
    await store.open()
    threads: list[str] = []
    await asyncio.gather(
        *(store.write(lambda _: threads.append(threading.current_thread().name)) for _ in range(9))
    )
    assert len(set(threads)) == 1
    assert threading.current_thread().name not in threads
    await store.write(lambda db: start_call(db, CALL))
    assert await store.read(lambda db: len(list_calls(db))) == 1
    await store.close()
    assert waits == 13


def test_another_process_sees_that_something_was_written(path: Path) -> None:
    mine, other = connect(path), connect(path)
    before = data_version(mine)
    start_call(other, CALL)
    append_events(other, [CallEnded(**head(1), reason="silence", turns=0)])  # type: ignore[arg-type]
    assert data_version(mine) != before
    rows = since(mine, 0)
    assert [type(event) for _, event in rows] == [CallEnded]
    assert since(mine, rows[-1][0]) == []
    mine.close()
    other.close()


def test_ids_of_one_seed_repeat_and_sort_by_time() -> None:
    from random import Random

    first, second = Ids(lambda: NOW, Random(7)), Ids(lambda: NOW, Random(7))
    assert first.new() == second.new() != first.new()
    assert len(Ids(lambda: NOW).new()) == 26
    assert parse(stamp(NOW)) == NOW
    with pytest.raises(ValueError, match="zone"):
        stamp(NOW.replace(tzinfo=None))


def test_events_that_are_live_only_are_not_stored(path: Path) -> None:
    db = connect(path)
    partial: Event = KINDS["partial"](**head(1), turn=1, text="ich")  # type: ignore[call-arg,arg-type]
    append_events(db, [partial])
    assert since(db, 0) == []
    db.close()
