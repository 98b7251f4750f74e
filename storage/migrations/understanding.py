"""The schema's third part: what calls were about, as data."""

from sqlite_utils import Database

from storage.migrations.registry import MIGRATIONS


@MIGRATIONS()
def extraction(db: Database) -> None:
    """What a call was about: purpose and facts with their evidence."""
    db.execute(
        "ALTER TABLE calls ADD COLUMN extraction TEXT "
        "CHECK (extraction IS NULL OR json_valid(extraction))"
    )
    db.execute(
        "ALTER TABLE calls ADD COLUMN extracted_by TEXT CHECK (extracted_by IN ('rules', 'model'))"
    )


@MIGRATIONS()
def categories(db: Database) -> None:
    """Kinds of orders."""
    db.execute("ALTER TABLE inquiries ADD COLUMN category TEXT")
