"""Appointments as operators read them: lists by their start, one with all that is known of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from storage import search
from storage.bookings import visit_of
from storage.desk import shown
from storage.desk.asking import BUSINESS, FROM, QUESTION, TO, bounded, row_of, window, zones
from storage.desk.paging import LIST_RETURNS, PAGING, Page, Stream, page
from storage.desk.provenance import source_of
from storage.desk.table import Asker, Field, Read, Row
from storage.times import stamp

STATUSES = ("held", "requested", "confirmed", "declined", "cancelled")
MOST_FOUND = 500
"""So many appointments a question finds, the newest entries first."""


def list_bookings(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """A page of appointments by their start."""
    if fields.get("q"):
        found = _found(db, asker, fields)
    else:
        found = page(db, _streams(db, asker, fields), fields)
    return found.answer(shown.bookings(db, asker, found.items))


def _streams(
    db: Database, asker: Asker, fields: Mapping[str, Any], only: Sequence[str] | None = None
) -> list[Stream]:
    """One for each business, and for each status that is asked for; `only`: of these ids."""
    streams = []
    for key, zone in zones(db, asker, fields.get("business")).items():
        within, bounds = bounded("starts_at", *window(fields, zone))
        for status in dict.fromkeys(fields.get("status") or (None,)):
            where, values = "business = ?", [key]
            for column, value in (("status", status), ("staff", fields.get("staff"))):
                if value is not None:
                    where += f" AND {column} = ?"
                    values.append(value)
            values += bounds
            one = Stream("appointments", where + within, tuple(values), ("starts_at", "id"))
            streams.append(one if only is None else one.among(only))
    return streams


def _found(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Page:
    """Of what a question finds, the part that fits the other fields, sorted by the start."""
    keys = list(zones(db, asker, fields.get("business")))
    hits = search.entries(db, fields["q"], businesses=keys, kinds=["booking"], limit=MOST_FOUND)
    streams = _streams(db, asker, fields, hits)
    return page(db, streams, fields)


def show_booking(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """One appointment: its row and everything around it."""
    row = row_of(db, asker, "appointments", fields["booking"])
    [full] = shown.bookings(db, asker, [row])
    return {
        **full,
        **shown.around(db, row),
        "source": source_of(db, row["call"]),
        "parts": shown.bookings(db, asker, visit_of(db, row)) if row["visit"] else [],
        "can": can(asker, row),
    }


def can(asker: Asker, row: Mapping[str, Any]) -> dict[str, str | None]:
    """For each verb None, or the code of why it cannot be done: the status, `over`, or `retired`."""
    status = row["status"]
    ended = status if status in ("declined", "cancelled", "held") else None
    over = "over" if row["ends_at"] <= stamp(asker.now) else None
    one = asker.businesses.get(row["business"])
    gone = one is None or row["service"] not in one.services
    undecided = ended or ("confirmed" if status == "confirmed" else None)
    return {
        "confirm": undecided,
        "decline": undecided,
        "move": ended or over or ("retired" if gone else None),
        "cancel": ended,
        "note": None,
    }


_ROWS = {
    **LIST_RETURNS,
    "items": "columns of `appointments`, and service_name, staff_name, also (other open entries of that number), conflict "
    "(null, overlap, outside_hours, absence, retired)",
}
READS = (
    Read(
        "/bookings",
        "Appointments by their start.",
        list_bookings,
        (
            BUSINESS,
            FROM,
            TO,
            Field("status", "only these", "texts", choices=STATUSES),
            Field("staff", "only of this person, by their key"),
            QUESTION,
            *PAGING,
        ),
        returns=_ROWS,
    ),
    Read(
        "/bookings/{booking}",
        "One appointment with all that is known of it.",
        show_booking,
        returns={
            "(the row)": "as in the list",
            "history": "lines of the record",
            "notes": "what people noted",
            "customer": "id, name, email, numbers; null where nobody is known",
            "others": "more entries of that customer",
            "summary": "of its call; null before there is one",
            "source": "call, and slots: for each slot turn, quote, value, confirmed; null without a call",
            "parts": "of its visit, by their start; empty where it stands alone",
            "can": "confirm, decline, move, cancel, note: null, or the code of why not",
        },
    ),
)
