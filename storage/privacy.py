"""Everything that is held on one caller, and its erasure: rows, full text, write-ahead log. Found by their number."""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage import customers, search
from storage.audit import By, record
from storage.database import immediate
from storage.errors import DatabaseUnusable, NotAllowed
from storage.times import stamp

Rows = list[dict[str, Any]]
_BY_NUMBER = {
    "calls": "caller",
    "appointments": "phone",
    "inquiries": "phone",
    "messages": "number",
}
_OF_CALLS = ("turns", "events", "jobs")
BACKUP = "*.bak"
_TRACES = "their traces in the file, which others use all the time: say the same again"


@dataclass
class Held:
    """What is held on one number, by table."""

    number: str
    tables: dict[str, Rows] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    """More numbers of these customers: what came from them is not here."""

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(len(rows) for rows in self.tables.values())

    def ids(self, table: str) -> list[str]:
        """The ids of a table's rows."""
        return [str(row["id"]) for row in self.tables.get(table, [])]


def held(db: Database, number: str, business: str | None = None) -> Held:
    """Every row of every business, or of one, that belongs to a number (E.164), or to a call from it or about it.

    Who withholds their number and dictates it has said it in that call; an appointment that was made in a call
    from this number belongs to it too, whatever number it names.
    """
    found = Held(number)
    named = " UNION ".join(
        f"SELECT call FROM {table} WHERE {column} = ?"  # noqa: S608  # our own names
        for table, column in _BY_NUMBER.items()
        if table != "calls"
    )
    calls = _rows(db, "calls", f"caller = ? OR id IN ({named})", [number] * len(_BY_NUMBER))
    found.tables["calls"] = calls
    names = [row["id"] for row in calls]
    of_calls = f"call IN ({_marks(names)})"
    for table, column in _BY_NUMBER.items():
        if table != "calls":
            condition = f"{column} = ? OR {of_calls}"
            found.tables[table] = _rows(db, table, condition, [number, *names])
    for table in _OF_CALLS:
        found.tables[table] = _rows(db, table, of_calls, names)
    found.tables["blocked_numbers"] = _rows(db, "blocked_numbers", "number = ?", [number])
    known = "id IN (SELECT customer FROM customer_numbers WHERE number = ?)"
    found.tables["customers"] = _rows(db, "customers", known, [number])
    people = found.ids("customers")
    found.others = [
        str(other)
        for (other,) in db.execute(
            f"SELECT DISTINCT number FROM customer_numbers WHERE customer IN ({_marks(people)}) AND number <> ?",  # noqa: S608
            [*people, number],
        ).fetchall()
    ]
    entries = [name for table in (*_BY_NUMBER, "customers") for name in found.ids(table)]
    found.tables["notes"] = _rows(db, "notes", f"entry IN ({_marks(entries)})", entries)
    told = f"recipient = ? OR entry IN ({_marks(entries)})"
    found.tables["outbox"] = _rows(db, "outbox", told, [number, *entries])
    if business is not None:
        found.tables = {
            table: [row for row in rows if row["business"] == business]
            for table, rows in found.tables.items()
        }
    return found


def erase(db: Database, number: str, *, now: datetime, by: By, future: bool = False) -> Held:
    """Deletes all of it from every file, and gives what it was; see `erase_rows` and `scrub`."""
    found = erase_rows(db, number, now=now, by=by, future=future)
    scrub(db)
    return found


def erase_rows(
    db: Database,
    number: str,
    *,
    now: datetime,
    by: By,
    future: bool = False,
    business: str | None = None,
) -> Held:
    """Deletes the rows, of one business or of all, and gives what they were. What remains is the record that it was done, without a number.

    Appointments to come are deleted only with `future`: somebody may be waiting for that person.

    Raises:
        NotAllowed: there are appointments to come.
    """
    found = held(db, number, business)
    coming = to_come(found, now)
    if coming and not future:
        raise NotAllowed(
            f"{len(coming)} appointment(s) to come, the next {coming[0]['id']}: cancel them first, or add --future"
        )
    with immediate(db):
        for entry in [name for table in _BY_NUMBER for name in found.ids(table)]:
            search.forget(db, entry)
        calls = found.ids("calls")
        for table in _OF_CALLS:
            db.execute(f"DELETE FROM {table} WHERE call IN ({_marks(calls)})", calls)  # noqa: S608
        for table in ("outbox", "notes", *reversed(_BY_NUMBER)):
            names = found.ids(table)
            db.execute(f"DELETE FROM {table} WHERE id IN ({_marks(names)})", names)  # noqa: S608
        _forget_customers(db, found, now, business)
        if found.count:
            record(
                db, by, "erase", business=business or "", entry="", now=now, after=f"{found.count} rows"
            )  # fmt: skip
    return found


def to_come(found: Held, now: datetime) -> Rows:
    """Appointments for which somebody may be waiting."""
    return [
        row
        for row in found.tables["appointments"]
        if row["starts_at"] > stamp(now) and row["status"] in ("requested", "confirmed")
    ]


def _forget_customers(db: Database, found: Held, now: datetime, business: str | None) -> None:
    """Whoever has this number loses it; a customer to whom nothing belongs any more is gone."""
    for table in ("blocked_numbers", "customer_numbers"):
        db.execute(
            f"DELETE FROM {table} WHERE number = ? AND coalesce(business = ?, 1)",  # noqa: S608  # our own names
            (found.number, business),
        )
    for row in found.tables["customers"]:
        customers.refresh(db, row["id"], now)
    named = {row["business"] for table in _BY_NUMBER for row in found.tables[table]}
    named |= {row["business"] for row in found.tables["customers"]}
    for key in named:
        customers.remove(db, customers.without_entries(db, key))


def scrub(db: Database) -> None:
    """Nothing that was deleted is left in free pages, in the full text's segments, or in the write-ahead log.

    Raises:
        DatabaseUnusable: others use the file all the time; the rows are gone, old pages may be left.
    """
    try:
        db.execute("INSERT INTO search (search) VALUES ('optimize')")
        db.execute("VACUUM")
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise DatabaseUnusable(f"the rows are gone, but not yet {_TRACES} ({error})") from error
    if busy:
        raise DatabaseUnusable(f"the rows are gone, but not yet {_TRACES}")


def backups(database: Path) -> list[Path]:
    """Copies beside the database, which an erasure does not reach."""
    return sorted(database.parent.glob(f"{database.name}.{BACKUP}"))


def _rows(db: Database, table: str, condition: str, values: list[Any]) -> Rows:
    return list(db.query(f"SELECT * FROM {table} WHERE {condition}", values))  # noqa: S608  # our own names


def _marks(values: list[Any]) -> str:
    return ", ".join("?" * len(values)) or "NULL"
