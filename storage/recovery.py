"""After a crash: calls that it left open are ended, and their callers get the call-back that they lost."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage import journal
from storage.audit import CONTROLLER
from storage.calls import append_events, unfinished_calls
from storage.events import CallEnded, Heard, SlotFilled
from storage.ids import idempotency_key
from storage.messages import NewMessage, take_message
from storage.times import stamp

PROMISE = timedelta(hours=24)
"""A call-back is promised within a day."""
_DONE = "SELECT 1 FROM {table} WHERE call = ? LIMIT 1"
_RESULTS = ("appointments", "inquiries", "messages")


def end_interrupted(
    db: Database, businesses: Collection[str], new_id: Callable[[], str], now: datetime
) -> list[str]:
    """Ends the calls that a crash left open; gives their ids. Only for the one who runs these businesses.

    Whoever had got nothing yet, and whose number is known, is put down for a call-back. Both steps may
    be repeated: a crash in the middle of this doubles nothing.
    """
    ended = []
    for row in unfinished_calls(db):
        if row["business"] not in businesses:
            continue
        if _is_owed_a_callback(db, row):
            _promise(db, row, new_id(), now)
        event = CallEnded(
            seq=journal.next_seq(db, row["id"]),
            at=stamp(now),
            business=row["business"],
            call=row["id"],
            reason="interrupted",
            turns=row["turns"],
        )
        append_events(db, [event])
        ended.append(str(row["id"]))
    return ended


def _is_owed_a_callback(db: Database, row: dict[str, Any]) -> bool:
    """Not answered, or said goodbye to, or served already: nothing is owed."""
    if row["state"] in ("ringing", "answering", "ending"):
        return False
    return not any(
        db.execute(_DONE.format(table=table), (row["id"],)).fetchone() for table in _RESULTS
    )


def _promise(db: Database, row: dict[str, Any], new_id: str, now: datetime) -> None:
    events = journal.of_call(db, row["id"])
    filled = {event.slot: event.value for event in events if isinstance(event, SlotFilled)}
    number = filled.get("phone") or row["caller"]
    if number is None:
        return
    words = " … ".join(event.text for event in events if isinstance(event, Heard))
    callback = NewMessage(
        id=new_id,
        business=row["business"],
        call=row["id"],
        callback=True,
        words=words,
        name=filled.get("name"),
        number=number,
        promised_for=now + PROMISE,
        key=idempotency_key(row["id"], "message", words=words),
    )
    take_message(db, callback, now=now, seq=journal.next_seq(db, row["id"]), by=CONTROLLER)
