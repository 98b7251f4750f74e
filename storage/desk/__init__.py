"""The operators' terminal, as the database sees it: what is read, what is done, what is taken back."""

from storage.desk import booking_orders, bookings, firms, undo
from storage.desk.table import Read, Write

READS: tuple[Read, ...] = (*firms.READS, *bookings.READS)
WRITES: tuple[Write, ...] = (*booking_orders.WRITES, *undo.WRITES)
