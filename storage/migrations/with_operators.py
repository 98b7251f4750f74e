"""The schema's fourth part: what operators' terminals read by, and orders that can be taken back."""

from sqlite_utils import Database

from storage.migrations.registry import MIGRATIONS

_BY_CALL = ("appointments", "inquiries", "messages")
DUE = "coalesce(snoozed_until, CASE WHEN urgent = 1 THEN created_at END, promised_for, created_at)"
"""When a message is due, as the index `messages_due` has it: to the letter."""
_LISTS = (
    "CREATE INDEX appointments_list ON appointments (business, starts_at, id)",
    "CREATE INDEX appointments_by_status ON appointments (business, status, starts_at, id)",
    "CREATE INDEX appointments_of_staff ON appointments (business, staff, starts_at, id)",
    "DROP INDEX appointments_by_day",
    "DROP INDEX appointments_by_time",
    "CREATE INDEX inquiries_list ON inquiries (business, status, urgency, created_at, id)",
    "DROP INDEX inquiries_open",
    "ALTER TABLE messages ADD COLUMN snoozed_until TEXT CHECK (snoozed_until LIKE '____-__-__T__:__:__.___Z')",
    f"CREATE INDEX messages_due ON messages (business, kind, done_at, {DUE}, id)",
    "DROP INDEX customers_by_last",
    "CREATE INDEX customers_by_last ON customers (business, last_at, id)",
    "DROP INDEX calls_by_time",
    "CREATE INDEX calls_by_time ON calls (business, started_at, id)",
    "CREATE INDEX calls_by_exit ON calls (business, exit_reason, started_at, id)",
    "CREATE INDEX calls_by_caller ON calls (caller, started_at) WHERE caller IS NOT NULL",
)


@MIGRATIONS()
def lists(db: Database) -> None:
    """What is read a page at a time has an index in its order; a call-back may be put off."""
    for statement in _LISTS:
        db.execute(statement)
    for table in _BY_CALL:
        db.execute(f"CREATE INDEX {table}_by_call ON {table} (call) WHERE call IS NOT NULL")


_ORDERS = (
    """
    CREATE TABLE orders (
        id TEXT NOT NULL, part INTEGER NOT NULL, business TEXT NOT NULL, who TEXT NOT NULL, verb TEXT NOT NULL,
        kind TEXT NOT NULL, entry TEXT NOT NULL,
        before TEXT CHECK (before IS NULL OR json_valid(before)),
        after TEXT NOT NULL CHECK (json_valid(after)), told TEXT NOT NULL CHECK (json_valid(told)),
        at TEXT NOT NULL, undo_until TEXT NOT NULL, undone_at TEXT,
        undoing INTEGER NOT NULL DEFAULT 0 CHECK (undoing IN (0, 1)),
        PRIMARY KEY (id, part)
    ) STRICT
    """,
    "CREATE INDEX orders_by_entry ON orders (entry)",
    "CREATE INDEX orders_by_age ON orders (business, at)",
)
_LEGAL = """
    CREATE TRIGGER {table}_legal BEFORE UPDATE OF status ON {table}
    WHEN OLD.status <> NEW.status AND NOT ({ways})
    BEGIN
        SELECT RAISE(ABORT, 'not_allowed') WHERE NOT EXISTS (
            SELECT 1 FROM orders WHERE entry = OLD.id AND undoing = 1 AND undo_until >= NEW.updated_at
              AND json_extract(before, '$.status') = NEW.status
              AND json_extract(after, '$.status') = OLD.status);
    END
"""
_APPOINTMENT_WAYS = (("held", "requested"), ("held", "confirmed"), ("held", "cancelled"),
                     ("requested", "confirmed"), ("requested", "declined"), ("requested", "cancelled"),
                     ("confirmed", "cancelled"))  # fmt: skip
_INQUIRY_WAYS = (("new", "in_progress"), ("new", "done"), ("in_progress", "done"),
                 ("in_progress", "new"), ("done", "in_progress"))  # fmt: skip


@MIGRATIONS()
def orders(db: Database) -> None:
    """What operators did in the last seconds, and the one way back: an order that is being taken back.

    `undoing` is set and cleared within one transaction: no other connection ever sees it.
    """
    for statement in _ORDERS:
        db.execute(statement)
    for table, ways in (("appointments", _APPOINTMENT_WAYS), ("inquiries", _INQUIRY_WAYS)):
        legal = " OR ".join(
            f"(OLD.status = '{before}' AND NEW.status = '{after}')" for before, after in ways
        )
        db.execute(f"DROP TRIGGER {table}_legal")
        db.execute(_LEGAL.format(table=table, ways=legal))


_BEGINNINGS = (
    "CREATE VIRTUAL TABLE search_new USING fts5 (scope, words, tokenize = 'unicode61', prefix = '1 2 3')",
    "INSERT INTO search_new (rowid, scope, words) SELECT rowid, scope, words FROM search",
    "DROP TABLE search",
    "ALTER TABLE search_new RENAME TO search",
)


@MIGRATIONS()
def beginnings(db: Database) -> None:
    """The first letters of words have an index of their own: who types finds with the first one.

    Takes about ten seconds for a million turns.
    """
    for statement in _BEGINNINGS:
        db.execute(statement)
