"""The schema's first part: calls, appointments, inquiries, what is on record, planning."""

from sqlite_utils import Database

from storage.migrations.registry import MIGRATIONS

_BLOCKS = """
    other.business = NEW.business AND other.staff = NEW.staff AND other.id <> NEW.id
    AND other.starts_at < NEW.blocked_until AND NEW.starts_at < other.blocked_until
    AND (other.status IN ('requested', 'confirmed')
         OR (other.status = 'held' AND other.expires_at > NEW.{moment}))
"""
_OVERLAP = """
    CREATE TRIGGER appointments_overlap_{event} BEFORE {when} ON appointments
    WHEN NEW.status IN ('held', 'requested', 'confirmed')
    BEGIN
        SELECT RAISE(ABORT, 'slot_taken')
        WHERE EXISTS (SELECT 1 FROM appointments AS other WHERE {blocks});
    END
"""
_FIRST = (
    """
    CREATE TABLE businesses (
        key TEXT PRIMARY KEY, name TEXT NOT NULL, branch TEXT NOT NULL, mode TEXT NOT NULL,
        zone TEXT NOT NULL, state TEXT, confirm TEXT NOT NULL, numbers TEXT NOT NULL,
        updated_at TEXT NOT NULL, retired_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE services (
        business TEXT NOT NULL REFERENCES businesses (key), key TEXT NOT NULL, name TEXT NOT NULL,
        duration_min INTEGER NOT NULL CHECK (duration_min > 0), buffer_min INTEGER NOT NULL,
        price_eur TEXT, retired_at TEXT, PRIMARY KEY (business, key)
    ) STRICT
    """,
    """
    CREATE TABLE staff (
        business TEXT NOT NULL REFERENCES businesses (key), key TEXT NOT NULL, name TEXT NOT NULL,
        retired_at TEXT, PRIMARY KEY (business, key)
    ) STRICT
    """,
    """
    CREATE TABLE service_staff (
        business TEXT NOT NULL, service TEXT NOT NULL, staff TEXT NOT NULL,
        PRIMARY KEY (business, service, staff),
        FOREIGN KEY (business, service) REFERENCES services (business, key),
        FOREIGN KEY (business, staff) REFERENCES staff (business, key)
    ) STRICT
    """,
    """
    CREATE TABLE hours (
        business TEXT NOT NULL REFERENCES businesses (key), staff TEXT NOT NULL DEFAULT '',
        weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
        opens TEXT NOT NULL, closes TEXT NOT NULL CHECK (opens < closes),
        PRIMARY KEY (business, staff, weekday, opens)
    ) STRICT
    """,
    """
    CREATE TABLE calls (
        id TEXT PRIMARY KEY, business TEXT NOT NULL, zone TEXT NOT NULL, caller TEXT, dialled TEXT NOT NULL,
        transport TEXT NOT NULL, channel TEXT NOT NULL, sip_call_id TEXT NOT NULL,
        started_at TEXT NOT NULL, answered_at TEXT, ended_at TEXT,
        state TEXT NOT NULL, exit_reason TEXT, turns INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE turns (
        call TEXT NOT NULL REFERENCES calls (id), turn INTEGER NOT NULL, business TEXT NOT NULL,
        slot TEXT, heard TEXT, confidence REAL, said TEXT NOT NULL DEFAULT '',
        endpoint_ms REAL, final_ms REAL, decision_ms REAL, first_token_ms REAL,
        first_audio_ms REAL, audible_ms REAL, PRIMARY KEY (call, turn)
    ) STRICT
    """,
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY, business TEXT NOT NULL, call TEXT NOT NULL, seq INTEGER NOT NULL,
        at TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT
    """,
    """
    CREATE TABLE appointments (
        id TEXT PRIMARY KEY, business TEXT NOT NULL, call TEXT, service TEXT NOT NULL, staff TEXT NOT NULL,
        starts_at TEXT NOT NULL, ends_at TEXT NOT NULL, blocked_until TEXT NOT NULL, zone TEXT NOT NULL,
        name TEXT NOT NULL, phone TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('held', 'requested', 'confirmed', 'declined', 'cancelled')),
        expires_at TEXT, idempotency_key TEXT NOT NULL UNIQUE,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
        CHECK (starts_at < ends_at AND ends_at <= blocked_until),
        CHECK (status <> 'held' OR expires_at IS NOT NULL),
        CHECK (starts_at LIKE '____-__-__T__:__:__.___Z' AND blocked_until LIKE '____-__-__T__:__:__.___Z'),
        FOREIGN KEY (business, service) REFERENCES services (business, key),
        FOREIGN KEY (business, staff) REFERENCES staff (business, key)
    ) STRICT
    """,
    """
    CREATE TABLE messages (
        id TEXT PRIMARY KEY, business TEXT NOT NULL, call TEXT,
        kind TEXT NOT NULL CHECK (kind IN ('message', 'callback')),
        number TEXT, name TEXT, words TEXT NOT NULL, promised_for TEXT, created_at TEXT NOT NULL,
        done_at TEXT, done_by TEXT, idempotency_key TEXT NOT NULL UNIQUE,
        CHECK ((done_at IS NULL) = (done_by IS NULL))
    ) STRICT
    """,
    "CREATE INDEX appointments_by_time ON appointments (business, staff, starts_at)",
    "CREATE INDEX calls_by_time ON calls (business, started_at)",
    "CREATE INDEX events_by_call ON events (call, seq)",
    "CREATE INDEX messages_open ON messages (business, done_at, created_at)",
)


@MIGRATIONS()
def first(db: Database) -> None:
    """Calls, appointments that cannot overlap, messages, and what the files mirror into."""
    for statement in _FIRST:
        db.execute(statement)
    inserted = _BLOCKS.format(moment="created_at")
    db.execute(_OVERLAP.format(event="insert", when="INSERT", blocks=inserted))
    updated = _BLOCKS.format(moment="updated_at")
    columns = "UPDATE OF business, staff, starts_at, blocked_until, status, expires_at"
    db.execute(_OVERLAP.format(event="update", when=columns, blocks=updated))


@MIGRATIONS()
def inquiries(db: Database) -> None:
    """What customers of businesses that take orders want done."""
    db.execute(
        """
        CREATE TABLE inquiries (
            id TEXT PRIMARY KEY, business TEXT NOT NULL, call TEXT, problem TEXT NOT NULL,
            address TEXT NOT NULL, urgency TEXT NOT NULL CHECK (urgency IN ('urgent', 'normal')),
            name TEXT NOT NULL, phone TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('new', 'in_progress', 'done')),
            created_at TEXT NOT NULL, updated_at TEXT NOT NULL, idempotency_key TEXT NOT NULL UNIQUE
        ) STRICT
        """
    )
    db.execute("CREATE INDEX inquiries_open ON inquiries (business, status, created_at)")


_LEGAL = """
    CREATE TRIGGER {table}_legal BEFORE UPDATE OF status ON {table}
    WHEN OLD.status <> NEW.status AND NOT ({ways})
    BEGIN
        SELECT RAISE(ABORT, 'not_allowed');
    END
