"""What people at the desk note on an entry: an appointment, an inquiry, a message, a call, a customer."""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.audit import By, record
from storage.database import immediate
from storage.errors import NotFound
from storage.lookup import begins_with
from storage.times import stamp

TABLES = ("appointments", "inquiries", "messages", "calls", "customers")


def add_note(
    db: Database, note: str, entry: str, text: str, *, now: datetime, by: By
) -> dict[str, Any]:
    """Stores a note under an id and gives its row; the entry's id may be shortened.

    Raises:
        NotFound: there is no such entry, or several ids begin like that.
    """
    with immediate(db):
        found = [
            (str(row["id"]), str(row["business"]))
            for table in TABLES
            for row in begins_with(db, table, entry, "id, business")
        ]
        if len(found) != 1:
            raise NotFound(f"there is no entry {entry}" if not found else f"{entry} is not unique")
        [(whole, business)] = found
        db.execute(
            "INSERT INTO notes (id, business, entry, at, who, text) VALUES (?, ?, ?, ?, ?, ?)",
            (note, business, whole, stamp(now), by.who, text),
        )
        record(db, by, "note", business=business, entry=whole, now=now, after=note)
    return {"id": note, "business": business, "entry": whole, "at": stamp(now), "who": by.who, "text": text}  # fmt: skip


def notes_of(db: Database, entry: str) -> list[dict[str, Any]]:
    """An entry's notes, the oldest first."""
    return list(db.query("SELECT * FROM notes WHERE entry = ? ORDER BY at, id", [entry]))
