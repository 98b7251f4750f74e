"""Events as rows: what a call did, in the order in which it happened."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from storage.events import Event, decode, encode


def append(db: Database, events: Sequence[Event]) -> None:
    """Writes events; the caller owns the transaction. Live-only events are not stored."""
    db.conn.executemany(
        "INSERT INTO events (business, call, seq, at, kind, body) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (event.business, event.call, event.seq, event.at, event.kind, json.dumps(encode(event)))
            for event in events
            if not event.live_only
        ],
    )


def next_seq(db: Database, call: str) -> int:
    """The number of a call's next event, for writers that do not run the call."""
    row = db.execute(
        "SELECT coalesce(max(seq), 0) + 1 FROM events WHERE call = ?", (call,)
    ).fetchone()
    return int(row[0])


def since(db: Database, row: int, limit: int = 1000) -> list[tuple[int, Event]]:
    """Events after a row, oldest first, each with its row."""
    rows = db.execute("SELECT id, body FROM events WHERE id > ? ORDER BY id LIMIT ?", (row, limit))
    return [(int(number), decode(json.loads(body))) for number, body in rows.fetchall()]


def of_call(db: Database, call: str) -> list[Event]:
    """Everything that happened in one call."""
    rows = db.execute("SELECT body FROM events WHERE call = ? ORDER BY seq, id", (call,))
    return [decode(json.loads(body)) for (body,) in rows.fetchall()]


def data_version(db: Database) -> int:
    """Changes when another connection has written (PRAGMA data_version)."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def stored_since(db: Database, row: int, limit: int = 500) -> list[tuple[int, str, str, int, str]]:
    """Events after a row, oldest first, as they were written: row, business, call, seq, JSON."""
    sql = "SELECT id, business, call, seq, body FROM events WHERE id > ? ORDER BY id LIMIT ?"
    return [
        (int(number), str(business), str(call or ""), int(seq), str(body))
        for number, business, call, seq, body in db.execute(sql, (row, limit)).fetchall()
    ]


def last_row(db: Database) -> int:
    """The row of the latest event; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])
