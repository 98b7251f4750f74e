"""What operators may order a running call to do, and to whom such orders are handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from ari_controller.control.rights import Who
from storage.desk.table import Field, RightName

RefusedCode = Literal["bad_request", "not_found", "conflict", "unavailable"]


@dataclass(frozen=True)
class Refused:
    """An order that was not taken; nothing was done and nothing will be."""

    code: RefusedCode
    message: str
    """English: what, where, remedy."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """For programs: {"reason": "no_phone"}, the same short words as in `operator_did.reason`."""


class Steering(Protocol):
    """Carries orders out; their course is told by `operator_did` events that carry the order's id."""

    def order(
        self, call: str, verb: str, body: Mapping[str, Any], who: Who, order: str
    ) -> Refused | None:
        """Takes an order for a running call; never waits. None: taken, events follow.

        The verb and the body's fields are those of `VERBS`, already checked and of their kinds; `who` has the
        verb's right and sees the call's business.
        """
        ...


@dataclass(frozen=True)
class Verb:
    """POST /calls/{call}/NAME."""

    name: str
    what: str
    fields: tuple[Field, ...] = ()
    right: RightName = "steer"


VERBS = (
    Verb("hint", "Tells the assistant something that it follows in its next turn.", (
        Field("text", "What it shall know or do.", required=True),)),
    Verb("say", "Speaks a text to the caller now.", (Field("text", "What is spoken.", required=True),)),
    Verb("mute", "The assistant falls silent."),
    Verb("unmute", "The assistant speaks again."),
    Verb("takeover", "Rings the operator's telephone and connects it with the caller; the assistant falls silent."),
    Verb("hand_back", "The assistant goes on; the operator's telephone is let go."),
    Verb("listen", "Rings the operator's telephone, which hears both sides and is heard by neither."),
    Verb("stop_listening", "Lets the listening telephone go."),
    Verb("transfer", "Connects the caller with a person of the business.", (
        Field("to", "The key of an entry of `transfer` of the business.", required=True),)),
    Verb("hang_up", "Ends the call."),
    Verb("call_back", "Promises the caller a call-back.", (
        Field("words", "What about."), Field("promised_for", "Until when, UTC."))),
    Verb("block", "Takes no more calls from the caller's number.", (
        Field("digits", "The last four digits of the number, as a proof that it is meant.", required=True),
        Field("why", "A few words for the record.")), right="admin"),
)  # fmt: skip


class NoSteering:
    """Stands where nothing can steer."""

    def order(
        self,
        call: str,  # noqa: ARG002
        verb: str,
        body: Mapping[str, Any],  # noqa: ARG002
        who: Who,  # noqa: ARG002
        order: str,  # noqa: ARG002
    ) -> Refused | None:
        """Refuses every order."""
        return Refused("unavailable", f"this controller cannot carry out `{verb}`")
