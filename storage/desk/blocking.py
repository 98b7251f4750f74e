"""Blocking a caller's number out of a call, as an order that can be taken back."""

from sqlite_utils import Database

from storage.blocked import block
from storage.desk.orders import made
from storage.desk.table import Asker
from storage.transactions import immediate


def block_caller(db: Database, asker: Asker, business: str, number: str, *, order: str) -> bool:
    """Blocks a number for a business under the order's id; False where it is blocked already."""
    with immediate(db):
        entry, new = block(db, asker.new_id(), business, number, now=asker.now, by=asker.by)
        if new:
            made(db, asker, "calls.block", ("blocked_numbers", entry["id"]), business, order=order)
    return new