"""
_APPOINTMENT_WAYS = (("held", "requested"), ("held", "confirmed"), ("held", "cancelled"),
                     ("requested", "confirmed"), ("requested", "declined"), ("requested", "cancelled"),
                     ("confirmed", "cancelled"))  # fmt: skip
_INQUIRY_WAYS = (("new", "in_progress"), ("new", "done"), ("in_progress", "done"),
                 ("in_progress", "new"), ("done", "in_progress"))  # fmt: skip


@MIGRATIONS()
def on_record(db: Database) -> None:
    """Changes of state go along legal ways only, and each is a line of a log that is only ever appended to."""
    for table, ways in (("appointments", _APPOINTMENT_WAYS), ("inquiries", _INQUIRY_WAYS)):
        legal = " OR ".join(
            f"(OLD.status = '{before}' AND NEW.status = '{after}')" for before, after in ways
        )
        db.execute(_LEGAL.format(table=table, ways=legal))
    db.execute(
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, business TEXT NOT NULL, who TEXT NOT NULL,
            verb TEXT NOT NULL, entry TEXT NOT NULL, before TEXT, after TEXT, why TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE
        ) STRICT
        """
    )
    db.execute("CREATE INDEX audit_by_entry ON audit (entry, id)")
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER audit_keeps_on_{event.lower()} BEFORE {event} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit_is_appended_only'); END"
        )


