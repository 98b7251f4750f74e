"""Calls as operators read them afterwards: what came of each, and everything that happened in one."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from storage import journal, search
from storage.audit import history
from storage.customers import of_number
from storage.desk.asking import BUSINESS, FROM, QUESTION, TO, bounded, row_of, window, zones
from storage.desk.noting import note_write
from storage.desk.paging import LIST_RETURNS, PAGING, Stream, page
from storage.desk.table import Asker, Field, Read, Row
from storage.events import encode
from storage.extraction import of_row
from storage.notes import notes_of
from storage.search import Kind
from storage.times import parse

MOST_FOUND = 500
EXITS = ("farewell", "caller_hung_up", "operator_hung_up", "silence", "limit", "transferred", "busy", "error", "interrupted")  # fmt: skip
_BY_DIGITS = re.compile(r"[+\d\s()/.-]+")
_OUTCOMES = """
    SELECT call, 'booking' AS kind, id, status, name FROM appointments WHERE call IN (SELECT value FROM json_each(:calls))
    UNION ALL
    SELECT call, 'inquiry', id, status, name FROM inquiries WHERE call IN (SELECT value FROM json_each(:calls))
    UNION ALL
    SELECT call, kind, id, CASE WHEN done_at IS NULL THEN 'open' ELSE 'done' END, name FROM messages
    WHERE call IN (SELECT value FROM json_each(:calls))
"""


def list_calls(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """A page of calls, the newest first."""
    places = zones(db, asker, fields.get("business"))
    found = _found(db, fields["q"], list(places)) if fields.get("q") else None
    streams = []
    for key, zone in places.items():
        where, values = "business = ?", [key]
        if fields.get("exit"):
            where += " AND exit_reason = ?"
            values.append(fields["exit"])
        within, bounds = bounded("started_at", *window(fields, zone))
        keys = ("started_at", "id")
        one = Stream("calls", where + within, (*values, *bounds), keys, descending=True)
        streams.append(one if found is None else one.among(found))
    got = page(db, streams, fields)
    return got.answer(with_outcomes(db, got.items))


def _found(db: Database, asked: str, businesses: list[str]) -> list[str]:
    """By what was said, by what came of it, or by the caller's number."""
    turns = search.entries(db, asked, businesses=businesses, kinds=["turn"], limit=MOST_FOUND)
    kinds: Sequence[Kind] = ("booking", "inquiry", "message", "callback")
    made = json.dumps(search.entries(db, asked, businesses=businesses, kinds=kinds, limit=MOST_FOUND))  # fmt: skip
    rows = [
        call
        for table in ("appointments", "inquiries", "messages")
        for (call,) in db.execute(
            f"SELECT call FROM {table} WHERE id IN (SELECT value FROM json_each(?)) AND call IS NOT NULL",  # noqa: S608
            (made,),
        ).fetchall()
    ]
    digits = re.sub(r"\D", "", asked).removeprefix("00").removeprefix("0")
    if digits and _BY_DIGITS.fullmatch(asked):
        for begin in {f"+{digits}", f"+{search.COUNTRY}{digits}"}:
            sql = "SELECT id FROM calls WHERE caller >= ? AND caller < ? ORDER BY caller, started_at DESC LIMIT ?"
            rows += [call for (call,) in db.execute(sql, (begin, begin + ":", MOST_FOUND)).fetchall()]  # fmt: skip
    return list(dict.fromkeys([*turns, *map(str, rows)]))


def with_outcomes(db: Database, calls: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Calls with what came of them and the caller's name, where it is known; without the extraction's text."""
    ids = json.dumps([row["id"] for row in calls])
    outcomes: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(db.query(_OUTCOMES, {"calls": ids}), key=itemgetter("id")):
        outcomes[row["call"]].append(row)
    return [
        {**row, "extraction": of_row(row),
         "outcome": [{name: one[name] for name in ("kind", "id", "status")} for one in outcomes[row["id"]]],
         "name": next((one["name"] for one in outcomes[row["id"]] if one["name"]), None) or _alone(db, row)}
        for row in calls
    ]  # fmt: skip


def _alone(db: Database, call: Mapping[str, Any]) -> str | None:
    """The one customer who has the number."""
    if call["caller"] is None:
        return None
    there = of_number(db, call["business"], call["caller"])
    return str(there[0]["name"]) if len(there) == 1 else None


def duration_s(call: Mapping[str, Any]) -> float | None:
    """From answering, or ringing, to the end; None while it runs."""
    if call["ended_at"] is None:
        return None
    begin = call["answered_at"] or call["started_at"]
    return (parse(call["ended_at"]) - parse(begin)).total_seconds()


def show_call(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """One call with everything that happened in it."""
    row = row_of(db, asker, "calls", fields["call"])
    [full] = with_outcomes(db, [row])
    return {
        **full,
        "events": [encode(event) for event in journal.of_call(db, row["id"])],
        "notes": notes_of(db, row["id"]),
        "history": history(db, row["id"]),
    }


READS = (
    Read(
        "/calls",
        "Calls, the newest first.",
        list_calls,
        (BUSINESS, FROM, TO, Field("exit", "how it ended", choices=EXITS), QUESTION, *PAGING),
        returns={
            **LIST_RETURNS,
            "items": "columns of `calls` (extraction as data), outcome (a list of kind, id, status) and name",
        },
    ),
    Read(
        "/calls/{call}",
        "One call with everything that happened in it.",
        show_call,
        returns={
            "(the row)": "as in the list",
            "events": "as the stream sends them",
            "notes": "what people noted",
            "history": "lines of the record",
        },
    ),
)
WRITES = (note_write("calls", "call", "calls"),)
