"""The schema's second part: messages to others, search, notes, customers, and what else a desk needs."""

from sqlite_utils import Database

from storage import customers as people
from storage.migrations.registry import MIGRATIONS
from storage.times import parse

_OUTBOX = (
    """
    CREATE TABLE routes (
        business TEXT NOT NULL REFERENCES businesses (key),
        audience TEXT NOT NULL CHECK (audience IN ('business', 'customer')),
        channel TEXT NOT NULL, PRIMARY KEY (business, audience, channel)
    ) STRICT
    """,
    """
    CREATE TABLE outbox (
        id TEXT PRIMARY KEY, business TEXT NOT NULL, entry TEXT NOT NULL, what TEXT NOT NULL,
        audience TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT,
        facts TEXT NOT NULL CHECK (json_valid(facts)), created_at TEXT NOT NULL, due_at TEXT NOT NULL,
        next_at TEXT NOT NULL, valid_until TEXT, lease_until TEXT, sent_at TEXT,
        status TEXT NOT NULL CHECK (status IN ('queued', 'sending', 'sent', 'dead', 'dropped')),
        attempts INTEGER NOT NULL, parts INTEGER, reason TEXT, idempotency_key TEXT NOT NULL UNIQUE,
        CHECK (audience = 'business' OR recipient IS NOT NULL)
    ) STRICT
    """,
    "CREATE INDEX outbox_due ON outbox (status, next_at)",
    "CREATE INDEX outbox_by_entry ON outbox (entry)",
    "ALTER TABLE businesses ADD COLUMN reminder_h INTEGER NOT NULL DEFAULT 0",
)


@MIGRATIONS()
def outbox(db: Database) -> None:
    """What has to be told to whom, queued in the transaction of what it tells of."""
    for statement in _OUTBOX:
        db.execute(statement)


@MIGRATIONS()
def search(db: Database) -> None:
    """Everything that was said and noted, findable."""
    db.execute(
        "CREATE TABLE search_entries (id INTEGER PRIMARY KEY, business TEXT NOT NULL, kind TEXT NOT NULL, "
        "entry TEXT NOT NULL, turn INTEGER, at TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX search_entries_by_entry ON search_entries (entry, kind, turn)")
    db.execute("CREATE VIRTUAL TABLE search USING fts5 (scope, words, tokenize = 'unicode61')")


@MIGRATIONS()
def notes(db: Database) -> None:
    """What people note on entries."""
    db.execute(
        "CREATE TABLE notes (id TEXT PRIMARY KEY, business TEXT NOT NULL, entry TEXT NOT NULL, at TEXT NOT NULL, "
        "who TEXT NOT NULL, text TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX notes_by_entry ON notes (entry, at)")


_CUSTOMERS = (
    """
    CREATE TABLE customers (
        id TEXT PRIMARY KEY, business TEXT NOT NULL, name TEXT NOT NULL,
        folded TEXT NOT NULL, phonetic TEXT NOT NULL, email TEXT CHECK (email LIKE '_%@_%'),
        created_at TEXT NOT NULL, last_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE customer_numbers (
        business TEXT NOT NULL, number TEXT NOT NULL, customer TEXT NOT NULL REFERENCES customers (id),
        PRIMARY KEY (business, number, customer)
    ) STRICT
    """,
    "CREATE INDEX customers_by_sound ON customers (phonetic)",
    "CREATE INDEX customers_by_last ON customers (business, last_at)",
    "CREATE INDEX customer_numbers_by_customer ON customer_numbers (customer)",
    "CREATE INDEX appointments_by_phone ON appointments (business, phone)",
    "CREATE INDEX inquiries_by_phone ON inquiries (business, phone)",
    "CREATE INDEX messages_by_number ON messages (business, number)",
)


@MIGRATIONS()
def customers(db: Database) -> None:
    """Who the customers are; those of the entries that are there already."""
    for statement in _CUSTOMERS:
        db.execute(statement)
    for table, number in (
        ("appointments", "phone"),
        ("inquiries", "phone"),
        ("messages", "number"),
    ):
        db.execute(f"ALTER TABLE {table} ADD COLUMN customer TEXT REFERENCES customers (id)")
        db.execute(f"CREATE INDEX {table}_by_customer ON {table} (customer)")
        for row in list(db.query(f"SELECT * FROM {table} ORDER BY created_at")):  # noqa: S608  # our own names
            made = parse(row["created_at"])
            who = people.meet(
                db, row["business"], row["name"], row[number], entry=row["id"], now=made
            )
            db.execute(f"UPDATE {table} SET customer = ? WHERE id = ?", (who, row["id"]))  # noqa: S608


@MIGRATIONS()
def blocked(db: Database) -> None:
    """Numbers from which a business takes no calls."""
    db.execute(
        """
        CREATE TABLE blocked_numbers (
            id TEXT PRIMARY KEY, business TEXT NOT NULL, number TEXT NOT NULL, who TEXT NOT NULL,
            why TEXT NOT NULL, created_at TEXT NOT NULL, refused INTEGER NOT NULL DEFAULT 0,
            last_at TEXT, UNIQUE (business, number)
        ) STRICT
        """
    )


@MIGRATIONS()
def jobs(db: Database) -> None:
    """What calls leave behind to be done, and the summaries that come of it."""
    db.execute(
        """
        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY, business TEXT NOT NULL, call TEXT NOT NULL REFERENCES calls (id),
            kind TEXT NOT NULL, created_at TEXT NOT NULL, next_at TEXT NOT NULL, lease_until TEXT,
            status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'dead')),
            attempts INTEGER NOT NULL, reason TEXT, UNIQUE (call, kind)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX jobs_due ON jobs (status, next_at)")
    db.execute("ALTER TABLE calls ADD COLUMN summary TEXT")
    db.execute("ALTER TABLE outbox ADD COLUMN call TEXT")
    db.execute("CREATE INDEX outbox_by_call ON outbox (call)")


@MIGRATIONS()
def answers(db: Database) -> None:
    """What an inquiry was answered: words, cost, day. Customers may be told by mail too."""
    db.execute("ALTER TABLE inquiries ADD COLUMN reply TEXT")
    db.execute("ALTER TABLE inquiries ADD COLUMN cost_cents INTEGER CHECK (cost_cents >= 0)")
    db.execute("ALTER TABLE inquiries ADD COLUMN on_day TEXT CHECK (on_day LIKE '____-__-__')")
    db.execute("DROP TABLE routes")  # mirrored from the files at each start
    db.execute(
        """
        CREATE TABLE routes (
            business TEXT NOT NULL REFERENCES businesses (key),
            audience TEXT NOT NULL CHECK (audience IN ('business', 'customer', 'customer_mail')),
            channel TEXT NOT NULL, PRIMARY KEY (business, audience, channel)
        ) STRICT
        """
    )


@MIGRATIONS()
def visits(db: Database) -> None:
    """Several appointments that are one visit."""
    db.execute("ALTER TABLE appointments ADD COLUMN visit TEXT")
    db.execute("CREATE INDEX appointments_by_visit ON appointments (visit) WHERE visit IS NOT NULL")


@MIGRATIONS()
def tokens(db: Database) -> None:
    """Access for programs."""
    db.execute(
        """
        CREATE TABLE tokens (
            id TEXT PRIMARY KEY, business TEXT, name TEXT NOT NULL,
            right TEXT NOT NULL CHECK (right IN ('calendar', 'read', 'write')), hash TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL, last_used_at TEXT, revoked_at TEXT
        ) STRICT
        """
    )
