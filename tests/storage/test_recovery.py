from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.calls import NewCall, append_events, list_calls, start_call
from storage.database import Database, connect
from storage.events import CallState, Heard, SlotFilled, StateChanged
from storage.ids import Ids
from storage.journal import of_call
from storage.messages import NewMessage, list_messages, take_message
from storage.recovery import end_interrupted

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
AT = "2026-03-04T09:00:00.000Z"
WHO: dict[str, Any] = {"business": "friseur", "call": "one", "at": AT}


def left_open(path: Path, caller: str | None, state: CallState = "listening") -> Database:
    """A database with a call that a crash cut in this state, after the caller said two things."""
    db = connect(path / "vorzimmer.db")
    new = NewCall("one", "friseur", "Europe/Berlin", caller, "100", "websocket", AT)
    start_call(db, new)
    events = [
        StateChanged(seq=1, before="ringing", after=state, **WHO),
        Heard(seq=2, turn=1, text="ich hätte gern einen haarschnitt", confidence=1.0, **WHO),
        SlotFilled(seq=3, turn=2, slot="name", value="Becker", quote="becker", **WHO),
        Heard(seq=4, turn=2, text="becker", confidence=1.0, **WHO),
    ]
    append_events(db, events)
    return db


def recover(db: Database) -> list[str]:
    return end_interrupted(db, {"friseur"}, Ids(lambda: NOW).new, NOW)


def test_who_was_cut_off_is_called_back_with_what_they_said(tmp_path: Path) -> None:
    db = left_open(tmp_path, "+491701234567")
    assert recover(db) == ["one"]
    [callback] = list_messages(db)
    assert callback["kind"] == "callback"
    assert (callback["number"], callback["name"]) == ("+491701234567", "Becker")
    assert callback["words"] == "ich hätte gern einen haarschnitt … becker"
    assert callback["promised_for"] == "2026-03-05T09:00:00.000Z"
    [call] = list_calls(db)
    assert (call["state"], call["exit_reason"]) == ("ended", "interrupted")
    assert [event.kind for event in of_call(db, "one")][-2:] == ["message_taken", "call_ended"]
    assert recover(db) == []
    assert len(list_messages(db)) == 1


@pytest.mark.parametrize(
    ("caller", "state"),
    [(None, "listening"), ("+491701234567", "ending"), ("+491701234567", "answering")],
)
def test_nobody_is_called_back_who_cannot_be_or_needs_not_be(
    tmp_path: Path, caller: str | None, state: CallState
) -> None:
    db = left_open(tmp_path, caller, state)
    assert recover(db) == ["one"]
    assert list_messages(db) == []


def test_who_has_what_they_called_for_is_not_called_back(tmp_path: Path) -> None:
    db = left_open(tmp_path, "+491701234567")
    left = NewMessage(
        id="m", business="friseur", call="one", callback=False, words="bin später da",
        name=None, number=None, promised_for=None, key="key",
    )  # fmt: skip
    take_message(db, left, now=NOW, seq=5)
    assert recover(db) == ["one"]
    assert [row["kind"] for row in list_messages(db)] == ["message"]


def test_calls_of_other_businesses_are_left_alone(tmp_path: Path) -> None:
    db = left_open(tmp_path, "+491701234567")
    assert end_interrupted(db, {"salon"}, Ids(lambda: NOW).new, NOW) == []
    assert list_calls(db)[0]["ended_at"] is None
