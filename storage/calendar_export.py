"""The book as an iCalendar file (RFC 5545): stable UIDs, sequence numbers that grow, cancellations included.

`python -m storage.calendar_export` makes one in a process of its own: thousands of events take seconds of computing.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event
from sqlite_utils import Database

from config.models import Business
from storage.bookings import LONGEST
from storage.database import connect
from storage.times import parse, stamp

PRODUCT = "-//Vorzimmer//Vorzimmer//DE"
STATUS: Mapping[str, str] = {
    "requested": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "declined": "CANCELLED",
    "cancelled": "CANCELLED",
}


def calendar(
    db: Database, business: Business, *, staff: str | None = None, since: datetime | None = None
) -> bytes:
    """Every appointment of a business, or of one person, that ends after `since`; holds are nobody's business."""
    only = "" if staff is None else "AND a.staff = ?"
    only += "" if since is None else " AND a.starts_at > ? AND a.ends_at > ?"
    rows = db.query(
        f"""
        SELECT a.*, (SELECT count(*) - 1 FROM audit WHERE entry = a.id) AS sequence
        FROM appointments AS a WHERE a.business = ? AND a.status <> 'held' {only} ORDER BY a.starts_at, a.id
        """,  # noqa: S608  # only our own text
        [
            business.key,
            *([] if staff is None else [staff]),
            *([] if since is None else [stamp(since - LONGEST), stamp(since)]),
        ],
    )
    return _calendar(business, list(rows))


def _calendar(business: Business, rows: Sequence[Mapping[str, Any]]) -> bytes:
    book = Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", business.name)
    for row in rows:
        book.add_component(_event(business, row))
    return bytes(book.to_ical())


def _event(business: Business, row: Mapping[str, Any]) -> Event:
    service, person = business.services.get(row["service"]), business.staff.get(row["staff"])
    event = Event()
    event.add("uid", f"{row['id']}@{business.key}.vorzimmer")
    event.add("sequence", max(0, row["sequence"]))
    event.add("dtstamp", parse(row["updated_at"]))
    event.add("created", parse(row["created_at"]))
    event.add("last-modified", parse(row["updated_at"]))
    # In UTC: zone tables of one program are misread by another, and single appointments need none.
    event.add("dtstart", parse(row["starts_at"]))
    event.add("dtend", parse(row["ends_at"]))
    event.add("status", STATUS[row["status"]])
    event.add("summary", f"{service.name if service else row['service']}: {row['name']}")
    event.add("description", row["phone"])
    event.add("location", person.name if person else row["staff"])
    return event


def state_of(db: Database) -> int:
    """A number that grows with each change of any appointment."""
    row = db.execute("SELECT max(id) FROM audit").fetchone()
    return int(row[0] or 0)


def order(path: Path, business: Business, staff: str | None, since: datetime | None) -> bytes:
    """What `main` reads."""
    return json.dumps(
        {
            "path": str(path),
            "business": business.model_dump(mode="json"),
            "staff": staff,
            "since": since and stamp(since),
        }
    ).encode()


def main() -> None:
    """Reads an `order` from standard input, writes the calendar to standard output; whoever talks to callers goes first."""
    os.nice(10)
    wanted = json.load(sys.stdin)
    db = connect(Path(wanted["path"]), migrate=False)
    since = parse(wanted["since"]) if wanted["since"] else None
    business = Business.model_validate(wanted["business"])
    sys.stdout.buffer.write(calendar(db, business, staff=wanted["staff"], since=since))
    db.close()


if __name__ == "__main__":
    main()
