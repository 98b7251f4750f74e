"""Calls and their turns: rows from the first second, kept current by folding the call's events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage import jobs, journal
from storage.database import immediate
from storage.events import (
    Asked,
    CallEnded,
    CallStarted,
    Event,
    Heard,
    Said,
    StateChanged,
    TurnTimed,
)
from storage.lookup import begins_with
from storage.search import index


@dataclass(frozen=True)
class NewCall:
    """What is known when a call arrives."""

    id: str
    business: str
    zone: str
    caller: str | None
    dialled: str
    transport: str
    started_at: str
    channel: str = ""
    sip_call_id: str = ""


def start_call(db: Database, new: NewCall) -> None:
    """Writes the call's row before anything is said."""
    with immediate(db):
        db.execute(
            """
            INSERT INTO calls (id, business, zone, caller, dialled, transport, channel, sip_call_id,
                               started_at, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'ringing')
            """,
            (new.id, new.business, new.zone, new.caller, new.dialled, new.transport, new.channel,
             new.sip_call_id, new.started_at),
        )  # fmt: skip


def append_events(db: Database, events: Sequence[Event]) -> None:
    """Journals events and brings the call's row and its turns up to date, in one transaction."""
    with immediate(db):
        journal.append(db, events)
        for event in events:
            _fold(db, event)
        _find_by(db, events)


def _find_by(db: Database, events: Sequence[Event]) -> None:
    """What was heard and said becomes findable, a turn at a time."""
    turns = {(e.call, e.turn): e for e in events if isinstance(e, Heard | Said)}
    for (call, turn), event in turns.items():
        row = db.execute(
            "SELECT coalesce(heard, ''), said FROM turns WHERE call = ? AND turn = ?", (call, turn)
        ).fetchone()
        text = " ".join(row) if row else ""
        index(db, "turn", call, business=event.business, at=event.at, text=text, turn=turn)


def _fold(db: Database, event: Event) -> None:
    match event:
        case StateChanged():
            db.execute("UPDATE calls SET state = ? WHERE id = ?", (event.after, event.call))
            if event.after == "greeting":
                db.execute(
                    "UPDATE calls SET answered_at = coalesce(answered_at, ?) WHERE id = ?",
                    (event.at, event.call),
                )
        case Heard():
            _turn(db, event, event.turn)
            db.execute(
                "UPDATE turns SET heard = ?, confidence = ? WHERE call = ? AND turn = ?",
                (event.text, event.confidence, event.call, event.turn),
            )
        case Said():
            _turn(db, event, event.turn)
            db.execute(
                "UPDATE turns SET said = ltrim(said || ' ' || ?) WHERE call = ? AND turn = ?",
                (event.text, event.call, event.turn),
            )
        case TurnTimed():
            _turn(db, event, event.turn)
            db.execute(
                """
                UPDATE turns SET slot = ?, endpoint_ms = ?, final_ms = ?, decision_ms = ?, first_token_ms = ?,
                    first_audio_ms = ?, audible_ms = ? WHERE call = ? AND turn = ?
                """,
                (event.slot, event.endpoint, event.final, event.decision, event.first_token,
                 event.first_audio, event.audible, event.call, event.turn),
            )  # fmt: skip
        case CallEnded():
            db.execute(
                "UPDATE calls SET ended_at = ?, exit_reason = ?, turns = ?, state = 'ended' WHERE id = ?",
                (event.at, event.reason, event.turns, event.call),
            )
            jobs.enqueue(db, "summary", business=event.business, call=event.call, at=event.at)
        case CallStarted() | Asked():
            pass  # the row was written at the call's start; a question alone is no turn
        case _:
            pass  # other events are read from the journal


def _turn(db: Database, event: Event, turn: int) -> None:
    db.execute(
        "INSERT INTO turns (call, turn, business) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (event.call, turn, event.business),
    )


def list_calls(
    db: Database, *, business: str | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """The latest calls first."""
    where, values = ("WHERE business = ?", [business]) if business else ("", [])
    return list(
        db.query(
            f"SELECT * FROM calls {where} ORDER BY started_at DESC, id DESC LIMIT ?",  # noqa: S608
            [*values, limit],
        )
    )


def get_call(db: Database, call: str) -> dict[str, Any] | None:
    """One call with its turns, by its id or the beginning of it; None when there is none or several."""
    exact = begins_with(db, "calls", call)
    if len(exact) != 1:
        return None
    turns = list(db.query("SELECT * FROM turns WHERE call = ? ORDER BY turn", [exact[0]["id"]]))
    return {**exact[0], "turn_rows": turns}


def unfinished_calls(db: Database) -> list[dict[str, Any]]:
    """Calls without an end: running ones, or those that a crash interrupted."""
    return list(db.query("SELECT * FROM calls WHERE ended_at IS NULL ORDER BY started_at"))
