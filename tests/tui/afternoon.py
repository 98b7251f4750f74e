"""A busy moment at 14:32: calls of every kind, and what the controller says of the house."""

from datetime import timedelta
from typing import Any

from storage.events import Event
from tests.storage.live.script import Script
from tests.tui.fake_client import NOW, STATE

BUSINESSES = {
    "items": [
        {
            "key": "praxis",
            "name": "Praxis Huber",
            "transfer": [{"key": "empfang", "name": "Empfang"}],
        },
        {"key": "dach", "name": "Dach & Co", "transfer": []},
        {
            "key": "friseur",
            "name": "Salon Anna",
            "transfer": [{"key": "anna", "name": "Anna Weber"}],
        },
    ],
    "next": None,
}
BUSY_STATE = {
    **STATE,
    "lines": {"used": 4, "most": 8, "refused": 0},
    "parts": [
        *STATE["parts"][:2],  # type: ignore[index]
        {
            "part": "tts",
            "state": "slow",
            "detail": "2,4 s je Satz",
            "since": "2026-07-14T12:29:00.000Z",
        },
    ],
}
CALLS: dict[str, Any] = {
    "items": [
        {
            "id": "01OLD0000000000000000000A1",
            "business": "praxis",
            "caller": "+4930555000",
            "name": "Öztürk, Murat",
            "started_at": "2026-07-14T12:22:55.000Z",
            "ended_at": "2026-07-14T12:26:00.000Z",
            "exit_reason": "farewell",
            "outcome": [{"kind": "booking", "id": "01B", "status": "confirmed"}],
        },
        {
            "id": "01OLD0000000000000000000A2",
            "business": "dach",
            "caller": None,
            "name": None,
            "started_at": "2026-07-14T12:19:49.000Z",
            "ended_at": "2026-07-14T12:20:00.000Z",
            "exit_reason": "caller_hung_up",
            "outcome": [],
        },
    ],
    "next": None,
}


def yilmaz() -> Script:
    """Interrupted the assistant, was not understood, asks for a person."""
    start = NOW - timedelta(seconds=252)
    script = Script("01K0000000000000000000007F3A", "praxis", "+4915123456789", start).talking()
    script.at(8).hears("ich brauche einen Termin zur Kontrolle", 2400.0)
    script.tell("decided", turn=1, by="rules", reason="facts").fills(
        "service", "Kontrolle", "zur Kontrolle"
    )
    script.tell("asked", turn=1, slot="when").becomes("speaking")
    script.timed(900.0, endpoint=500.0, final=560.0, decision=640.0, first_audio=860.0)
    script.at(12).says("Gern. An welchem Tag passt es Ihnen?", 2200.0).becomes("listening")
    script.at(18).hears("am Freitag", 800.0).fills("when", "2026-07-17 09:30:00", "am Freitag")
    script.tell("tool_called", turn=2, tool="find", outcome="9:30, 11:00, 15:15", detail={"ms": 40})
    script.tell("asked", turn=2, slot="confirm").becomes("speaking")
    script.timed(1600.0, endpoint=500.0, final=580.0, decision=1400.0, first_audio=1550.0)
    wanted = "Freitag, 17. Juli, 9:30 Uhr — passt das?"
    script.at(241).says("Freitag, 17. Juli, 9:30 Uhr", 3000.0, cut=True, wanted=wanted)
    script.tell("barge_in", turn=2, heard_ms=3000).becomes("listening")
    script.at(246).hears("Yilmaz, ich möchte mit jemandem sprechen", 2500.0)
    script.fills("name", "Aylin Yilmaz", "Yilmaz").fills("phone", "+4915123456789")
    script.tell("needs_human", reason="not_understood")
    script.at(247).tell("needs_human", reason="person_wanted").becomes("speaking")
    script.timed(1400.0, endpoint=500.0, final=590.0, decision=1100.0, first_audio=1350.0)
    script.at(249).becomes("listening")
    return script.at(250).partial("ich brauche … nein, den Freitag bitte")


def brandt() -> Script:
    """Tells of a roof; nothing is wrong."""
    start = NOW - timedelta(seconds=107)
    script = Script("01K00000000000000000000B2A1", "dach", "+4989776611", start).talking()
    script.at(90).hears("das Dach am Hinterhaus, seit gestern nass", 3300.0)
    script.fills("problem", "Dach am Hinterhaus nass", "das Dach am Hinterhaus")
    script.fills("name", "Jens Brandt").becomes("speaking").timed(
        900.0, endpoint=500.0, decision=700.0
    )
    return script.at(105)


def greeted() -> Script:
    """Just began."""
    return Script(
        "01K00000000000000000000C3B2", "praxis", "+493055501234", NOW - timedelta(seconds=4)
    ).talking()


def ringing() -> Script:
    """Nobody answered yet."""
    return Script(
        "01K00000000000000000000D4C3", "dach", "+4917088990011", NOW - timedelta(seconds=4)
    )


def calls() -> list[list[Event]]:
    """All of them."""
    return [script.events for script in (yilmaz(), brandt(), greeted(), ringing())]
