"""What an operator does, as an order: carried out in one transaction, on record, and open to be taken back for a while.

Customers are told after that while. An order's rows hold ids and states, never words, names or numbers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlite_utils import Database

from storage.audit import By
from storage.desk.errors import Conflict
from storage.desk.table import Asker, Row
from storage.times import stamp
from storage.transactions import immediate

UNDO_WITHIN = timedelta(seconds=10)
Entry = tuple[str, str]
"""A table, and an id in it."""
Work = Callable[[By], object]
RETURNS = {
    "order": "its id, for undo",
    "undo_until": "so long it can be taken back; null where it cannot, or nothing changed",
    "row": "the entry as it is now",
}
_HELD_BACK = ("why", "number", "name", "phone", "email", "text", "words", "customer")
"""Columns that an order never keeps."""


def graced(asker: Asker, fields: Mapping[str, Any]) -> By:
    """Whoever asks, with their reason; customers are told when it can no longer be taken back."""
    return replace(asker.by, why=fields.get("why", asker.by.why), grace=UNDO_WITHIN)


def carry_out(
    db: Database,
    asker: Asker,
    verb: str,
    entries: Sequence[Entry],
    work: Work,
    fields: Mapping[str, Any],
    *,
    order: str | None = None,
) -> tuple[str, str | None]:
    """Does something to entries that are there, and keeps how they were; gives the order, and until when it can be undone.

    Args:
        db: the writer's connection.
        asker: on whose behalf.
        verb: such as bookings.confirm.
        entries: what it may change; of a visit all parts.
        work: what does it, in the same transaction.
        fields: the request's, for its `why`.
        order: the order that this belongs to; else a new one.
    """
    number = order or asker.new_id()
    with immediate(db):
        before, queued = _rows(db, entries), _queued(db, entries)
        work(graced(asker, fields))
        after = _rows(db, entries)
        told = _told(db, entries, queued)
        changed = [entry for entry in entries if after[entry] != before[entry]]
        for entry in changed:
            was, became = _difference(before[entry], after[entry])
            _keep(db, asker, number, verb, entry, after[entry]["business"], was, became, told)
    return number, stamp(asker.now + UNDO_WITHIN) if changed else None


def made(
    db: Database,
    asker: Asker,
    verb: str,
    entry: Entry,
    business: str,
    *,
    order: str | None = None,
) -> tuple[str, str]:
    """Notes that an order made an entry, such as a note; taken back, it is gone. The caller owns the transaction."""
    number = order or asker.new_id()
    _keep(db, asker, number, verb, entry, business, None, {}, {"queued": [], "dropped": []})
    return number, stamp(asker.now + UNDO_WITHIN)


def answered(number: str, until: str | None, row: Row) -> Row:
    """What every write answers."""
    return {"order": number, "undo_until": until, "row": row}


def not_now(reason: str | None, what: str) -> None:
    """Refuses what an entry's state does not allow.

    Raises:
        Conflict: there is a reason.
    """
    if reason is not None:
        raise Conflict(f"{what}: {reason}", reason)


def _keep(
    db: Database,
    asker: Asker,
    order: str,
    verb: str,
    entry: Entry,
    business: str,
    before: Row | None,
    after: Row,
    told: Row,
) -> None:
    part = db.execute("SELECT count(*) FROM orders WHERE id = ?", (order,)).fetchone()[0]
    db.execute(
        """
        INSERT INTO orders (id, part, business, who, verb, kind, entry, before, after, told, at, undo_until)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (order, part, business, asker.by.who, verb, *entry, None if before is None else json.dumps(before),
         json.dumps(after), json.dumps(told), stamp(asker.now), stamp(asker.now + UNDO_WITHIN)),
    )  # fmt: skip


def _rows(db: Database, entries: Sequence[Entry]) -> dict[Entry, Row]:
    return {
        (table, entry): next(iter(db.query(f"SELECT * FROM {table} WHERE id = ?", [entry])))  # noqa: S608
        for table, entry in entries
    }


def _difference(before: Row, after: Row) -> tuple[Row, Row]:
    names = [name for name in after if before[name] != after[name] and name not in _HELD_BACK]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _queued(db: Database, entries: Sequence[Entry]) -> set[str]:
    """What customers are still to be told of entries."""
    marks = ", ".join("?" * len(entries))
    rows = db.execute(
        f"SELECT id FROM outbox WHERE entry IN ({marks}) AND audience = 'customer' AND status = 'queued'",  # noqa: S608
        [entry for _, entry in entries],
    )
    return {str(row) for (row,) in rows.fetchall()}


def _told(db: Database, entries: Sequence[Entry], before: set[str]) -> Row:
    after = _queued(db, entries)
    return {"queued": sorted(after - before), "dropped": sorted(before - after)}
