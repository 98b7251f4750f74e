"""The operators' terminal, as the database sees it: what is read, what is done, what is taken back."""

from storage.desk import (
    agenda,
    batch,
    booking_orders,
    bookings,
    calls,
    customers,
    firms,
    inquiries,
    messages,
    searching,
    undo,
)
from storage.desk.table import Read, Write

READS: tuple[Read, ...] = (
    *firms.READS,
    *agenda.READS,
    *bookings.READS,
    *inquiries.READS,
    *messages.READS,
    *customers.READS,
    *calls.READS,
    *searching.READS,
)
WRITES: tuple[Write, ...] = (
    *booking_orders.WRITES,
    *inquiries.WRITES,
    *messages.WRITES,
    *customers.WRITES,
    *calls.WRITES,
    *batch.WRITES,
    *undo.WRITES,
)
