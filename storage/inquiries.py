"""Inquiries: what a customer wants done, where, how urgent; new, in progress, done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlite_utils import Database

from storage import journal, outbox, reports
from storage.audit import CALLER, By, record
from storage.customers import email_of, meet
from storage.database import immediate
from storage.errors import NotAllowed
from storage.events import BookingChanged
from storage.lookup import one
from storage.outbox import Report
from storage.search import index
from storage.times import stamp

Urgency = Literal["urgent", "normal"]
Status = Literal["new", "in_progress", "done"]
LEGAL: Mapping[str, frozenset[str]] = {
    "new": frozenset({"in_progress", "done"}),
    "in_progress": frozenset({"done", "new"}),
    "done": frozenset({"in_progress"}),
}


@dataclass(frozen=True)
class NewInquiry:
    """What a caller agreed to in the read-back."""

    id: str
    business: str
    call: str | None
    problem: str
    address: str
    urgency: Urgency
    name: str
    phone: str
    key: str
    """The same key twice is one row."""
    category: str | None = None
    """A key of the business's categories."""


def take_inquiry(
    db: Database, new: NewInquiry, *, now: datetime, seq: int | None = None, by: By = CALLER
) -> tuple[str, bool]:
    """Stores an inquiry and its event in one transaction; gives its id, and False when it was there."""
    with immediate(db):
        row = db.execute(
            "SELECT id FROM inquiries WHERE idempotency_key = ?", (new.key,)
        ).fetchone()
        if row is not None:
            return str(row[0]), False
        customer = meet(db, new.business, new.name, new.phone, entry=new.id, now=now)
        db.execute(
            """
            INSERT INTO inquiries (id, business, call, problem, address, urgency, name, phone, status,
                                   created_at, updated_at, idempotency_key, customer, category)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new', ?, ?, ?, ?, ?)
            """,
            (new.id, new.business, new.call, new.problem, new.address, new.urgency, new.name,
             new.phone, stamp(now), stamp(now), new.key,
             customer, new.category),
        )  # fmt: skip
        _journal(db, new.business, new.call, new.id, "new", before=None, now=now, seq=seq)
        record(db, by, "take", business=new.business, entry=new.id, now=now, after="new")
        _index(db, get_inquiry(db, new.id))
        facts = {"name": new.name, "problem": new.problem, "address": new.address, "urgency": new.urgency,
                 "number": new.phone}  # fmt: skip
        report = Report(
            new.business,
            new.id,
            "inquiry",
            facts,
            new.phone,
            email_of(db, customer),
            new.call,
            urgent=new.urgency == "urgent",
        )
        reports.tell(db, report, now=now, by=by)
    return new.id, True


def list_inquiries(
    db: Database, *, business: str | None = None, status: str | None = None
) -> list[dict[str, Any]]:
    """Inquiries: open ones first, urgent ones first among them, then by age."""
    where, values = ["1"], list[str]()
    for column, value in (("business", business), ("status", status)):
        if value is not None:
            where.append(f"{column} = ?")
            values.append(value)
    order = "status = 'done', urgency <> 'urgent', created_at"
    sql = f"SELECT * FROM inquiries WHERE {' AND '.join(where)} ORDER BY {order}"  # noqa: S608
    return list(db.query(sql, values))


def change_inquiry(
    db: Database, inquiry: str, status: Status, *, now: datetime, by: By
) -> dict[str, Any]:
    """Moves an inquiry to another status; the same one again is no change.

    Raises:
        NotFound: there is none, or several ids begin like that.
        NotAllowed: there is no legal way from its status.
    """
    with immediate(db):
        row = get_inquiry(db, inquiry)
        if row["status"] == status:
            return row
        if status not in LEGAL[row["status"]]:
            raise NotAllowed(f"an inquiry that is {row['status']} cannot become {status}")
        db.execute(
            "UPDATE inquiries SET status = ?, updated_at = ? WHERE id = ?",
            (status, stamp(now), row["id"]),
        )
        _journal(db, row["business"], row["call"], row["id"], status, before=row["status"], now=now, seq=None)  # fmt: skip
        record(
            db, by, status, business=row["business"], entry=row["id"], now=now,
            before=row["status"], after=status,
        )  # fmt: skip
        return {**row, "status": status, "updated_at": stamp(now)}


def get_inquiry(db: Database, inquiry: str) -> dict[str, Any]:
    """One inquiry, by its id or the beginning of it.

    Raises:
        NotFound: there is none, or several ids begin like that.
    """
    return one(db, "inquiries", "inquiry", inquiry)


@dataclass(frozen=True)
class Answer:
    """What a business answers; None leaves what was there."""

    reply: str | None = None
    cost_cents: int | None = None
    on_day: date | None = None


def answer(
    db: Database, inquiry: str, given: Answer, *, now: datetime, by: By, tell: bool = True
) -> dict[str, Any]:
    """Notes an answer, and tells the customer of it (`tell`); a new inquiry is in progress then.

    Raises:
        NotFound: there is none, or several ids begin like that.
    """
    with immediate(db):
        row = get_inquiry(db, inquiry)
        wanted = {"reply": given.reply, "cost_cents": given.cost_cents,
                  "on_day": given.on_day and given.on_day.isoformat()}  # fmt: skip
        fields = {name: value for name, value in wanted.items() if value is not None}
        changed = [name for name, value in fields.items() if row[name] != value]
        if not changed:
            return row
        status = "in_progress" if row["status"] == "new" else row["status"]
        after = {**row, **fields, "status": status, "updated_at": stamp(now)}
        db.execute(
            "UPDATE inquiries SET reply = ?, cost_cents = ?, on_day = ?, status = ?, updated_at = ? WHERE id = ?",
            (after["reply"], after["cost_cents"], after["on_day"], status, stamp(now), row["id"]),
        )
        if status != row["status"]:
            _journal(db, row["business"], row["call"], row["id"], status, before=row["status"], now=now, seq=None)  # fmt: skip
        record(
            db, by, "answer", business=row["business"], entry=row["id"], now=now,
            before=row["status"], after=f"{status}: {', '.join(changed)}",
        )  # fmt: skip
        _index(db, after)
        if tell:
            outbox.drop(db, row["id"], "there is a newer answer")
            reports.tell(db, _answered(db, after), now=now, by=by)
    return after


def _index(db: Database, row: Mapping[str, Any]) -> None:
    text = f"{row['name']}: {row['problem']}. {row['address']} {row['reply'] or ''}"
    index(
        db, "inquiry", row["id"], business=row["business"], at=row["created_at"], text=text, number=row["phone"]
    )  # fmt: skip


def _answered(db: Database, row: Mapping[str, Any]) -> Report:
    cents, day = row["cost_cents"], row["on_day"]
    facts = {
        "reply": row["reply"],
        "cost": None if cents is None else f"{cents // 100},{cents % 100:02}",
        "on_day": day and f"{date.fromisoformat(day):%d.%m.%Y}",
        "name": row["name"],
        "changed": row["updated_at"],
    }
    mail = email_of(db, row["customer"])
    return Report(row["business"], row["id"], "answered", facts, row["phone"], mail)


def _journal(
    db: Database, business: str, call: str | None, inquiry: str, status: str, *,
    before: str | None, now: datetime, seq: int | None,
) -> None:  # fmt: skip
    number = seq if seq is not None else journal.next_seq(db, call or "")
    event = BookingChanged(
        seq=number,
        at=stamp(now),
        business=business,
        call=call or "",
        booking=inquiry,
        status=status,
        before=before,
    )
    journal.append(db, [event])
