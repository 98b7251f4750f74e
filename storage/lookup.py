"""Rows by an id as people type it: whole, or its beginning, as long as that is the only one."""

from typing import Any

from sqlite_utils import Database

from storage.errors import NotFound

_LAST = "\U0010ffff"
"""Sorts after every id that begins alike: a range of the index, where LIKE would read the whole table."""


def begins_with(db: Database, table: str, entry: str, columns: str = "*") -> list[dict[str, Any]]:
    """The row of exactly that id; else up to two of those whose ids begin so, in small letters too."""
    sql = f"SELECT {columns} FROM {table} WHERE id"  # noqa: S608  # our own names
    exact = list(db.query(f"{sql} = ?", [entry]))
    if exact or not entry:
        return exact
    for begin in dict.fromkeys((entry, entry.upper())):
        rows = list(db.query(f"{sql} >= ? AND id < ? LIMIT 2", [begin, begin + _LAST]))
        if rows:
            return rows
    return []


def one(db: Database, table: str, what: str, entry: str) -> dict[str, Any]:
    """One row by its id or the beginning of it; `what` is how people call it.

    Raises:
        NotFound: there is none, or several ids begin like that.
    """
    rows = begins_with(db, table, entry)
    if len(rows) != 1:
        raise NotFound(f"there is no {what} {entry}" if not rows else f"{entry} is not unique")
    return rows[0]
