"""Orders that this operator gave: nothing counts as done before the call's event says so."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage.events import OperatorDid

PATIENCE_S = 3.0
"""So long until an order without any event is an error."""
RINGS = frozenset({"takeover", "listen", "transfer"})
"""What rings a telephone first; its end may take as long as a telephone rings."""
Standing = Literal["sent", "requested", "ringing", "done", "failed", "late"]


@dataclass
class Given:
    """One order and how it stands."""

    order: str
    verb: str
    call: str
    at: datetime
    standing: Standing = "sent"
    reason: str = ""


@dataclass
class Orders:
    """All that are under way."""

    given: dict[str, Given] = field(default_factory=dict)
    _early: dict[str, OperatorDid] = field(default_factory=dict)

    def add(self, order: str, verb: str, call: str, now: datetime) -> Given:
        """The controller took an order; its event may have been here before the answer."""
        one = Given(order, verb, call, now)
        self.given[order] = one
        early = self._early.pop(order, None)
        if early is not None:
            self.told(early)
        return one

    def told(self, event: OperatorDid) -> Given | None:
        """An operator's event: the own order that it is about, as it stands now."""
        one = self.given.get(event.order)
        if one is None:
            if event.order:
                self._early[event.order] = event
                while len(self._early) > 50:  # other operators' orders, mostly
                    del self._early[next(iter(self._early))]
            return None
        if event.outcome == "requested":
            one.standing = "ringing" if one.verb in RINGS else "requested"
        else:
            one.standing = event.outcome
            del self.given[event.order]
        one.reason = event.reason
        return one

    def late(self, now: datetime) -> list[Given]:
        """Orders that nothing was heard of for too long; they are given up."""
        late = [
            one
            for one in self.given.values()
            if one.standing == "sent" and (now - one.at).total_seconds() >= PATIENCE_S
        ]
        for one in late:
            one.standing = "late"
            del self.given[one.order]
        return late

    def of(self, call: str) -> Given | None:
        """The newest order of a call that is under way."""
        return next((one for one in reversed(self.given.values()) if one.call == call), None)
