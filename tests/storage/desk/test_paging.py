"""Long lists: each row once while others are added, and no list is read as a whole."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from storage import bookings
from storage.calls import NewCall, start_call
from storage.desk import READS
from storage.desk.paging import Stream, page
from storage.times import stamp
from tests.storage.appointments import appointment
from tests.storage.conftest import NOW
from tests.storage.desk.conftest import Desk

START = NOW.replace(day=6, hour=9)
BIG = ("appointments", "inquiries", "messages", "customers", "calls", "search_entries", "turns", "events", "audit", "outbox", "notes")  # fmt: skip


def insert(db: Database, business: str, number: int, minute: int) -> str:
    name, at = f"M{number:04}", stamp(NOW + timedelta(minutes=minute))
    db.execute(
        "INSERT INTO customers (id, business, name, folded, phonetic, created_at, last_at) VALUES (?, ?, 'x', 'x', 'x', ?, ?)",
        (name, business, at, at),
    )
    return name


places = st.tuples(st.sampled_from(["friseur", "kosmetik", "installateur"]), st.integers(0, 5))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    st.lists(places, max_size=14),
    st.lists(st.lists(places, max_size=2), max_size=14),
    st.integers(1, 4),
    st.booleans(),
)
def test_each_row_comes_once_while_others_are_added(
    desk: Desk,
    there: list[tuple[str, int]],
    added: list[list[tuple[str, int]]],
    limit: int,
    descending: bool,
) -> None:
    desk.db.execute("DELETE FROM customers")
    expected = {insert(desk.db, key, n, minute) for n, (key, minute) in enumerate(there)}
    streams = [
        Stream("customers", "business = ?", (key,), ("last_at", "id"), descending=descending, rank=rank)
        for rank, key in ((0, "friseur"), (0, "kosmetik"), (1, "installateur"))
    ]  # fmt: skip
    seen: list[str] = []
    keys: list[tuple[bool, str, str]] = []
    fields: dict[str, Any] = {"limit": limit}
    for number in range(40):
        got = page(desk.db, streams, fields)
        seen += [row["id"] for row in got.items]
        keys += [
            (row["business"] == "installateur", row["last_at"], row["id"]) for row in got.items
        ]
        for extra, (key, minute) in enumerate(added[number] if number < len(added) else []):
            insert(desk.db, key, 1000 + 10 * number + extra, minute)
        if got.next is None:
            break
        fields["after"] = got.next
    desk.db.conn.rollback()
    assert len(seen) == len(set(seen))
    assert expected <= set(seen)
    for rank in (False, True):
        of_rank = [key for key in keys if key[0] is rank]
        assert of_rank == sorted(of_rank, reverse=descending)


QUERIES: list[tuple[str, dict[str, str]]] = [
    ("/bookings", {"from": "2026-03-04"}),
    ("/bookings", {"status": "requested,confirmed", "business": "friseur"}),
    ("/bookings", {"staff": "anna", "from": "2026-03-04", "order": "desc"}),
    ("/bookings", {"q": "becker"}),
    ("/bookings/days", {"first": "2026-03-01", "last": "2026-03-31"}),
    ("/bookings/day", {"business": "friseur", "day": "2026-03-06"}),
    ("/inquiries", {}),
    ("/inquiries", {"status": "done", "q": "heizung"}),
    ("/callbacks", {}),
    ("/callbacks", {"open": "false"}),
    ("/messages", {"q": "rechnung"}),
    ("/customers", {}),
    ("/customers", {"q": "meier"}),
    ("/calls", {}),
    ("/calls", {"exit": "silence", "from": "2026-03-01", "to": "2026-03-31"}),
    ("/calls", {"q": "0171"}),
    ("/search", {"q": "termin"}),
    ("/search", {"q": "termin", "from": "2026-03-01", "exit": "farewell", "business": "friseur"}),
]


def test_every_list_is_among_the_queries_that_are_explained() -> None:
    lists = {read.path for read in READS if "{" not in read.path} - {"/businesses"}
    assert lists == {path for path, _ in QUERIES}


@pytest.mark.parametrize(("where", "query"), QUERIES)
def test_no_list_is_read_or_sorted_as_a_whole(
    desk: Desk, where: str, query: dict[str, str]
) -> None:
    """Every statement that a request runs, as the planner would carry it out."""
    bookings.book(desk.db, appointment(START), "requested", now=NOW)
    start_call(desk.db, NewCall("C1", "friseur", "Europe/Berlin", "+491711234567", "100", "text", stamp(NOW)))  # fmt: skip
    asked: list[str] = []
    desk.db.conn.set_trace_callback(asked.append)
    desk.get(where, **query)
    if "q" not in query and not where.startswith("/bookings/day"):
        desk.get(where, **query, after="WzAsIjIwMjYiLCJhIl0") if "false" not in query.values() else None  # fmt: skip
    desk.db.conn.set_trace_callback(None)
    assert asked
    for sql in (one for one in asked if not one.startswith("--")):  # of the full text itself
        plan = [row[3] for row in desk.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
        scanned = [
            line for line in plan if re.match(rf"SCAN ({'|'.join(BIG)}|[a-z])\b(?!.*VIRTUAL)", line)
        ]
        assert scanned == [], sql
        # What a question found are a few hundred rows at most: they may be sorted.
        if "LIMIT" in sql and "json_each" not in sql and "phonetic" not in sql:
            assert [line for line in plan if "TEMP B-TREE FOR ORDER" in line] == [], sql
