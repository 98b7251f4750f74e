"""Who is told of what happened to an appointment, an inquiry or a message.

A landline cannot get an SMS: whoever sends makes a call-back of it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage import outbox
from storage.audit import By
from storage.numbers import is_mobile
from storage.outbox import Report
from storage.times import parse

HEARD_IN_THE_CALL = frozenset({"booked", "requested", "inquiry"})
"""The caller knows these already: a landline need not be called for them."""
FOR_BOTH = frozenset(
    {"booked", "requested", "confirmed", "declined", "moved", "cancelled", "inquiry"}
)
STALE = timedelta(hours=2)
"""A reminder that would come later than this before the start is not sent."""


def tell(db: Database, report: Report, *, now: datetime, by: By) -> None:
    """Queues what has to be said; the caller owns the transaction. Nobody is told what they did themselves."""
    if not by.who.startswith("operator:"):
        outbox.enqueue(db, report, "business", now=now)
    if report.what not in FOR_BOTH or not outbox.routes(db, report.business, "customer"):
        return
    if is_mobile(report.number) or (report.number and report.what not in HEARD_IN_THE_CALL):
        outbox.enqueue(db, report, "customer", now=now)


def appointment(db: Database, row: Mapping[str, Any], what: str, *, now: datetime, by: By) -> None:
    """An appointment was booked or changed: the report, and its reminder."""
    names = _names(db, row)
    facts = {"name": row["name"], "start": row["starts_at"], "zone": row["zone"], "number": row["phone"], **names,
             "changed": row["updated_at"]}  # fmt: skip
    report = Report(row["business"], row["id"], what, facts, row["phone"])
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
    report = Report(row["business"], row["id"], "reminder", facts, row["phone"])
    outbox.enqueue(db, report, "customer", now=now, due=start - ahead, valid_until=start - STALE)


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
