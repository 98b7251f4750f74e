"""Notes on any entry, that can be taken back like anything else."""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from storage.desk.asking import row_of
from storage.desk.errors import BadField
from storage.desk.orders import RETURNS, answered, graced, made
from storage.desk.table import Answer, Asker, Field, Row, Write
from storage.notes import add_note
from storage.transactions import immediate

TEXT = Field("text", "the note", required=True)


def note_on(
    db: Database, asker: Asker, verb: str, table: str, entry: str, fields: Mapping[str, Any]
) -> Row:
    """Puts a note on one entry.

    Raises:
        NoSuchEntry: there is none.
        BadField: the note is blank.
    """
    if not fields["text"].strip():
        raise BadField("text is missing: the note", field="text")
    with immediate(db):
        row = row_of(db, asker, table, entry)
        new = asker.new_id()
        note = add_note(db, new, entry, fields["text"], now=asker.now, by=graced(asker, fields))
        number, until = made(db, asker, verb, ("notes", new), row["business"])
    return answered(number, until, note)


def note_write(prefix: str, name: str, table: str) -> Write:
    """POST /{prefix}/{name}/note."""

    def run(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
        return note_on(db, asker, f"{prefix}.note", table, fields[name], fields)

    wrapped: Answer = run
    path = f"/{prefix}/{{{name}}}/note"
    return Write(path, "Puts a note on it.", wrapped, (TEXT,), returns={**RETURNS, "row": "the note"})  # fmt: skip
