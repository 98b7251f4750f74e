"""What a call was about, in a few words, from what is on record: for its entries and for the business."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from config.models import Business
from config.templates import has, render, written_moment
from storage import jobs, journal
from storage.errors import NotFound
from storage.events import Asked, Heard, SlotFilled
from storage.extraction import Extraction, beside, by_rules, store, store_by_rules
from storage.times import parse, stamp
from storage.transactions import immediate

_TOLD = ("service", "when", "problem", "urgency")
"""Slots whose quotes say what somebody wants; names and numbers stand on the entries."""
_LONGEST = 160


def summarise(db: Database, business: Business, call: str) -> str:
    """The summary of a call that has ended, in the language of its business.

    Raises:
        NotFound: there is no such call.
    """
    row = next(iter(list(db.query("SELECT * FROM calls WHERE id = ?", [call]))), None)
    if row is None:
        raise NotFound(f"there is no call {call}")
    events = journal.of_call(db, call)
    quotes = [e.quote for e in events if isinstance(e, SlotFilled) and e.slot in _TOLD]
    said = quotes or [event.text for event in events if isinstance(event, Heard)]
    day, time = written_moment(business.language, parse(row["started_at"]), business.zone)
    ended = f"summary.ended.{row['exit_reason']}"
    facts: dict[str, str | None] = {
        "day": day,
        "time": time,
        "length": _length(row),
        "number": row["caller"],
        "said": _shortened(" … ".join(dict.fromkeys(said))),
        "result": ", ".join(_results(db, business, call)) or None,
        "asked_again": str(sum(isinstance(e, Asked) and e.attempt > 1 for e in events) or "") or None,
        "ended": _text(business, ended, {}) if has(business.language, ended) else None,
    }  # fmt: skip
    return _text(business, "summary.text", facts)


def store_summary(
    db: Database, row: jobs.Row, business: Business, *, now: datetime, then_ask: bool = False
) -> str:
    """Carries out a call's job: stores what it was about, and sends what has waited for it.

    With `then_ask` a job for the model follows in the same transaction.
    """
    with immediate(db):
        text = summarise(db, business, row["call"])
        db.execute("UPDATE calls SET summary = ? WHERE id = ?", (text, row["call"]))
        store_by_rules(db, row["call"])
        db.execute(
            "UPDATE outbox SET facts = json_set(facts, '$.summary', ?), due_at = ?, next_at = ? "
            "WHERE call = ? AND status = 'queued'",
            (text, stamp(now), stamp(now), row["call"]),
        )
        jobs.finish(db, row)
        if then_ask:
            jobs.enqueue(
                db, "extraction", business=row["business"], call=row["call"], at=stamp(now)
            )
    return text


def store_extraction(db: Database, row: jobs.Row, made: Extraction | None) -> None:
    """Carries out a model's job; where nothing came of it, what the rules made of the call stays."""
    with immediate(db):
        if made is not None:
            known = by_rules(journal.of_call(db, row["call"]))
            store(db, row["call"], beside(known, made), "model")
        jobs.finish(db, row)


def of_entry(db: Database, call: str | None) -> str | None:
    """The summary of the call that an entry came from; None until it is made, or when there was no call."""
    if call is None:
        return None
    row = db.execute("SELECT summary FROM calls WHERE id = ?", (call,)).fetchone()
    return str(row[0]) if row and row[0] else None


def _results(db: Database, business: Business, call: str) -> list[str]:
    found = []
    for row in db.query("SELECT * FROM appointments WHERE call = ? AND status <> 'held'", [call]):
        day, time = written_moment(business.language, parse(row["starts_at"]), business.zone)
        named = {"service": _named(business.services, row["service"]),
                 "staff": _named(business.staff, row["staff"])}  # fmt: skip
        facts = {"day": day, "time": time, **named}
        found.append(_text(business, f"summary.appointment.{row['status']}", facts))
    for row in db.query("SELECT * FROM inquiries WHERE call = ?", [call]):
        facts = {"problem": row["problem"], "urgency": row["urgency"]}
        found.append(_text(business, "summary.inquiry", facts))
    messages = db.query("SELECT * FROM messages WHERE call = ?", [call])
    return found + [_text(business, f"summary.{row['kind']}", {}) for row in messages]


def _named(there: Mapping[str, Any], key: str) -> str:
    """What the file calls it; the key when it is there no more."""
    return str(there[key].name) if key in there else key


def _text(business: Business, key: str, facts: Mapping[str, str | None]) -> str:
    return render(business.language, business.notify.texts, key, facts)


def _length(row: Mapping[str, Any]) -> str:
    """Minutes and seconds from answering to the end: "2:05"."""
    begin, end = row["answered_at"] or row["started_at"], row["ended_at"] or row["started_at"]
    seconds = round((parse(end) - parse(begin)).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _shortened(text: str) -> str | None:
    if len(text) <= _LONGEST:
        return text or None
    return text[:_LONGEST].rpartition(" ")[0] + " …"
