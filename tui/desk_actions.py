"""What operators can do at the desk: bookings, inquiries, customers, call-backs, history, log."""

from tui.actions import Action

DESK: tuple[Action, ...] = ()
