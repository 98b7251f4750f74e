"""What cannot wait."""

from sqlite_utils import Database

from storage.migrations.registry import MIGRATIONS


@MIGRATIONS()
def urgent_messages(db: Database) -> None:
    """Messages of emergencies."""
    db.execute(
        "ALTER TABLE messages ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1))"
    )
