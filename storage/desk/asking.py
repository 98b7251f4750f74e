"""What the entries of the desk's table share: which businesses are meant, days, moments, single rows."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.desk.errors import BadField, Conflict, NoSuchEntry
from storage.desk.table import Asker, Field, Row
from storage.times import stamp

BUSINESS = Field("business", "only this one, by its key; else all that the asker sees")
FROM = Field("from", "the first local day, YYYY-MM-DD")
TO = Field("to", "the last local day, YYYY-MM-DD")
QUESTION = Field("q", "words of a name or a text, or a number, as people type them")
WHY = Field("why", "a few words for the record")
LONGEST_ID = 64


def zones(db: Database, asker: Asker, business: str | None) -> dict[str, str]:
    """The businesses that a question is about, those that left the files too, each with its zone.

    Raises:
        NoSuchEntry: the asker sees no such business.
    """
    rows = db.execute("SELECT key, zone FROM businesses ORDER BY key").fetchall()
    seen = {str(key): str(zone) for key, zone in rows if asker.scope.sees(key)}
    if business is None:
        return seen
    if business not in seen:
        raise NoSuchEntry(f"there is no business {business}")
    return {business: seen[business]}


def firm(asker: Asker, key: str) -> Business:
    """A business that is in force, to be changed.

    Raises:
        NoSuchEntry: the asker sees no such business.
        Conflict: it left the files (`retired`).
    """
    if not asker.scope.sees(key):
        raise NoSuchEntry(f"there is no business {key}")
    if key not in asker.businesses:
        raise Conflict(f"{key} is no longer among the businesses", "retired")
    return asker.businesses[key]


def firm_named(asker: Asker, key: str) -> Business:
    """A business as a request names it.

    Raises:
        NoSuchEntry: the asker sees no such business.
    """
    if key not in asker.seen:
        raise NoSuchEntry(f"there is no business {key}")
    return asker.seen[key]


def row_of(db: Database, asker: Asker, table: str, entry: str) -> Row:
    """One row by its whole id.

    Raises:
        NoSuchEntry: there is none in the asker's businesses.
    """
    found = list(db.query(f"SELECT * FROM {table} WHERE id = ?", [entry]))  # noqa: S608  # our own names
    if not found or not asker.scope.sees(found[0]["business"]):
        raise NoSuchEntry(f"there is no entry {entry[:LONGEST_ID]} among the {table}")
    return found[0]


def day_of(fields: Mapping[str, Any], name: str) -> date | None:
    """A field that holds a day; None where it is absent.

    Raises:
        BadField: it holds something else.
    """
    written = fields.get(name)
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise BadField(f"{name}: a day like 2026-03-06 is expected", field=name) from None


def begin_of(day: date, zone: str) -> str:
    """When a local day begins, as it is stored."""
    return stamp(datetime.combine(day, time(), ZoneInfo(zone)))


def window(fields: Mapping[str, Any], zone: str) -> tuple[str | None, str | None]:
    """`from` and `to` as stored moments: from the first one's begin, until before the end of the last one."""
    first, last = day_of(fields, "from"), day_of(fields, "to")
    try:
        return (
            begin_of(first, zone) if first else None,
            begin_of(last + timedelta(days=1), zone) if last else None,
        )
    except OverflowError:
        raise BadField("to: that day is too far", field="to") from None


def moment_of(fields: Mapping[str, Any], name: str, zone: str) -> datetime | None:
    """A field that holds a local time of a business, or a time with its offset; aware. None where it is absent.

    Raises:
        BadField: it holds something else.
    """
    written = fields.get(name)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        stamp(moment)
    except (ValueError, OverflowError):
        message = f"{name}: a local time like 2026-03-06T14:30 is expected"
        raise BadField(message, field=name) from None
    return moment


def bounded(column: str, since: str | None, until: str | None) -> tuple[str, list[str]]:
    """Conditions on a column for a window, each preceded by AND."""
    where = f" AND {column} >= ?" if since else ""
    where += f" AND {column} < ?" if until else ""
    return where, [bound for bound in (since, until) if bound]
