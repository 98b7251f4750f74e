"""Messages and promised call-backs: who, number, words, promised when, done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import journal, reports
from storage.audit import CALLER, By, record
from storage.customers import meet
from storage.database import immediate
from storage.errors import NotAllowed
from storage.events import MessageTaken
from storage.lookup import one
from storage.outbox import Report
from storage.search import Kind, index
from storage.times import stamp


@dataclass(frozen=True)
class NewMessage:
    """What a caller wants to be passed on."""

    id: str
    business: str
    call: str | None
    callback: bool
    words: str
    name: str | None
    number: str | None
    promised_for: datetime | None
    key: str
    """The same key twice is one row."""
    urgent: bool = False
    """An emergency: the business is told at once, before the call has ended."""


def take_message(
    db: Database, new: NewMessage, *, now: datetime, seq: int, by: By = CALLER
) -> tuple[str, bool]:
    """Stores a message and its event in one transaction; gives its id, and False when it was there."""
    with immediate(db):
        row = db.execute("SELECT id FROM messages WHERE idempotency_key = ?", (new.key,)).fetchone()
        if row is not None:
            return str(row[0]), False
        promised = stamp(new.promised_for) if new.promised_for else None
        db.execute(
            """
            INSERT INTO messages (id, business, call, kind, number, name, words, promised_for, created_at,
                                  idempotency_key, customer, urgent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (new.id, new.business, new.call, "callback" if new.callback else "message", new.number,
             new.name, new.words, promised, stamp(now), new.key,
             meet(db, new.business, new.name, new.number, entry=new.id, now=now),
             new.urgent),
        )  # fmt: skip
        record(db, by, "take", business=new.business, entry=new.id, now=now, after="open")
        kind: Kind = "callback" if new.callback else "message"
        index(
            db, kind, new.id, business=new.business, at=stamp(now),
            text=f"{new.name or ''}: {new.words}", number=new.number,
        )  # fmt: skip
        facts = {"name": new.name, "number": new.number, "words": new.words,
                 "urgency": "urgent" if new.urgent else None}  # fmt: skip
        report = Report(
            new.business, new.id, kind, facts, new.number, call=new.call, urgent=new.urgent
        )
        reports.tell(db, report, now=now, by=by)
        if new.call is not None:
            event = MessageTaken(
                seq=seq,
                at=stamp(now),
                business=new.business,
                call=new.call,
                message=new.id,
                callback=new.callback,
            )
            journal.append(db, [event])
    return new.id, True


def list_messages(
    db: Database, *, business: str | None = None, kind: str | None = None, done: bool | None = None
) -> list[dict[str, Any]]:
    """Messages, open ones first, of these the urgent ones, and then the oldest."""
    where, values = ["1"], []
    for column, value in (("business", business), ("kind", kind)):
        if value is not None:
            where.append(f"{column} = ?")
            values.append(value)
    if done is not None:
        where.append(f"done_at IS {'NOT ' if done else ''}NULL")
    condition = " AND ".join(where)
    return list(
        db.query(
            f"SELECT * FROM messages WHERE {condition} ORDER BY done_at IS NOT NULL, urgent DESC, created_at",  # noqa: S608
            values,
        )
    )


def reopen(db: Database, message: str, *, now: datetime, by: By) -> dict[str, Any]:
    """Takes a done mark back; of an open one nothing changes. The id may be shortened.

    Raises:
        NotFound: there is no such message, or several ids begin like that.
    """
    with immediate(db):
        row = get_message(db, message)
        if row["done_at"] is not None:
            db.execute(
                "UPDATE messages SET done_at = NULL, done_by = NULL WHERE id = ?", (row["id"],)
            )
            record(
                db, by, "reopen", business=row["business"], entry=row["id"], now=now,
                before="done", after="open",
            )  # fmt: skip
    return {**row, "done_at": None, "done_by": None}


def get_message(db: Database, message: str) -> dict[str, Any]:
    """One message or call-back, by its id or the beginning of it.

    Raises:
        NotFound: there is none, or several ids begin like that.
    """
    return one(db, "messages", "message", message)


def mark_done(db: Database, message: str, *, now: datetime, by: By) -> dict[str, Any]:
    """Notes that somebody took care of it; a second time changes nothing. The id may be shortened.

    Raises:
        NotFound: there is no such message, or several ids begin like that.
    """
    with immediate(db):
        row = get_message(db, message)
        if row["done_at"] is None:
            done = {"done_at": stamp(now), "done_by": by.who}
            db.execute(
                "UPDATE messages SET done_at = ?, done_by = ? WHERE id = ?",
                (*done.values(), row["id"]),
            )
            record(
                db, by, "done", business=row["business"], entry=row["id"], now=now,
                before="open", after="done",
            )  # fmt: skip
            row = {**row, **done}
    return row


def snooze(db: Database, message: str, until: datetime, *, now: datetime, by: By) -> dict[str, Any]:
    """Puts an open one off: it is not due before `until`. The id may be shortened.

    Raises:
        NotFound: there is no such message, or several ids begin like that.
        NotAllowed: it is done.
    """
    with immediate(db):
        row = get_message(db, message)
        if row["done_at"] is not None:
            raise NotAllowed("what is done cannot be put off")
        db.execute("UPDATE messages SET snoozed_until = ? WHERE id = ?", (stamp(until), row["id"]))
        record(
            db, by, "snooze", business=row["business"], entry=row["id"], now=now,
            before=row["snoozed_until"] or "open", after=stamp(until),
        )  # fmt: skip
    return {**row, "snoozed_until": stamp(until)}
