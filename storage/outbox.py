"""What has to be told to whom, as rows in the transaction of what they tell of; sent later, at least once.

`queued` → `sending` (under a lease) → `sent`; back to `queued` when it failed; `dead` when no try is left;
`dropped` when it is no longer true or too late. A process that dies between a gateway's answer and the row's
change, or a gateway that answers too late, sends that one message twice.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from storage.audit import By, record
from storage.database import immediate
from storage.errors import NotFound
from storage.lookup import one
from storage.times import parse, stamp

Audience = Literal["business", "customer", "customer_mail"]
"""Who is told, and for customers how: `customer` by number, `customer_mail` by mail. A row's audience is business or customer."""
Row = dict[str, Any]
LEASE = timedelta(seconds=60)
"""So long a sender may take; then another may try."""
BACK_OFF_S = (30, 120, 600, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
"""The waits after each failure; after the last one it is dead: about a day."""


@dataclass(frozen=True)
class Report:
    """Something that happened to an entry."""

    business: str
    entry: str
    what: str
    """booked, requested, confirmed, declined, moved, cancelled, reminder, inquiry, message, callback."""
    facts: Mapping[str, str | None]
    """What the templates may name."""
    number: str | None
    """The customer's."""
    mail: str | None = None
    """The customer's address, if they gave one."""
    call: str | None = None
    """The one that it comes from."""
    urgent: bool = False
    """The business is told at once, before the call has ended."""

    def key(self, audience: str, channel: str) -> str:
        """The same report to the same channel twice is one row."""
        told = [self.business, self.entry, self.what, audience, channel, sorted(self.facts.items())]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def routes(db: Database, business: str, audience: Audience) -> list[str]:
    """The channels that a business has for an audience."""
    rows = db.execute(
        "SELECT channel FROM routes WHERE business = ? AND audience = ? ORDER BY channel",
        (business, audience),
    )
    return [str(channel) for (channel,) in rows.fetchall()]


def enqueue(
    db: Database,
    report: Report,
    audience: Audience,
    *,
    now: datetime,
    due: datetime | None = None,
    valid_until: datetime | None = None,
    call: str | None = None,
) -> None:
    """Queues a report for every channel of an audience; the caller owns the transaction.

    With a `call` it is due as soon as the summary of that one is there, which becomes one of its facts.
    """
    recipient = {"customer": report.number, "customer_mail": report.mail}.get(audience)
    row_audience = "business" if audience == "business" else "customer"
    for channel in routes(db, report.business, audience):
        key = report.key(audience, channel)
        db.execute(
            """
            INSERT INTO outbox (id, business, entry, what, audience, channel, recipient, facts, created_at, due_at,
                                next_at, valid_until, status, attempts, idempotency_key, call)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?) ON CONFLICT DO NOTHING
            """,
            (key[:26], report.business, report.entry, report.what, row_audience, channel, recipient,
             json.dumps(dict(report.facts), ensure_ascii=False), stamp(now), stamp(due or now),
             stamp(due or now), stamp(valid_until) if valid_until else None, key, call),
        )  # fmt: skip


def drop(db: Database, entry: str, reason: str, *, what: str = "%") -> None:
    """What its customer was still to be told of an entry is no longer true; the caller owns the transaction."""
    db.execute(
        "UPDATE outbox SET status = 'dropped', reason = ? "
        "WHERE entry = ? AND audience = 'customer' AND status = 'queued' AND what LIKE ?",
        (reason, entry, what),
    )


def claim(db: Database, now: datetime, limit: int = 20) -> list[Row]:
    """Takes what is due, the oldest first, under a lease; what is too late is dropped."""
    moment = stamp(now)
    with immediate(db):
        db.execute(
            "UPDATE outbox SET status = 'queued' WHERE status = 'sending' AND lease_until < ?",
            (moment,),
        )
        db.execute(
            "UPDATE outbox SET status = 'dropped', reason = 'too late' "
            "WHERE status = 'queued' AND valid_until < ?",
            (moment,),
        )
        rows = list(
            db.query(
                "SELECT * FROM outbox WHERE status = 'queued' AND next_at <= ? ORDER BY next_at, rowid LIMIT ?",
                [moment, limit],
            )
        )
        for row in rows:
            db.execute(
                "UPDATE outbox SET status = 'sending', lease_until = ?, attempts = attempts + 1 WHERE id = ?",
                (stamp(now + LEASE), row["id"]),
            )
    return [{**row, "status": "sending", "attempts": row["attempts"] + 1} for row in rows]


def sent(db: Database, row: Row, *, now: datetime, parts: int | None = None) -> None:
    """It has reached its gateway."""
    with immediate(db):
        db.execute(
            "UPDATE outbox SET status = 'sent', sent_at = ?, reason = NULL, parts = ?, lease_until = NULL WHERE id = ?",
            (stamp(now), parts, row["id"]),
        )


def failed(db: Database, row: Row, reason: str, *, now: datetime, permanent: bool = False) -> None:
    """It could not be sent: again later, or never when that is hopeless."""
    tries = row["attempts"]
    dead = permanent or tries > len(BACK_OFF_S)
    wait = timedelta(seconds=BACK_OFF_S[min(tries, len(BACK_OFF_S)) - 1])
    with immediate(db):
        db.execute(
            "UPDATE outbox SET status = ?, next_at = ?, reason = ?, lease_until = NULL WHERE id = ?",
            ("dead" if dead else "queued", stamp(now + wait), reason, row["id"]),
        )


def postpone(db: Database, row: Row, until: datetime) -> None:
    """Not now (quiet hours, a limit): this was no attempt."""
    with immediate(db):
        db.execute(
            "UPDATE outbox SET status = 'queued', next_at = ?, attempts = attempts - 1, lease_until = NULL WHERE id = ?",
            (stamp(until), row["id"]),
        )


def retry(db: Database, entry: str, *, now: datetime, by: By) -> Row:
    """Queues a dead one again, by its id or the beginning of it.

    Raises:
        NotFound: there is no dead one of that id, or several.
    """
    with immediate(db):
        row = one(db, "outbox", "message", entry)
        if row["status"] != "dead":
            raise NotFound(f"there is no dead message {entry}: this one is {row['status']}")
        db.execute(
            "UPDATE outbox SET status = 'queued', attempts = 0, next_at = ? WHERE id = ?",
            (stamp(now), row["id"]),
        )
        record(
            db, by, "retry", business=row["business"], entry=row["id"], now=now,
            before="dead", after="queued",
        )  # fmt: skip
    return {**row, "status": "queued"}


def list_outbox(db: Database, *, status: str | None = None, limit: int = 50) -> list[Row]:
    """The latest messages, the newest first."""
    where, values = ("WHERE status = ?", [status]) if status else ("", [])
    return list(
        db.query(
            f"SELECT * FROM outbox {where} ORDER BY created_at DESC, id LIMIT ?",  # noqa: S608
            [*values, limit],
        )
    )


def next_due(db: Database) -> datetime | None:
    """When the next queued message is due; None when none waits."""
    row = db.execute("SELECT min(next_at) FROM outbox WHERE status = 'queued'").fetchone()
    return parse(row[0]) if row and row[0] else None
