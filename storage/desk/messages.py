"""Call-backs and messages as operators read and settle them: what is due first, first."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlite_utils import Database

from storage import journal, search
from storage import messages as rows_of
from storage.audit import By
from storage.desk import shown
from storage.desk.asking import BUSINESS, QUESTION, WHY, firm_named, moment_of, row_of, zones
from storage.desk.booking_orders import telephone
from storage.desk.errors import BadField, Conflict, NoSuchEntry
from storage.desk.noting import note_write
from storage.desk.orders import RETURNS, answered, carry_out, graced
from storage.desk.paging import LIST_RETURNS, PAGING, Stream, page
from storage.desk.table import Asker, Field, Read, Row, Write
from storage.messages import NewMessage
from storage.migrations.with_operators import DUE
from storage.search import Kind
from storage.times import stamp

MOST_FOUND = 500
PLURAL: Mapping[str, Kind] = {"callbacks": "callback", "messages": "message"}


def list_messages(kind: Kind, db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """A page of them: the open ones by when they are due, or the settled ones, the last settled first."""
    keys = list(zones(db, asker, fields.get("business")))
    found: list[str] | None = None
    if fields.get("q"):
        found = search.entries(db, fields["q"], businesses=keys, kinds=[kind], limit=MOST_FOUND)
    is_open = fields.get("open", True)
    got = page(db, [_stream(kind, key, found, is_open=is_open) for key in keys], fields)
    return got.answer(_shown(db, asker, got.items))


def _stream(kind: Kind, business: str, found: list[str] | None, *, is_open: bool) -> Stream:
    state = "done_at IS NULL" if is_open else "done_at IS NOT NULL"
    where, values = f"business = ? AND kind = ? AND {state}", [business, str(kind)]
    keys = (DUE, "id") if is_open else ("done_at", DUE, "id")
    one = Stream("messages", where, tuple(values), keys, descending=not is_open)
    return one if found is None else one.among(found)


def _shown(db: Database, asker: Asker, rows: list[Row]) -> list[Row]:
    now = stamp(asker.now)
    return [
        {**row, "overdue": _overdue(row, now), "due_at": _due(row), "customer_name": row["name"] or _known(db, row)}
        for row in shown.also(db, asker, rows, "number")
    ]  # fmt: skip


def _due(row: Mapping[str, Any]) -> str:
    """As the index has it, see `DUE`."""
    at_once = row["created_at"] if row["urgent"] else None
    return str(row["snoozed_until"] or at_once or row["promised_for"] or row["created_at"])


def _overdue(row: Mapping[str, Any], now: str) -> bool:
    """What was promised for no time is due, but never overdue."""
    wanted = row["snoozed_until"] or row["promised_for"] or row["urgent"]
    return row["done_at"] is None and bool(wanted) and _due(row) < now


def _known(db: Database, row: Mapping[str, Any]) -> str | None:
    found = shown.card(db, row["customer"])
    return str(found["name"]) if found else None


def _row(db: Database, asker: Asker, kind: Kind, fields: Mapping[str, Any]) -> Row:
    row = row_of(db, asker, "messages", fields["message"])
    if row["kind"] != kind:
        raise NoSuchEntry(f"there is no {kind} {row['id']}")
    return row


def show_message(kind: Kind, db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """One of them with everything around it."""
    row = _row(db, asker, kind, fields)
    [full] = _shown(db, asker, [row])
    settled = "done" if row["done_at"] else None
    can = {"done": settled, "reopen": None if settled else "open", "snooze": settled, "note": None}
    return {**full, **shown.around(db, row), "can": can}


def change(
    plural: str, verb: str, db: Database, asker: Asker, fields: Mapping[str, Any], order: str | None = None
) -> Row:  # fmt: skip
    """Marks one as done, opens it again, or puts it off."""
    kind = PLURAL[plural]
    row = _row(db, asker, kind, fields)
    do: Callable[[By], object]
    match verb:
        case "done":
            do = partial(_by, rows_of.mark_done, db, row["id"], asker)
        case "reopen":
            do = partial(_by, rows_of.reopen, db, row["id"], asker)
        case _:
            do = partial(_put_off, db, asker, row, fields)
    number, until = carry_out(
        db, asker, f"{plural}.{verb}", [("messages", row["id"])], do, fields, order=order
    )
    [full] = _shown(db, asker, [row_of(db, asker, "messages", row["id"])])
    return answered(number, until, full)


def _by(what: Callable[..., object], db: Database, entry: str, asker: Asker, by: By) -> None:
    what(db, entry, now=asker.now, by=by)


def _put_off(db: Database, asker: Asker, row: Row, fields: Mapping[str, Any], by: By) -> None:
    zone = zones(db, asker, row["business"])[row["business"]]
    until = moment_of(fields, "until", zone)
    if until is None or until <= asker.now:
        raise BadField("until: a time to come is expected", field="until")
    if row["done_at"] is not None:
        raise Conflict("what is done cannot be put off", "done")
    rows_of.snooze(db, row["id"], until, now=asker.now, by=by)


def promise(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Promises a call-back.

    Raises:
        NoSuchEntry: there is no such business, or no such call of it.
        BadField: the number or the time is none.
    """
    owner = firm_named(asker, fields["business"])
    call = fields.get("call")
    if call is not None and row_of(db, asker, "calls", call)["business"] != owner.key:
        raise NoSuchEntry(f"{owner.key} has no call {call[:64]}")
    entry = asker.new_id()
    new = NewMessage(
        id=entry, business=owner.key, call=call, callback=True, words=fields.get("words", ""),
        name=fields.get("name"), number=telephone(fields["number"], "number"),
        promised_for=moment_of(fields, "promised_for", owner.zone), key=entry,
    )  # fmt: skip
    seq = journal.next_seq(db, call) if call is not None else 0
    rows_of.take_message(db, new, now=asker.now, seq=seq, by=graced(asker, fields))
    [row] = _shown(db, asker, [row_of(db, asker, "messages", entry)])
    return answered(asker.new_id(), None, row)


