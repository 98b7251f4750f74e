"""What the database holds after a scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of a call's transcript."""

    at: str
    who: Literal["caller", "assistant", "house"]
    text: str


@dataclass(frozen=True)
class Outcome:
    """What the database holds after a scenario; rows as storage gives them."""

    zone: str
    bookings: Sequence[Row]
    """Those made by the scenario, not those that were given."""
    inquiries: Sequence[Row]
    messages: Sequence[Row]
    calls: Sequence[Row]
    """In the order in which they began."""
    said: Sequence[str]
    unused_steps: Sequence[str]
    latency_ms: Sequence[float]
    """From the end of the caller's speech to our first sound, by turn."""
    given: Sequence[Row] = ()
    """Those that were there before, as they are now."""
    needs_human: Sequence[str] = ()
    """Why an operator was asked for, each time."""
    lines: Sequence[Line] = ()
