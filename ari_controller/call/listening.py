"""Telephones beside the caller's: who has the caller, who only listens, and how far each one is. No I/O."""

from dataclasses import dataclass, field
from typing import Literal

from ari_controller.call import orders as o
from ari_controller.call.orders import Order
from ari_controller.call.records import operator_did
from ari_controller.call.signals import Command

Stage = Literal["told", "ringing", "connecting", "connected", "releasing"]
TelephoneSignal = o.Answered | o.Connected | o.Lost | o.Released


@dataclass
class Party:
    """One telephone."""

    order: Order
    stage: Stage = "ringing"
    back: Order | None = None
    """The order that lets it go."""

    @property
    def underway(self) -> bool:
        """What was ordered has not come about yet."""
        return self.stage in ("told", "ringing", "connecting")

    @property
    def unsettled(self) -> list[Order]:
        """Orders whose outcome is not known yet."""
        return [self.order] if self.underway else [] if self.back is None else [self.back]

    def let_go(self, order: Order) -> list[Command]:
        """An order ends it."""
        failed = [operator_did(self.order, "failed", "let_go")] if self.underway else []
        self.stage, self.back = "releasing", order
        return [*failed, o.Release(self.order)]


@dataclass
class Listeners:
    """Operators who hear a call and are heard by nobody."""

    parties: dict[str, Party] = field(default_factory=dict)
    """By their orders' ids."""

    def refusal(self, order: Order) -> str:
        """Why an order cannot be followed; empty where it can."""
        there = self._of(order.operator) is not None
        if order.verb == "listen":
            return "already_listening" if there else ""
        return "" if there else "not_listening"

    def _of(self, operator: str) -> Party | None:
        return next(
            (
                party
                for party in self.parties.values()
                if party.order.operator == operator and party.stage != "releasing"
            ),
            None,
        )

    def listen(self, order: Order) -> list[Command]:
        """One more."""
        self.parties[order.id] = Party(order)
        return [o.Ring(order)]

    def stop(self, order: Order) -> list[Command]:
        """That operator's telephone is let go."""
        party = self._of(order.operator)
        return [] if party is None else party.let_go(order)

    def telephone(self, signal: TelephoneSignal) -> list[Command]:
        """Something happened to a telephone that does not have the caller."""
        order = signal.order
        party = self.parties.get(order.id)
        if party is None:
            return [o.Release(order)] if isinstance(signal, o.Answered) else []
        match signal:
            case o.Answered() if party.stage == "ringing":
                party.stage = "connecting"
                return [o.Connect(order)]
            case o.Connected() if party.stage == "connecting":
                party.stage = "connected"
                return [operator_did(order, "done")]
            case o.Lost(_, reason) if party.stage != "releasing":
                del self.parties[order.id]
                if party.underway:
                    return [operator_did(order, "failed", reason), o.Release(order)]
                return [operator_did(order, "done", verb="stop_listening"), o.Release(order)]
            case o.Released():
                del self.parties[order.id]
                return [] if party.back is None else [operator_did(party.back, "done")]
            case _:
                return []
