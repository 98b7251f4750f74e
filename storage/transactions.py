"""One transaction that takes the write lock at its beginning."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

_WHOLE = ("BEGIN IMMEDIATE", ("ROLLBACK",), "COMMIT")
_PART = ("SAVEPOINT part", ("ROLLBACK TO part", "RELEASE part"), "RELEASE part")
"""How it begins, how it is undone, how it is kept."""


@contextmanager
def immediate(db: Database) -> Iterator[Database]:
    """One short write transaction that takes the lock at its beginning, not in its middle.

    Within another one it is a part of that: undone alone when it fails, kept when the whole is.
    """
    begin, undo, keep = _WHOLE if not db.conn.in_transaction else _PART
    db.conn.execute(begin)
    try:
        yield db
    except BaseException:
        if db.conn.in_transaction:
            for statement in undo:
                db.conn.execute(statement)
        raise
    db.conn.execute(keep)
