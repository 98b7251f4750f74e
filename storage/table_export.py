"""Lists as CSV files that a German spreadsheet opens: UTF-8 with a mark, semicolons, local times."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from storage.times import parse

Table = Literal["bookings", "inquiries", "messages", "calls"]
_TABLES: Mapping[Table, tuple[str, tuple[str, ...]]] = {
    "bookings": (
        "SELECT * FROM appointments WHERE business = ? AND status <> 'held' ORDER BY starts_at",
        ("id", "starts_at", "ends_at", "service", "staff", "resource", "name", "phone", "status", "created_at"),
    ),
    "inquiries": (
        "SELECT * FROM inquiries WHERE business = ? ORDER BY created_at",
        ("id", "created_at", "urgency", "category", "problem", "address", "name", "phone", "status", "updated_at"),
    ),
    "messages": (
        "SELECT * FROM messages WHERE business = ? ORDER BY created_at",
        ("id", "created_at", "kind", "name", "number", "words", "promised_for", "done_at", "done_by"),
    ),
    "calls": (
        "SELECT * FROM calls WHERE business = ? ORDER BY started_at",
        ("id", "started_at", "ended_at", "caller", "dialled", "exit_reason", "turns"),
    ),
}  # fmt: skip
_FORMULA = ("=", "@", "\t", "\r", "-")
MARK = "\ufeff"


def table(db: Database, which: Table, business: str, zone: str) -> str:
    """The whole list as text."""
    query, columns = _TABLES[which]
    rows = [
        [_cell(column, row[column], zone) for column in columns]
        for row in db.query(query, [business])
    ]
    return MARK + _written([list(columns), *rows])


def _written(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cell(column: str, value: Any, zone: str) -> str:
    """A value as people read it; what a spreadsheet would run as a formula is kept from that."""
    if value is None:
        return ""
    text = str(value)
    if column.endswith(("_at", "_for")):
        return f"{parse(text).astimezone(ZoneInfo(zone)):%d.%m.%Y %H:%M}"
    return f"'{text}" if text.startswith(_FORMULA) else text
