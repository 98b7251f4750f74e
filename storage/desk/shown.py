"""What rows show beside their columns: names for keys, and what else is open for their numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from storage import active
from storage.audit import history
from storage.customers import entries_of
from storage.desk import conflicts
from storage.desk.table import Asker, Row
from storage.notes import notes_of
from storage.summaries import of_entry

Rows = Sequence[Mapping[str, Any]]


def bookings(db: Database, asker: Asker, rows: Rows) -> list[Row]:
    """Appointments with the names of service and person, `also`, and `conflict`."""
    names = names_of(db, {row["business"] for row in rows})
    against = conflicts.of_rows(db, asker, rows)
    return [
        {
            **row,
            "service_name": names.get(("services", row["business"], row["service"]), row["service"]),
            "staff_name": names.get(("staff", row["business"], row["staff"]), row["staff"]),
            "conflict": against[row["id"]],
        }
        for row in also(db, asker, rows, "phone")
    ]  # fmt: skip


def names_of(db: Database, businesses: set[str]) -> dict[tuple[str, str, str], str]:
    """What services and people are called, those that left the files too."""
    return {
        (table, business, str(key)): str(name)
        for business in businesses
        for table in ("services", "staff")
        for key, name in db.execute(
            f"SELECT key, name FROM {table} WHERE business = ?",  # noqa: S608  # our own names
            (business,),
        ).fetchall()
    }


def also(db: Database, asker: Asker, rows: Rows, number: str) -> list[Row]:
    """Rows with `also`: how many other open entries the number in their column `number` has."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row[number] is not None:
            numbers[row["business"]].add(row[number])
    counts = {
        key: active.counts_of(db, key, wanted, now=asker.now) for key, wanted in numbers.items()
    }
    return [
        {**row, "also": counts[row["business"]][row[number]] - active.is_open(row, now=asker.now)
         if row[number] is not None else 0}
        for row in rows
    ]  # fmt: skip


def around(db: Database, row: Mapping[str, Any]) -> Row:
    """What stands beside one entry: its history, notes, customer, and the summary of its call."""
    return {
        "history": history(db, row["id"]),
        "notes": notes_of(db, row["id"]),
        "customer": card(db, row["customer"]),
        "summary": of_entry(db, row["call"]),
        "others": _others(db, row),
    }


def _others(db: Database, row: Mapping[str, Any]) -> list[Row]:
    """The other entries of its customer, the newest first, as many as a card shows."""
    if row["customer"] is None:
        return []
    return [other for other in entries_of(db, row["customer"]) if other["id"] != row["id"]][:10]


def card(db: Database, customer: str | None) -> Row | None:
    """The head of a customer's card: id, name, email, numbers; None where nobody is known."""
    found = list(db.query("SELECT id, name, email FROM customers WHERE id = ?", [customer]))
    if not found:
        return None
    numbers = db.execute(
        "SELECT number FROM customer_numbers WHERE customer = ? ORDER BY rowid", (customer,)
    ).fetchall()
    return {**found[0], "numbers": [str(number) for (number,) in numbers]}
