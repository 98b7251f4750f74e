"""An entry that another view is to show: what is handed to it in the place of typed words."""

from dataclasses import dataclass

from tui.actions import Where

_HEAD = "entry"
VIEWS: dict[str, Where] = {
    "booking": "bookings",
    "inquiry": "inbox",
    "callback": "customers",
    "customer": "customers",
}
"""Where an entry of a kind stands."""


@dataclass(frozen=True)
class Sought:
    """One entry, and how its list finds it."""

    kind: str
    entry: str
    business: str
    about: str
    """Of a booking that stands its day (ISO), else a name or number to filter by."""
    closed: bool = False
    """It is done, or called off: its list shows it only when asked to."""

    @classmethod
    def read(cls, argument: str) -> "Sought | None":
        """From what a view is handed; None for words that somebody typed."""
        parts = argument.split("\n")
        if len(parts) != 6 or parts[0] != _HEAD:
            return None
        _, kind, entry, business, about, state = parts
        return cls(kind, entry, business, about, state == "closed")

    @property
    def argument(self) -> str:
        """What a view is handed; nobody can type it."""
        about = " ".join(self.about.split())
        state = "closed" if self.closed else "open"
        return f"{_HEAD}\n{self.kind}\n{self.entry}\n{self.business}\n{about}\n{state}"
