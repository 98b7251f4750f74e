"""What cannot wait, and what callers may be told."""

from sqlite_utils import Database

from storage.migrations.registry import MIGRATIONS


@MIGRATIONS()
def urgent_messages(db: Database) -> None:
    """Messages of emergencies."""
    db.execute(
        "ALTER TABLE messages ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1))"
    )


@MIGRATIONS()
def passages(db: Database) -> None:
    """What the files answer to callers' questions, and its index."""
    db.execute(
        """
        CREATE TABLE passages (
            id INTEGER PRIMARY KEY, business TEXT NOT NULL REFERENCES businesses (key), key TEXT NOT NULL,
            questions TEXT NOT NULL, answer TEXT NOT NULL, UNIQUE (business, key)
        ) STRICT
        """
    )
    db.execute("CREATE VIRTUAL TABLE knowledge USING fts5 (heads, tokenize = 'unicode61')")
