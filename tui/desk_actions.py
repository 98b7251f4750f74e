"""What operators can do at the desk: bookings, inquiries, customers, call-backs, history, log."""

from collections.abc import Callable, Sequence
from typing import Any

from tui.actions import Action, Available, Context, at, with_link
from tui.desk.allowed import NOTHING, booking_verb, callback_verb, inquiry_verb

BOOKINGS, INBOX, CUSTOMERS, HISTORY = at("bookings"), at("inbox"), at("customers"), at("history")


def _subjects(context: Context) -> Sequence[Any]:
    """The marked entries, else the one with the cursor."""
    return tuple(context.more.get("subjects") or ())


def _over(rule: Callable[[Context], str | None]) -> Available:
    """Without a link nothing can be done."""
    return lambda context: rule(context) if context.linked else "no_link"


def _booking(verb: str) -> Available:
    return _over(lambda context: booking_verb(verb, _subjects(context), context.can))


def _inquiry(verb: str) -> Available:
    return _over(lambda context: inquiry_verb(verb, _subjects(context)))


def _callback(verb: str) -> Available:
    def rule(context: Context) -> str | None:
        if context.more.get("list") != "callbacks":
            return "no_callback"
        return callback_verb(verb, _subjects(context))

    return _over(rule)


def _customer(context: Context) -> str | None:
    if context.more.get("list") != "customers":
        return "no_customer"
    return None if _subjects(context) else NOTHING


def _chosen(context: Context) -> str | None:
    return None if _subjects(context) else NOTHING


def _openable(context: Context) -> str | None:
    return None if _subjects(context) or context.more.get("gap") else NOTHING


def _listed(context: Context) -> str | None:
    return None if context.more.get("listed") else "nothing_listed"


def _modes(context: Context) -> str | None:
    return None if len(context.more.get("modes") or ()) > 1 else "one_mode"


def _firms(context: Context) -> str | None:
    return None if int(context.more.get("firms") or 0) > 1 else "one_business"


def _undo(context: Context) -> str | None:
    return None if context.more.get("undo") else "nothing_to_undo"


UNDO = _over(_undo)
DESK: tuple[Action, ...] = (
    Action("booking.open", ("enter",), BOOKINGS, available=_openable, footer=1),
    Action("booking.confirm", ("b",), BOOKINGS, "book", available=_booking("confirm"), footer=2),
    Action("booking.decline", ("A",), BOOKINGS, "book", available=_booking("decline"), footer=6),
    Action("booking.move", ("v",), BOOKINGS, "book", available=_booking("move"), footer=3),
    Action("booking.cancel", ("X",), BOOKINGS, "book", available=_booking("cancel"), footer=4),
    Action("booking.new", ("N",), BOOKINGS, "book", available=with_link, footer=5),
    Action("booking.note", ("n",), BOOKINGS, "book", available=_booking("note"), footer=7),
    Action("booking.day_back", ("h",), BOOKINGS),
    Action("booking.day_on", ("l",), BOOKINGS),
    Action("booking.week_back", ("H",), BOOKINGS),
    Action("booking.week_on", ("L",), BOOKINGS),
    Action("booking.today", ("t",), BOOKINGS),
    Action("booking.goto", ("g",), BOOKINGS),
    Action("booking.list", ("a",), BOOKINGS),
    Action("booking.business", ("w",), BOOKINGS, available=_firms),
    Action("booking.mode", ("m",), BOOKINGS, available=_modes),
    Action("booking.preview", ("p",), BOOKINGS),
    Action("booking.export", ("E",), BOOKINGS, available=_listed),
    Action("inquiry.open", ("enter",), INBOX, available=_chosen, footer=1),
    Action("inquiry.start", ("s",), INBOX, "book", available=_inquiry("start"), footer=2),
    Action("inquiry.done", ("o",), INBOX, "book", available=_inquiry("done"), footer=3),
    Action("inquiry.reopen", ("O",), INBOX, "book", available=_inquiry("reopen"), footer=6),
    Action("inquiry.call_back", ("r",), INBOX, "book", available=_inquiry("call_back"), footer=4),
    Action("inquiry.note", ("n",), INBOX, "book", available=_inquiry("note"), footer=5),
    Action("inquiry.state_back", ("h",), INBOX),
    Action("inquiry.state_on", ("l",), INBOX),
    Action("inquiry.urgent", ("exclamation_mark",), INBOX),
    Action("inquiry.business", ("w",), INBOX, available=_firms),
    Action("inquiry.mode", ("m",), INBOX, available=_modes),
    Action("inquiry.preview", ("p",), INBOX),
    Action("inquiry.export", ("E",), INBOX, available=_listed),
    Action("customer.open", ("enter",), CUSTOMERS, available=_chosen, footer=1),
    Action("callback.done", ("o",), CUSTOMERS, "book", available=_callback("done"), footer=2),
    Action("callback.snooze", ("s",), CUSTOMERS, "book", available=_callback("snooze"), footer=3),
    Action("callback.reopen", ("O",), CUSTOMERS, "book", available=_callback("reopen")),
    Action("callback.new", ("N",), CUSTOMERS, "book", available=with_link, footer=5),
    Action("customer.note", ("n",), CUSTOMERS, "book", available=_over(_chosen), footer=4),
    Action("customer.merge", ("M",), CUSTOMERS, "book", available=_over(_customer), footer=6),
    Action("customer.erase", ("D",), CUSTOMERS, "admin", "typed", available=_over(_customer), footer=7),
    Action("customer.switch", ("a",), CUSTOMERS),
    Action("customer.closed", ("z",), CUSTOMERS),
    Action("customer.business", ("w",), CUSTOMERS, available=_firms),
    Action("customer.preview", ("p",), CUSTOMERS),
    Action("customer.export", ("E",), CUSTOMERS, available=_listed),
    Action("history.open", ("enter",), HISTORY, available=_chosen, footer=1),
    Action("history.period", ("z",), HISTORY, footer=2),
    Action("history.business", ("w",), HISTORY, available=_firms, footer=3),
    Action("history.exit", ("r",), HISTORY, footer=4),
    Action("history.mode", ("m",), HISTORY, available=_modes, footer=5),
    Action("history.note", ("n",), HISTORY, "book", available=_over(_chosen)),
    Action("history.export", ("E",), HISTORY, available=_listed, footer=6),
)  # fmt: skip
