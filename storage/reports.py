"""Who is told of what happened to an appointment, an inquiry or a message.

A landline cannot get an SMS: whoever sends makes a call-back of it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlite_utils import Database

from storage import active, outbox
from storage.audit import By
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
        _tell_customer(db, report, now=now)


def _tell_customer(
    db: Database,
    report: Report,
    *,
    now: datetime,
    due: datetime | None = None,
    valid_until: datetime | None = None,
) -> None:
    """By mail, if they gave an address, and by SMS; a landline only if nothing else tells them."""
    queue = partial(outbox.enqueue, db, report, now=now, due=due, valid_until=valid_until)
    mailed = report.mail and outbox.routes(db, report.business, "customer_mail")
    if mailed:
        queue(audience="customer_mail")
    call = report.number and report.what not in HEARD_IN_THE_CALL and not mailed
    if is_mobile(report.number) or call:
        queue(audience="customer")


def _running(db: Database, call: str | None) -> str | None:
    """The call, if it has not ended: its summary is still to come."""
    row = db.execute("SELECT ended_at FROM calls WHERE id = ?", (call,)).fetchone()
    return call if row and row[0] is None else None


def appointment(db: Database, row: Mapping[str, Any], what: str, *, now: datetime, by: By) -> None:
    """An appointment was booked or changed: the report, and its reminder."""
    names = _names(db, row)
    facts = {"name": row["name"], "start": row["starts_at"], "zone": row["zone"], "number": row["phone"], **names,
             "changed": row["updated_at"]}  # fmt: skip
    mail = email_of(db, row["customer"])
    report = Report(row["business"], row["id"], what, facts, row["phone"], mail, row["call"])
    outbox.drop(db, row["id"], "the appointment was changed")
    tell(db, report, now=now, by=by)
    if row["status"] == "confirmed":
        _remind(db, row, facts, now)


def _remind(
    db: Database, row: Mapping[str, Any], facts: Mapping[str, str | None], now: datetime
) -> None:
    found = db.execute(
        "SELECT reminder_h FROM businesses WHERE key = ?", (row["business"],)
    ).fetchone()
    ahead = timedelta(hours=int(found[0])) if found else timedelta()
    start = parse(row["starts_at"])
    if not ahead or start - ahead <= now:
        return
    mail = email_of(db, row["customer"])
    report = Report(row["business"], row["id"], "reminder", facts, row["phone"], mail)
    _tell_customer(db, report, now=now, due=start - ahead, valid_until=start - STALE)


def _names(db: Database, row: Mapping[str, Any]) -> dict[str, str | None]:
    """What the service and the person are called."""
    found: dict[str, str | None] = {}
    for table, column in (("services", "service"), ("staff", "staff")):
        name = db.execute(
            f"SELECT name FROM {table} WHERE business = ? AND key = ?",  # noqa: S608  # our own names
            (row["business"], row[column]),
        ).fetchone()
        found[column] = str(name[0]) if name else str(row[column])
    return found
