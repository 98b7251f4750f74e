"""Calls written down as what happened in them, second by second."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.events import KINDS, CallState, Event
from storage.times import stamp

START = datetime(2026, 7, 14, 12, 28, tzinfo=UTC)


class Script:
    """One call's events; `at` moves its clock, every method appends."""

    def __init__(
        self,
        call: str = "7f3a",
        business: str = "friseur",
        caller: str | None = "+4915123456789",
        start: datetime = START,
    ) -> None:
        self.call, self.business, self.start = call, business, start
        self.now_s = 0.0
        self.turn = 0
        self.state: CallState = "ringing"
        self.events: list[Event] = []
        self.tell("call_started", caller=caller, dialled="+4930123", transport="websocket")

    def tell(self, kind: str, **body: Any) -> "Script":
        """Any event."""
        cls = KINDS[kind]
        seq = sum(not event.live_only for event in self.events) + (not cls.live_only)
        at = stamp(self.start + timedelta(seconds=self.now_s))
        event = cls(seq=seq, at=at, business=self.business, call=self.call, **body)
        self.events.append(event)
        return self

    def at(self, seconds: float) -> "Script":
        """So many seconds after the call began."""
        self.now_s = seconds
        return self

    def becomes(self, *states: CallState) -> "Script":
        """One state after another."""
        for state in states:
            self.tell("state_changed", before=self.state, after=state)
            self.state = state
        return self

    def talking(self) -> "Script":
        """Answered and greeted."""
        self.becomes("answering", "greeting")
        self.at(2.0).says("Guten Tag, hier ist der Salon. Was kann ich für Sie tun?", 1900.0)
        return self.becomes("listening")

    def partial(self, text: str) -> "Script":
        """Words so far."""
        return self.tell("partial", turn=self.turn + 1, text=text)

    def hears(self, text: str, spoke_ms: float | None = 1500.0) -> "Script":
        """The caller said it; a new turn begins."""
        self.turn += 1
        self.tell(
            "heard", turn=self.turn, text=text, confidence=0.9, spoke_ms=spoke_ms, since_ms=300.0
        )
        return self.becomes("thinking")

    def says(self, text: str, played_ms: float | None = 1200.0, **more: Any) -> "Script":
        """The assistant said it."""
        return self.tell("said", turn=self.turn, text=text, played_ms=played_ms, **more)

    def fills(self, slot: str, value: str, quote: str = "") -> "Script":
        """A fact was understood."""
        return self.tell("slot_filled", turn=self.turn, slot=slot, value=value, quote=quote)

    def timed(self, audible: float, **stages: float) -> "Script":
        """How long the turn took."""
        return self.tell("turn_timed", turn=self.turn, slot="open", audible=audible, **stages)

    def order(
        self, order: str, verb: str, outcome: str, reason: str = "", who: str = "mk"
    ) -> "Script":
        """An operator's action."""
        body = {"operator": who, "verb": verb, "outcome": outcome, "reason": reason, "order": order}
        return self.tell("operator_did", **body)

    def ends(self, reason: str = "farewell") -> "Script":
        """It is over."""
        self.becomes("ending", "ended")
        return self.tell("call_ended", reason=reason, turns=self.turn)
