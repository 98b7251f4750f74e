"""One call's own end at the telephone side: an Asterisk channel, a memory line, or plain text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ari_controller.call.signals import Signal
from voice.line import Line

Post = Callable[[Signal], None]
"""How a leg tells its session what happened: hung up, a key pressed."""


@dataclass(frozen=True)
class Arrival:
    """What is known of a call before it is answered."""

    business: str
    caller: str | None
    """E.164 where it could be read as a number; None when withheld."""
    dialled: str
    channel: str = ""
    sip_call_id: str = ""


class Leg(Protocol):
    """Answers, carries, hangs up."""

    transport: str

    async def open(self, post: Post) -> Line:
        """Answers the call and gives both directions of it.

        Raises:
            LegFailed: there is no audio to be had; the call should end with the dialplan's words.
        """
        ...

    async def hang_up(self) -> None:
        """Ends the call; `HungUp` is posted when it is gone. Safe to call twice."""
        ...

    async def close(self) -> None:
        """Lets go of everything that belongs to the call; safe to call twice."""
        ...


class LegFailed(ConnectionError):
    """The call's audio could not be set up."""
