"""Customers as operators read them: who called last, first; one with all that belongs to them."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from storage import customers as people
from storage import privacy, search
from storage.audit import By, history
from storage.customers import name_words, phonetic
from storage.desk import shown
from storage.desk.asking import BUSINESS, QUESTION, WHY, row_of, zones
from storage.desk.errors import Conflict
from storage.desk.noting import note_write
from storage.desk.orders import RETURNS, answered
from storage.desk.paging import LIST_RETURNS, PAGING, Stream, page
from storage.desk.table import Asker, Field, Read, Row, Write
from storage.errors import DatabaseUnusable, NotAllowed
from storage.notes import notes_of

MOST_FOUND = 500
MOST_CALLS = 50


def list_customers(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """A page of customers: those that a question finds, spelled alike or not; else all."""
    keys = list(zones(db, asker, fields.get("business")))
    streams = [
        Stream("customers", "business = ?", (key,), ("last_at", "id"), descending=True)
        for key in keys
    ]
    if fields.get("q"):
        found = _found(db, fields["q"], keys)
        streams = [one.among(found) for one in streams]
    got = page(db, streams, fields)
    return got.answer([{**row, "numbers": _numbers(db, row["id"])} for row in got.items])


def _found(db: Database, asked: str, businesses: list[str]) -> list[str]:
    """By the words or the number, and whose name sounds like it."""
    found = search.entries(db, asked, businesses=businesses, kinds=["customer"], limit=MOST_FOUND)
    if name_words(asked):
        marks = ", ".join("?" * len(businesses))
        alike = db.execute(
            f"SELECT id FROM customers WHERE phonetic = ? AND business IN ({marks}) LIMIT ?",  # noqa: S608  # marks only
            (phonetic(asked), *businesses, MOST_FOUND),
        ).fetchall()
        found += [str(key) for (key,) in alike if key not in found]
    return found


def _numbers(db: Database, customer: str) -> list[str]:
    found = shown.card(db, customer)
    return list(found["numbers"]) if found else []


def show_customer(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """One customer: their numbers, everything that belongs to them, and the calls from their numbers."""
    row = row_of(db, asker, "customers", fields["customer"])
    return _card(db, row)


def _card(db: Database, row: Row) -> Row:
    numbers = _numbers(db, row["id"])
    calls = db.query(
        "SELECT id, started_at, exit_reason, summary FROM calls WHERE caller IN (SELECT value FROM json_each(?)) "
        "AND +business = ? ORDER BY +started_at DESC LIMIT ?",
        [json.dumps(numbers), row["business"], MOST_CALLS],
    )
    entries = people.entries_of(db, row["id"]) + [
        {"kind": "call", "id": call["id"], "at": call["started_at"], "status": call["exit_reason"],
         "what": call["summary"] or "", "created_at": call["started_at"]}
        for call in calls
    ]  # fmt: skip
    return {
        **row,
        "numbers": numbers,
        "entries": sorted(entries, key=lambda one: str(one["created_at"]), reverse=True),
        "notes": notes_of(db, row["id"]),
        "history": history(db, row["id"]),
    }


def merge(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Two that are one person: everything of this one goes to the other.

    Raises:
        NoSuchEntry: one of them is not there.
        Conflict: they are one already, or of two businesses (`not_one_person`).
    """
    one = row_of(db, asker, "customers", fields["customer"])
    other = row_of(db, asker, "customers", fields["into"])
    by = By(asker.by.who, fields.get("why", ""))
    try:
        people.merge(db, one["id"], other["id"], now=asker.now, by=by)
    except NotAllowed as error:
        raise Conflict(str(error), "not_one_person") from error
    row = _card(db, row_of(db, asker, "customers", other["id"]))
    return answered(asker.new_id(), None, row)


def erase(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Deletes everything that this business holds on a customer's numbers; what others of it hold stays.

    Raises:
        NoSuchEntry: there is no such customer.
        Conflict: appointments are to come (`appointments_to_come`).
    """
    row = row_of(db, asker, "customers", fields["customer"])
    by = By(asker.by.who, fields.get("why", ""))
    removed: Counter[str] = Counter()
    numbers = _numbers(db, row["id"])
    _none_to_come(db, asker, numbers, row["business"], fields)
    for number in numbers:
        found = privacy.erase_rows(
            db, number, now=asker.now, by=by, future=True, business=row["business"]
        )
        removed.update({table: len(rows) for table, rows in found.tables.items() if rows})
    scrubbed = True
    try:
        privacy.scrub(db)
    except DatabaseUnusable:
        scrubbed = False
    gone = {"id": row["id"], "business": row["business"], "removed": dict(removed), "scrubbed": scrubbed}  # fmt: skip
    return answered(asker.new_id(), None, gone)


def _none_to_come(
    db: Database, asker: Asker, numbers: list[str], business: str, fields: Mapping[str, Any]
) -> None:
    coming = [
        str(row["id"])
        for number in numbers
        for row in privacy.to_come(privacy.held(db, number, business), asker.now)
    ]
    if coming and not fields.get("future", False):
        message = f"{len(coming)} appointment(s) to come: cancel them first"
        raise Conflict(message, "appointments_to_come", bookings=coming)


READS = (
    Read(
        "/customers",
        "Customers, whoever came last first; names that sound alike are found too.",
        list_customers,
        (BUSINESS, QUESTION, *PAGING),
        returns={**LIST_RETURNS, "items": "columns of `customers`, and numbers"},
    ),
    Read(
        "/customers/{customer}",
        "One customer with all that belongs to them.",
        show_customer,
        returns={
            "(the row)": "columns of `customers`, and numbers",
            "entries": "the newest first: kind (booking, inquiry, message, callback, call), id, at, status, what",
            "notes": "what people noted",
            "history": "lines of the record",
        },
    ),
)
WRITES = (
    note_write("customers", "customer", "customers"),
    Write(
        "/customers/{customer}/merge",
        "Makes two customers one, when they are one person.",
        merge,
        (Field("into", "the id of the one that stays", required=True), WHY),
        returns={**RETURNS, "undo_until": "always null", "row": "the one that stays"},
    ),
    Write(
        "/customers/{customer}/erase",
        "Deletes everything that the business holds on this customer's numbers, from the files too.",
        erase,
        (Field("future", "true: appointments to come too", "flag"), WHY),
        right="admin",
        returns={
            **RETURNS,
            "undo_until": "always null",
            "row": "id, business, removed (rows by table), scrubbed (false: old pages are left, say it again later)",
        },
    ),
)
