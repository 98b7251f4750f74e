"""Who is told of what happened to an appointment, an inquiry or a message.

A landline cannot get an SMS: whoever sends makes a call-back of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlite_utils import Database

from storage import active, outbox
from storage.audit import CALLER, By
from storage.customers import email_of
from storage.numbers import is_mobile
from storage.outbox import Report
from storage.times import parse

HEARD_IN_THE_CALL = frozenset({"booked", "requested", "inquiry"})
"""The caller knows these already: a landline need not be called for them."""
FOR_BOTH = frozenset(
    {"booked", "requested", "confirmed", "declined", "moved", "cancelled", "inquiry", "answered"}
)
SUMMARY_WITHIN = timedelta(minutes=30)
"""So long the business waits for a call's summary, which comes when the call ends; then it is told without."""
STALE = timedelta(hours=2)
"""A reminder that would come later than this before the start is not sent."""


def tell(db: Database, report: Report, *, now: datetime, by: By) -> None:
    """Queues what has to be said; the caller owns the transaction. Nobody is told what they did themselves."""
    if not by.who.startswith("operator:"):
        also = len(active.of_number(db, report.business, report.number, now=now, but=report.entry))
        told = replace(report, facts={**report.facts, "also": str(also) if also else None})
        waits = None if report.urgent else _running(db, report.call)
        due = now + SUMMARY_WITHIN if waits else None
        outbox.enqueue(db, told, "business", now=now, due=due, call=waits)
    if report.what in FOR_BOTH:
        due = now + by.grace if by.grace else None
        _tell_customer(db, report, now=now, due=due, heard=by == CALLER)


def _tell_customer(
    db: Database,
    report: Report,
    *,
    now: datetime,
    due: datetime | None = None,
    valid_until: datetime | None = None,
    heard: bool = False,
) -> None:
    """By mail, if they gave an address, and by SMS; a landline only if nothing else tells them."""
    queue = partial(outbox.enqueue, db, report, now=now, due=due, valid_until=valid_until)
    mailed = report.mail and outbox.routes(db, report.business, "customer_mail")
    if mailed:
        queue(audience="customer_mail")
    call = report.number and report.what not in HEARD_IN_THE_CALL and not (mailed or heard)
    if is_mobile(report.number) or call:
        queue(audience="customer")


def _running(db: Database, call: str | None) -> str | None:
    """The call, if it has not ended: its summary is still to come."""
    row = db.execute("SELECT ended_at FROM calls WHERE id = ?", (call,)).fetchone()
    return call if row and row[0] is None else None


def appointment(
    db: Database, rows: Sequence[Mapping[str, Any]], what: str, *, now: datetime, by: By
) -> None:
    """An appointment, or parts of one visit by their time, were booked or changed: one report, and its reminder."""
    for row in rows:
        outbox.drop(db, row["id"], "the appointment was changed")
    tell(db, _report(db, rows, what, call=rows[0]["call"]), now=now, by=by)
    _remind(db, rows[0], now)


def _report(
    db: Database, rows: Sequence[Mapping[str, Any]], what: str, call: str | None = None
) -> Report:
    first = rows[0]
    services = [_name(db, "services", first["business"], row["service"]) for row in rows]
    staff = [_name(db, "staff", first["business"], row["staff"]) for row in rows]
    facts = {"name": first["name"], "start": first["starts_at"], "zone": first["zone"], "number": first["phone"],
             "service": ", ".join(services), "staff": ", ".join(dict.fromkeys(staff)), "changed": first["updated_at"]}  # fmt: skip
    mail = email_of(db, first["customer"])
    return Report(first["business"], first["id"], what, facts, first["phone"], mail, call)


def _remind(db: Database, row: Mapping[str, Any], now: datetime) -> None:
    """Of the appointment, or of what is confirmed of its visit: once, at its first part."""
    alone = [row] if row["status"] == "confirmed" else []
    sql = (
        "SELECT * FROM appointments WHERE visit = ? AND status = 'confirmed' ORDER BY starts_at, id"
    )
    rows = list(db.query(sql, [row["visit"]])) if row["visit"] else alone
    for part in rows:
        outbox.drop(db, part["id"], "the visit was changed", what="reminder")
    found = db.execute(
        "SELECT reminder_h FROM businesses WHERE key = ?", (row["business"],)
    ).fetchone()
    ahead = timedelta(hours=int(found[0])) if found else timedelta()
    if not rows or not ahead:
        return
    start = parse(rows[0]["starts_at"])
    if start - ahead > now:
        _tell_customer(
            db, _report(db, rows, "reminder"), now=now, due=start - ahead, valid_until=start - STALE
        )


def _name(db: Database, table: str, business: str, key: str) -> str:
    """What a service or a person is called."""
    name = db.execute(
        f"SELECT name FROM {table} WHERE business = ? AND key = ?",  # noqa: S608  # our own names
        (business, key),
    ).fetchone()
    return str(name[0]) if name else key
