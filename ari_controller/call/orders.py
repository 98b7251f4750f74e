"""What operators order of a running call: as the call machine is told it, and what it orders in turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Verb = Literal[
    "hint",
    "say",
    "mute",
    "unmute",
    "takeover",
    "hand_back",
    "listen",
    "stop_listening",
    "transfer",
    "hang_up",
    "call_back",
    "block",
]


@dataclass(frozen=True)
class Order:
    """One order; `id` is the same in every event that tells of it."""

    id: str
    operator: str
    verb: Verb
    text: str = ""
    """What is spoken, hinted, or to be called back about; at `block`, why."""
    endpoint: str = ""
    """What is rung."""
    person: str = ""
    """To whom the caller is transferred, as it is said."""
    promised_for: datetime | None = None
    """Until when somebody calls back."""


# --- told -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ordered:
    """An operator wants something."""

    order: Order


@dataclass(frozen=True)
class Carried:
    """What the house or the voice was to do is done, or it failed for a reason."""

    order: Order
    reason: str = ""
    follow: bool = False
    """A hint that the assistant can follow without words of the caller."""


@dataclass(frozen=True)
class Answered:
    """The telephone that was rung has been picked up."""

    order: Order


@dataclass(frozen=True)
class Connected:
    """The telephone hears, and where it is meant to is heard by, the caller."""

    order: Order


@dataclass(frozen=True)
class Lost:
    """The telephone was not reached, could not be connected, or was hung up."""

    order: Order
    reason: str


@dataclass(frozen=True)
class Released:
    """The telephone is let go, and the caller hears us again."""

    order: Order


Told = Ordered | Carried | Answered | Connected | Lost | Released

# --- ordered --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Carry:
    """Have the house do it."""

    order: Order


@dataclass(frozen=True)
class Ring:
    """Ring the order's telephone."""

    order: Order


@dataclass(frozen=True)
class Connect:
    """Let the telephone and the caller hear each other, and us nothing; a listener hears both."""

    order: Order


@dataclass(frozen=True)
class Release:
    """Let the telephone go; where it had the caller, they hear us again."""

    order: Order


@dataclass(frozen=True)
class Tell:
    """Speak a sentence of the catalogue, in its n-th wording."""

    generation: int
    key: str
    number: int = 1
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


Errand = Carry | Ring | Connect | Release
