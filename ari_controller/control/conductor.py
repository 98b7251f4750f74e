"""Hands operators' orders to the calls that they are for; implements `Steering`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ari_controller.call.lobby import Lobby
from ari_controller.call.orders import Order, Ordered, Verb
from ari_controller.call.session import Session
from ari_controller.control.rights import Who
from ari_controller.control.steering import Refused
from storage.times import parse

PROOF_DIGITS = 4


@dataclass(frozen=True)
class Conductor:
    """Knows the running calls; what comes of an order is told by the call's own events."""

    lobby: Lobby

    def order(
        self, call: str, verb: str, body: Mapping[str, Any], who: Who, order: str
    ) -> Refused | None:
        """Takes an order for a running call; never waits."""
        session = next((one for one in self.lobby.calls if one.new.id == call), None)
        if session is None or session.machine.state == "ended":
            return _conflict("call_over", "the call is over: nothing can be done in it any more")
        known = next((name for name in get_args(Verb) if name == verb), None)
        if known is None:
            return Refused("bad_request", f"no call can `{verb}`")
        made = _order(session, known, body, who, order)
        if isinstance(made, Refused):
            return made
        session.post(Ordered(made))
        return None


def _order(
    session: Session, verb: Verb, body: Mapping[str, Any], who: Who, order: str
) -> Order | Refused:
    match verb:
        case "hint" | "say":
            text = str(body.get("text", "")).strip()
            if not text:
                return Refused("bad_request", "text: nothing to say", {"reason": "empty"})
            return Order(order, who.key, verb, text)
        case "takeover" | "listen":
            if who.phone is None:
                what = f"operators.{who.key}.phone in vorzimmer.yaml names no telephone"
                return _conflict("no_phone", what)
            return Order(order, who.key, verb, endpoint=who.phone)
        case "transfer":
            person = session.business.transfer.get(str(body.get("to", "")))
            if person is None:
                known = ", ".join(session.business.transfer) or "nobody"
                what = f"to: nobody has that key; the business's `transfer` knows: {known}"
                return Refused("not_found", what, {"reason": "unknown_person"})
            return Order(order, who.key, verb, endpoint=person.endpoint, person=person.name)
        case "call_back":
            return _call_back(verb, body, who, order)
        case "block":
            return _block(session, verb, body, who, order)
        case _:
            return Order(order, who.key, verb)


def _call_back(verb: Verb, body: Mapping[str, Any], who: Who, order: str) -> Order | Refused:
    until = body.get("promised_for")
    try:
        promised_for = parse(str(until)) if until else None
    except ValueError:
        return Refused("bad_request", f'promised_for: "{until}" is no time in UTC')
    return Order(order, who.key, verb, str(body.get("words") or ""), promised_for=promised_for)


def _block(
    session: Session, verb: Verb, body: Mapping[str, Any], who: Who, order: str
) -> Order | Refused:
    number, digits = session.new.caller, str(body.get("digits", ""))
    if number is None:
        return _conflict("no_number", "the caller's number is withheld: it cannot be blocked")
    if len(digits) != PROOF_DIGITS or not number.endswith(digits):
        what = "digits: these are not the last four of the caller's number"
        return _conflict("wrong_digits", what)
    return Order(order, who.key, verb, str(body.get("why") or ""))


def _conflict(reason: str, message: str) -> Refused:
    return Refused("conflict", message, {"reason": reason})
