"""One call's own end at the telephone side: an Asterisk channel, a memory line, or plain text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ari_controller.call.orders import Order
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


class Telephones(Protocol):
    """Other people's telephones, which join a call or listen to it; an order's id names each one."""

    async def ring(self, order: Order, caller_id: str) -> None:
        """Rings; returns when somebody has answered.

        Raises:
            NotConnected: nobody did.
        """
        ...

    async def connect(self, order: Order) -> None:
        """Lets the telephone and the caller hear each other, and us nothing; a listener hears both.

        Raises:
            NotConnected: it could not be done; the caller hears us as before.
        """
        ...

    async def release(self, order: Order) -> None:
        """Lets the telephone go; where it had the caller, they hear us again. Safe to call twice.

        Raises:
            NotConnected: the caller cannot hear us any more.
        """
        ...


@runtime_checkable
class Reachable(Protocol):
    """A leg that other people can reach."""

    @property
    def telephones(self) -> Telephones:
        """How they do."""
        ...


class NotConnected(ConnectionError):
    """A telephone was not reached or connected; the message is a short code or Asterisk's own words."""


class LegFailed(ConnectionError):
    """The call's audio could not be set up."""
