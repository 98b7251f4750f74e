"""What is old enough goes, each kind after its own time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from config.models import Business, Retention
from storage import customers, search
from storage.audit import CONTROLLER, record
from storage.database import immediate
from storage.times import stamp

ORDERS_KEPT = timedelta(days=1)
"""What operators did can be taken back for seconds; the record of it is the audit's."""
_OLD: Mapping[str, tuple[str, str]] = {
    "calls": ("calls", "ended_at IS NOT NULL AND ended_at < ?"),
    "messages": ("messages", "done_at IS NOT NULL AND done_at < ?"),
    "inquiries": ("inquiries", "status = 'done' AND updated_at < ?"),
    "bookings": ("appointments", "ends_at < ?"),
    "outbox": ("outbox", "status IN ('sent', 'dead', 'dropped') AND created_at < ?"),
}


def purge(db: Database, businesses: Mapping[str, Business], now: datetime) -> dict[str, int]:
    """Deletes what is past its time; gives how many rows of each kind. What is still open stays.

    Customers go with the last entry that belongs to them.
    """
    gone = dict.fromkeys((*_OLD, "customers"), 0)
    for business in businesses.values():
        for kind, days in _days(business.retention).items():
            table, condition = _OLD[kind]
            before = stamp(now - timedelta(days=days))
            gone[kind] += _delete(
                db, table, f"business = ? AND {condition}", (business.key, before)
            )
        with immediate(db):
            idle = customers.without_entries(db, business.key)
            customers.remove(db, idle)
            gone["customers"] += len(idle)
        with immediate(db):
            db.execute(
                "DELETE FROM orders WHERE business = ? AND at < ?",
                (business.key, stamp(now - ORDERS_KEPT)),
            )
    if any(gone.values()):
        with immediate(db):
            told = " ".join(f"{kind} {count}" for kind, count in gone.items() if count)
            record(db, CONTROLLER, "purge", business="", entry="", now=now, after=told)
    return gone


def _days(kept: Retention) -> dict[str, int]:
    return {
        "calls": kept.calls_days,
        "messages": kept.messages_days,
        "inquiries": kept.inquiries_days,
        "bookings": kept.bookings_days,
        "outbox": kept.outbox_days,
    }


def _delete(db: Database, table: str, condition: str, values: tuple[str, str]) -> int:
    with immediate(db):
        rows = db.execute(f"SELECT id FROM {table} WHERE {condition}", values).fetchall()  # noqa: S608
        for (entry,) in rows:
            search.forget(db, entry)
            db.execute("DELETE FROM notes WHERE entry = ?", (entry,))
            if table == "calls":
                db.execute("DELETE FROM turns WHERE call = ?", (entry,))
                db.execute("DELETE FROM events WHERE call = ?", (entry,))
                db.execute("DELETE FROM jobs WHERE call = ?", (entry,))
            db.execute(f"DELETE FROM {table} WHERE id = ?", (entry,))  # noqa: S608
    return len(rows)
