"""Where an entry's values come from: the caller's own words, and whether they said yes to them."""

from typing import Any

from sqlite_utils import Database

from storage import journal
from storage.events import Decided, SlotFilled

AGREED = "confirmed"
"""How the turn was decided in which a caller said yes to all that was read back."""


def source_of(db: Database, call: str | None) -> dict[str, Any] | None:
    """The call, and for each slot the turn, the quote, the value and whether it was confirmed; None without a call."""
    if call is None:
        return None
    slots: dict[str, dict[str, Any]] = {}
    for event in journal.of_call(db, call):
        match event:
            case SlotFilled(slot=slot, turn=turn, quote=quote, value=value):
                slots[slot] = {"turn": turn, "quote": quote, "value": value, "confirmed": False}
            case Decided(reason=reason) if reason == AGREED:
                for known in slots.values():
                    known["confirmed"] = True
            case _:
                pass
    return {"call": call, "slots": slots}
