"""One verb for many entries: each by itself, all of them one order."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlite_utils import Database

from storage.desk import booking_orders, inquiries, messages
from storage.desk.asking import WHY
from storage.desk.errors import BadField, DeskError, desk_error
from storage.desk.orders import RETURNS, UNDO_WITHIN
from storage.desk.table import Asker, Field, Row, Write
from storage.errors import StorageError
from storage.times import stamp
from storage.transactions import immediate

MOST = 200
Change = Callable[[Database, Asker, Mapping[str, Any], str], Row]


def _bookings(verb: str) -> Change:
    return lambda db, asker, fields, order: booking_orders.change_booking(
        db, asker, verb, {**fields, "booking": fields["entry"]}, order
    )


def _inquiries(verb: str) -> Change:
    return lambda db, asker, fields, order: inquiries.change(
        db, asker, verb, {**fields, "inquiry": fields["entry"]}, order
    )


def _messages(plural: str, verb: str) -> Change:
    return lambda db, asker, fields, order: messages.change(
        plural, verb, db, asker, {**fields, "message": fields["entry"]}, order
    )


VERBS: Mapping[str, Change] = {
    **{f"bookings.{verb}": _bookings(verb) for verb in booking_orders.VERBS},
    **{f"inquiries.{verb}": _inquiries(verb) for verb in inquiries.VERBS},
    **{f"{plural}.{verb}": _messages(plural, verb) for plural in messages.PLURAL for verb in ("done", "reopen")},
}  # fmt: skip


def batch(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Does one thing to many entries; what is refused for one of them does not touch the others.

    Raises:
        BadField: no entries, or too many.
    """
    entries = list(dict.fromkeys(fields["entries"]))
    if not 0 < len(entries) <= MOST:
        raise BadField(f"entries: 1 to {MOST}", field="entries")
    do, order = VERBS[fields["verb"]], asker.new_id()
    with immediate(db):
        results = [_one(db, asker, do, entry, fields, order) for entry in entries]
        changed = db.execute("SELECT count(*) FROM orders WHERE id = ?", (order,)).fetchone()[0]
    until = stamp(asker.now + UNDO_WITHIN) if changed else None
    return {"order": order, "undo_until": until, "results": results}


def _one(
    db: Database, asker: Asker, do: Change, entry: str, fields: Mapping[str, Any], order: str
) -> Row:
    try:
        done = do(db, asker, {"entry": entry, "why": fields.get("why", "")}, order)
    except StorageError as error:
        refused = desk_error(error)
        if refused is None:
            raise
        return {"entry": entry, "ok": False, "error": _told(refused), "row": None}
    return {"entry": entry, "ok": True, "error": None, "row": done["row"]}


def _told(refused: DeskError) -> Row:
    return {"code": refused.code, "message": str(refused), "detail": dict(refused.detail)}


WRITES = (
    Write(
        "/batch",
        "Does one thing to many entries: each by itself, taken back together.",
        batch,
        (
            Field("verb", "what", required=True, choices=tuple(VERBS)),
            Field("entries", f"ids, at most {MOST}", "texts", required=True),
            WHY,
        ),
        returns={
            "order": RETURNS["order"],
            "undo_until": RETURNS["undo_until"],
            "results": "for each: entry, ok, error (null, or code, message, detail), row",
        },
    ),
)