_TAKEN = """
    SELECT 1 FROM appointments AS other
    WHERE other.business = NEW.business AND other.{what} = NEW.{what} AND other.id <> NEW.id
      AND other.starts_at < NEW.blocked_until AND NEW.starts_at < other.blocked_until
      AND other.starts_at > strftime('%Y-%m-%dT%H:%M:%fZ', NEW.starts_at, '-1 day')
      AND (other.status IN ('requested', 'confirmed')
           OR (other.status = 'held' AND other.expires_at > NEW.{moment}))
"""
"""No appointment blocks more than a day: so much of the index is looked at."""
_AWAY = """
    SELECT RAISE(ABORT, 'slot_taken') FROM absences AS away
    WHERE away.business = NEW.business AND away.staff = NEW.staff
    AND away.starts_at < NEW.blocked_until AND NEW.starts_at < away.ends_at
"""
_FREE_ONLY = """
    CREATE TRIGGER appointments_overlap_{event} BEFORE {when} ON appointments
    WHEN NEW.status IN ('held', 'requested', 'confirmed')
    BEGIN
        SELECT RAISE(ABORT, 'too_long')
        WHERE NEW.blocked_until > strftime('%Y-%m-%dT%H:%M:%fZ', NEW.starts_at, '+1 day');
        SELECT RAISE(ABORT, 'slot_taken') WHERE EXISTS ({staff}) OR EXISTS ({resource}){away};
    END
"""
_PLANNING = (
    """
    CREATE TABLE resources (
        business TEXT NOT NULL REFERENCES businesses (key), key TEXT NOT NULL, name TEXT NOT NULL,
        retired_at TEXT, PRIMARY KEY (business, key)
    ) STRICT
    """,
    """
    CREATE TABLE special_hours (
        id TEXT PRIMARY KEY, business TEXT NOT NULL REFERENCES businesses (key),
        staff TEXT NOT NULL DEFAULT '', day TEXT NOT NULL CHECK (day LIKE '____-__-__'),
        opens TEXT, closes TEXT, why TEXT NOT NULL, created_at TEXT NOT NULL,
        CHECK ((opens IS NULL) = (closes IS NULL)), CHECK (opens IS NULL OR opens < closes)
    ) STRICT
    """,
    """
    CREATE TABLE absences (
        id TEXT PRIMARY KEY, business TEXT NOT NULL, staff TEXT NOT NULL,
        starts_at TEXT NOT NULL, ends_at TEXT NOT NULL CHECK (starts_at < ends_at),
        why TEXT NOT NULL, created_at TEXT NOT NULL,
        CHECK (starts_at LIKE '____-__-__T__:__:__.___Z' AND ends_at LIKE '____-__-__T__:__:__.___Z'),
        FOREIGN KEY (business, staff) REFERENCES staff (business, key)
    ) STRICT
    """,
    "CREATE INDEX special_hours_by_day ON special_hours (business, day)",
    "CREATE INDEX absences_by_time ON absences (business, staff, ends_at)",
    "ALTER TABLE appointments ADD COLUMN resource TEXT",
    "CREATE INDEX appointments_by_resource ON appointments (business, resource, starts_at)",
    "CREATE INDEX appointments_by_day ON appointments (business, starts_at)",
    "DROP TRIGGER appointments_overlap_insert",
    "DROP TRIGGER appointments_overlap_update",
)


@MIGRATIONS()
def planning(db: Database) -> None:
    """Rooms and devices, dated hours, absences; a time is free only when person and resource are."""
    for statement in _PLANNING:
        db.execute(statement)
    columns = "UPDATE OF business, staff, starts_at, blocked_until, resource, status, expires_at"
    # Who confirms what was there before somebody fell ill does not move it into their absence.
    away = " OR EXISTS (" + _AWAY + ")"
    for event, when, moment, absent in (
        ("insert", "INSERT", "created_at", away),
        ("update", columns, "updated_at", ""),
    ):
        taken = {what: _TAKEN.format(what=what, moment=moment) for what in ("staff", "resource")}
        db.execute(_FREE_ONLY.format(event=event, when=when, away=absent, **taken))
    db.execute(
        "CREATE TRIGGER appointments_absence_move BEFORE UPDATE OF staff, starts_at, blocked_until "
        "ON appointments WHEN NEW.status IN ('held', 'requested', 'confirmed') BEGIN "
        + _AWAY
        + "; END"
    )
