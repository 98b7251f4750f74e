"""Blocking a caller's number out of a call, as an order that can be taken back; whoever serves the call's verbs does it."""

from sqlite_utils import Database

from storage.blocked import block
from storage.desk.asking import row_of
from storage.desk.errors import BadField, Conflict
from storage.desk.orders import answered, made
from storage.desk.table import Asker, Row
from storage.transactions import immediate

DIGITS = 4


def block_caller(db: Database, asker: Asker, call: str, digits: str) -> Row:
    """Blocks the number of a call for its business; `asker.by.why` says why.

    Raises:
        NoSuchEntry: there is no such call.
        BadField: these are not the last four digits of its number.
        Conflict: it has no number (`withheld`), or is blocked already (`blocked`).
    """
    with immediate(db):
        row = row_of(db, asker, "calls", call)
        if row["caller"] is None:
            raise Conflict("the number was withheld", "withheld")
        if digits != row["caller"][-DIGITS:]:
            raise BadField("digits: these are not the number's last four", field="digits")
        entry, new = block(
            db, asker.new_id(), row["business"], row["caller"], now=asker.now, by=asker.by
        )
        if not new:
            raise Conflict("that number is blocked already", "blocked")
        number, until = made(db, asker, "calls.block", ("blocked_numbers", entry["id"]), row["business"])  # fmt: skip
    return answered(number, until, entry)
