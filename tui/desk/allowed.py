"""Why something cannot be done to an entry now: a code that has words in the catalogue, or None where it can."""

from collections.abc import Mapping, Sequence

from tui.desk.rows import Booking, CallBack, Inquiry

_BOOKING: Mapping[str, frozenset[str]] = {
    "confirm": frozenset({"requested", "held"}),
    "decline": frozenset({"requested", "held"}),
    "cancel": frozenset({"confirmed", "requested"}),
    "move": frozenset({"confirmed", "requested"}),
}
_INQUIRY: Mapping[str, frozenset[str]] = {
    "start": frozenset({"new"}),
    "done": frozenset({"new", "in_progress"}),
    "reopen": frozenset({"done", "in_progress"}),
}
NOTHING = "nothing_chosen"


def booking_verb(
    verb: str, bookings: Sequence[Booking], can: Mapping[str, str | None]
) -> str | None:
    """Why none of these bookings can be confirmed, declined, cancelled, moved or noted on.

    `can` is what the controller said of a single one.
    """
    if not bookings:
        return NOTHING
    if len(bookings) > 1 and verb in {"move", "note"}:
        return "one_only"
    reasons = [_booking(verb, one) for one in bookings]
    if None not in reasons:
        return reasons[0]
    return f"is_{can[verb]}" if len(bookings) == 1 and can.get(verb) else None


def _booking(verb: str, booking: Booking) -> str | None:
    if verb in _BOOKING and booking.status not in _BOOKING[verb]:
        return f"is_{booking.status}"
    if verb == "confirm" and booking.conflict:
        return f"conflict_{booking.conflict}"
    return None


def inquiry_verb(verb: str, inquiries: Sequence[Inquiry]) -> str | None:
    """Why none of these orders can be started, done, reopened or noted on."""
    if not inquiries:
        return NOTHING
    if len(inquiries) > 1 and verb not in _INQUIRY:
        return "one_only"
    if verb == "call_back":
        return None if inquiries[0].phone else "no_number"
    allowed = _INQUIRY.get(verb)
    if allowed is None or any(one.status in allowed for one in inquiries):
        return None
    return f"is_{inquiries[0].status}"


def callback_verb(verb: str, callbacks: Sequence[CallBack]) -> str | None:
    """Why none of these call-backs can be ticked off, put off or reopened."""
    if not callbacks:
        return NOTHING
    if verb == "reopen":
        return None if any(one.done for one in callbacks) else "is_open"
    return None if any(not one.done for one in callbacks) else "is_done"
