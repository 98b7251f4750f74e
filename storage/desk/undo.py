"""Taking an order back: every entry as it was, or none; what customers were to be told of it is not sent."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from storage import journal
from storage.audit import By, record
from storage.desk.asking import WHY
from storage.desk.errors import Conflict, NoSuchEntry
from storage.desk.in_the_way import absent, in_the_way
from storage.desk.orders import RETURNS
from storage.desk.table import Asker, Field, Row, Write
from storage.events import BookingChanged
from storage.times import parse, stamp
from storage.transactions import immediate

Rows = Sequence[Row]


def undo(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Takes back one of the asker's own orders.

    Raises:
        NoSuchEntry: they gave no such order.
        Conflict: it was taken back, it is too late, a customer was told, or something else happened since.
    """
    try:
        with immediate(db):
            parts = _parts(db, asker, fields["order"])
            for part in parts:
                _unchanged(db, part)
            _not_told(db, parts)
            moment = stamp(asker.now)
            db.execute(
                "UPDATE orders SET undoing = 1, undone_at = ? WHERE id = ?",
                (moment, parts[0]["id"]),
            )
            by = By(asker.by.who, fields.get("why", ""))
            rows = [_take_back(db, asker, part, by) for part in _in_turn(db, parts)]
            _unsay(db, parts)
            db.execute("UPDATE orders SET undoing = 0 WHERE id = ?", (parts[0]["id"],))
    except sqlite3.IntegrityError as error:
        if "slot_taken" in str(error):
            raise _taken(db, parts) from error
        raise
    return {"order": parts[0]["id"], "undo_until": None, "row": rows[0], "rows": rows}


def _parts(db: Database, asker: Asker, order: str) -> Rows:
    parts = list(
        db.query(
            "SELECT * FROM orders WHERE id = ? AND who = ? ORDER BY part", [order, asker.by.who]
        )
    )
    if not parts or not all(asker.scope.sees(part["business"]) for part in parts):
        raise NoSuchEntry(f"there is no order {order[:64]} of yours")
    if any(part["undone_at"] is not None for part in parts):
        raise Conflict("that was taken back already", "undone_already")
    if stamp(asker.now) > parts[0]["undo_until"]:
        raise Conflict(f"that could be taken back until {parts[0]['undo_until']}", "too_late")
    return parts


def _unchanged(db: Database, part: Row) -> None:
    """Nobody did anything else to the entry since."""
    found = _row(db, part)
    after = json.loads(part["after"])
    if found is None or any(found.get(name) != value for name, value in after.items()):
        message = "something else happened to it since: look at it again"
        raise Conflict(message, "changed_since", entry=part["entry"])


def _not_told(db: Database, parts: Rows) -> None:
    wanted = [entry for part in parts for entry in json.loads(part["told"])["queued"]]
    gone = db.execute(
        "SELECT entry FROM outbox WHERE id IN (SELECT value FROM json_each(?)) AND status IN ('sending', 'sent')",
        (json.dumps(wanted),),
    ).fetchone()
    if gone is not None:
        raise Conflict("the customer was told already", "told_already", entry=gone[0])


def _unsay(db: Database, parts: Rows) -> None:
    """What was queued is dropped; what was dropped for its sake is queued again."""
    for part in parts:
        told = json.loads(part["told"])
        for message in told["queued"]:
            db.execute(
                "UPDATE outbox SET status = 'dropped', reason = 'taken back' WHERE id = ? AND status = 'queued'",
                (message,),
            )
        for message in told["dropped"]:
            db.execute(
                "UPDATE outbox SET status = 'queued', reason = NULL WHERE id = ? AND status = 'dropped'",
                (message,),
            )


def _in_turn(db: Database, parts: Rows) -> Rows:
    """Parts of a visit that move back to a later time go last one first: none may run into one that has not moved."""

    def later(part: Row) -> bool:
        before, after = json.loads(part["before"] or "{}"), json.loads(part["after"])
        return bool(before.get("starts_at", "") > after.get("starts_at", ""))

    def start(part: Row) -> str:
        return str((_row(db, part) or {}).get("starts_at", ""))

    ordered = sorted(parts, key=start)
    return ordered[::-1] if any(later(part) for part in parts) else ordered


def _take_back(db: Database, asker: Asker, part: Row, by: By) -> Row:
    if part["before"] is None:
        return _unmake(db, asker, part, by)
    table, entry, before = part["kind"], part["entry"], json.loads(part["before"])
    row = _row(db, part) or {}
    if "updated_at" in row:
        before["updated_at"] = stamp(asker.now)
    marks = ", ".join(f"{name} = ?" for name in before)
    db.execute(f"UPDATE {table} SET {marks} WHERE id = ?", [*before.values(), entry])  # noqa: S608  # our own names
    after = _row(db, part) or {}
    if table == "appointments" and (gone := absent(db, after, since=part["at"])):
        message = "that person is away then by now"
        raise Conflict(message, "slot_taken", in_the_way=[gone], entry=entry)
    if "status" in before:
        _journal(db, asker, after, row["status"])
    record(
        db, by, "undo", business=part["business"], entry=entry, now=asker.now,
        before=_state(row, before), after=_state(after, before),
    )  # fmt: skip
    return after


def _unmake(db: Database, asker: Asker, part: Row, by: By) -> Row:
    """Takes away what the order made: a note, a block."""
    row = _row(db, part) or {}
    db.execute(f"DELETE FROM {part['kind']} WHERE id = ?", (part["entry"],))  # noqa: S608  # our own names
    entry = str(row.get("entry") or part["entry"])
    record(
        db, by, "undo", business=part["business"], entry=entry, now=asker.now,
        before=f"{part['verb']} {part['entry']}",
    )  # fmt: skip
    return {"id": part["entry"], "business": part["business"], "entry": entry, "gone": True}


def _state(row: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """The columns that were changed, for the record: states and times only."""
    return (
        " ".join(str(row[name]) for name in names if name != "updated_at" and row[name]) or "open"
    )


def _journal(db: Database, asker: Asker, row: Row, before: str) -> None:
    call = row["call"] or ""
    event = BookingChanged(
        seq=journal.next_seq(db, call), at=stamp(asker.now), business=row["business"], call=call,
        booking=row["id"], status=row["status"], before=before,
    )  # fmt: skip
    journal.append(db, [event])


def _row(db: Database, part: Row) -> Row | None:
    sql = f"SELECT * FROM {part['kind']} WHERE id = ?"  # noqa: S608  # our own names
    return next(iter(list(db.query(sql, [part["entry"]]))), None)


def _taken(db: Database, parts: Rows) -> Conflict:
    """Who has the time now."""
    others: list[Row] = []
    for part in parts:
        row = {**(_row(db, part) or {}), **json.loads(part["before"] or "{}")}
        if part["kind"] == "appointments" and row.get("starts_at"):
            start, until = parse(row["starts_at"]), parse(row["blocked_until"])
            others += in_the_way(
                db, row["business"], [row["staff"]], [row["resource"]], start, until,
                but={part["entry"] for part in parts},
            )  # fmt: skip
    return Conflict("somebody else took the time meanwhile", "slot_taken", in_the_way=others)


WRITES = (
    Write(
        "/undo",
        "Takes back one order of the asker's own, for ten seconds after it: all of it, or nothing.",
        undo,
        (Field("order", "the id that the write answered", required=True), WHY),
        returns={**RETURNS, "rows": "all entries that it changed, as they are now"},
    ),
)
