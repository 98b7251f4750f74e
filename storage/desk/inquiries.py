"""Inquiries as operators read and change them: open ones first, of these the urgent ones, then by age."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from storage import search
from storage.desk import shown
from storage.desk.asking import BUSINESS, QUESTION, WHY, row_of, zones
from storage.desk.noting import note_write
from storage.desk.orders import RETURNS, answered, carry_out
from storage.desk.paging import LIST_RETURNS, PAGING, Stream, page
from storage.desk.provenance import source_of
from storage.desk.table import Asker, Field, Read, Row, Write
from storage.inquiries import LEGAL, Status, change_inquiry

STATUSES: tuple[Status, ...] = ("new", "in_progress", "done")
URGENCIES = ("urgent", "normal")
VERBS: Mapping[str, Status] = {"start": "in_progress", "done": "done", "reopen": "in_progress"}
MOST_FOUND = 500


def list_inquiries(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """A page of inquiries, and how many there are of each status."""
    keys = list(zones(db, asker, fields.get("business")))
    found = None
    if fields.get("q"):
        found = search.entries(
            db, fields["q"], businesses=keys, kinds=["inquiry"], limit=MOST_FOUND
        )
    streams = [
        _stream(key, status, urgency, found)
        for key in keys
        for status in fields.get("status") or STATUSES
        for urgency in ([fields["urgency"]] if "urgency" in fields else URGENCIES)
    ]
    got = page(db, streams, fields)
    return got.answer(_shown(db, asker, got.items), counts=_counts(db, keys))


def _shown(db: Database, asker: Asker, rows: Sequence[Row]) -> list[Row]:
    """With what else is there of that number, and the kind of order as the business calls it."""
    return [
        {**row, "category_name": _category(asker, row)}
        for row in shown.also(db, asker, list(rows), "phone")
    ]


def _category(asker: Asker, row: Row) -> str | None:
    business = asker.businesses.get(row["business"])
    kind = business.categories.get(row["category"] or "") if business else None
    return kind.name if kind else row["category"]


def _stream(business: str, status: str, urgency: str, found: list[str] | None) -> Stream:
    where, values = "business = ? AND status = ? AND urgency = ?", [business, status, urgency]
    rank = 2 * (status == "done") + (urgency != "urgent")
    one = Stream("inquiries", where, tuple(values), ("created_at", "id"), rank=rank)
    return one if found is None else one.among(found)


def _counts(db: Database, businesses: list[str]) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(STATUSES, 0)
    sql = "SELECT status, count(*) FROM inquiries WHERE business = ? GROUP BY status"
    for business in businesses:
        for status, count in db.execute(sql, (business,)).fetchall():
            counts[status] += count
    return counts


def show_inquiry(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """One inquiry: its row and everything around it."""
    row = row_of(db, asker, "inquiries", fields["inquiry"])
    [full] = _shown(db, asker, [row])
    ways = LEGAL[row["status"]]
    can: dict[str, str | None] = {
        verb: None if status in ways and (verb != "reopen" or row["status"] == "done") and (verb != "start" or row["status"] == "new")
        else row["status"]
        for verb, status in VERBS.items()
    }  # fmt: skip
    return {
        **full,
        **shown.around(db, row),
        "source": source_of(db, row["call"]),
        "can": {**can, "note": None},
    }


def change(
    db: Database, asker: Asker, verb: str, fields: Mapping[str, Any], order: str | None = None
) -> Row:
    """Starts, closes or opens one again; the status that it has already is no change."""
    row = row_of(db, asker, "inquiries", fields["inquiry"])
    number, until = carry_out(
        db, asker, f"inquiries.{verb}", [("inquiries", row["id"])],
        lambda by: change_inquiry(db, row["id"], VERBS[verb], now=asker.now, by=by), fields, order=order,
    )  # fmt: skip
    [full] = _shown(db, asker, [row_of(db, asker, "inquiries", row["id"])])
    return answered(number, until, full)


def start(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Somebody works on it."""
    return change(db, asker, "start", fields)


def done(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """It is settled."""
    return change(db, asker, "done", fields)


def reopen(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """It is not settled after all."""
    return change(db, asker, "reopen", fields)


READS = (
    Read(
        "/inquiries",
        "Inquiries: open ones first, urgent ones first among them, then by age.",
        list_inquiries,
        (
            BUSINESS,
            Field("status", "only these", "texts", choices=STATUSES),
            Field("urgency", "only these", choices=URGENCIES),
            QUESTION,
            *PAGING,
        ),
        returns={
            **LIST_RETURNS,
            "items": "columns of `inquiries`, category_name, and also (other open entries of that number)",
            "counts": "how many of each status, whatever the other fields ask for",
        },
    ),
    Read(
        "/inquiries/{inquiry}",
        "One inquiry with all that is known of it.",
        show_inquiry,
        returns={
            "(the row)": "as in the list",
            "history, notes, customer, others, summary, source": "as of an appointment",
            "can": "start, done, reopen, note: null, or the status that does not allow it",
        },
    ),
)
WRITES = (
    Write("/inquiries/{inquiry}/start", "Somebody works on it.", start, (WHY,), returns=RETURNS),
    Write("/inquiries/{inquiry}/done", "It is settled.", done, (WHY,), returns=RETURNS),
    Write("/inquiries/{inquiry}/reopen", "It is in progress again.", reopen, (WHY,), returns=RETURNS),
    note_write("inquiries", "inquiry", "inquiries"),
)  # fmt: skip