_ROW = "columns of `messages`, and due_at, overdue, customer_name, also (other open entries of that number)"


def _reads(plural: str, kind: Kind, what: str) -> tuple[Read, Read]:
    fields = (
        BUSINESS,
        Field("open", "false: those that are settled; else those that are not", "flag"),
        QUESTION,
        *PAGING,
    )
    return (
        Read(
            f"/{plural}",
            f"{what}: what is due first, first; of the settled ones the last one.",
            partial(list_messages, kind),
            fields,
            returns={**LIST_RETURNS, "items": _ROW},
        ),
        Read(
            f"/{plural}/{{message}}",
            f"One of the {plural} with all that is known of it.",
            partial(show_message, kind),
            returns={
                "(the row)": "as in the list",
                "history, notes, customer, others, summary": "as of an appointment",
                "can": "done, reopen, snooze, note: null, or the code of why not",
            },
        ),
    )


def _writes(plural: str) -> tuple[Write, ...]:
    path = f"/{plural}/{{message}}"
    until = Field("until", "local time of the business: 2026-03-06T14:30", required=True)
    do = {verb: partial(change, plural, verb) for verb in ("done", "reopen", "snooze")}
    return (
        Write(f"{path}/done", "Somebody took care of it.", do["done"], (WHY,), returns=RETURNS),
        Write(f"{path}/reopen", "It is open again.", do["reopen"], (WHY,), returns=RETURNS),
        Write(f"{path}/snooze", "It is not due before.", do["snooze"], (until, WHY), returns=RETURNS),
        note_write(plural, "message", "messages"),
    )  # fmt: skip


READS = (
    *_reads("callbacks", "callback", "Promised call-backs"),
    *_reads("messages", "message", "Messages"),
)
WRITES = (
    *_writes("callbacks"),
    *_writes("messages"),
    Write(
        "/callbacks",
        "Promises a call-back.",
        promise,
        (
            Field("business", "its key", required=True),
            Field("number", "whom to call", required=True),
            Field("name", "whom to ask for"),
            Field("words", "about what"),
            Field("call", "in which call it was promised"),
            Field("promised_for", "until when, local time of the business"),
            WHY,
        ),
        returns={**RETURNS, "undo_until": "always null"},
    ),
)
