"""The businesses that an operator sees: what can be chosen there, and whether they are open."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.availability import MOST_CLOSED_DAYS, is_open, next_opening
from storage.desk.table import Asker, Read, Row
from storage.planning import special_hours
from storage.times import stamp


def businesses(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Those in force, by their keys."""
    del fields
    items = [_firm(db, asker, asker.seen[key]) for key in sorted(asker.seen)]
    return {"items": items, "next": None, "total": len(items)}


def _firm(db: Database, asker: Asker, one: Business) -> Row:
    local = asker.now.astimezone(ZoneInfo(one.zone))
    last = local.date() + timedelta(days=MOST_CLOSED_DAYS)
    special = special_hours(db, one.key, first=local.date(), last=last)
    opens = next_opening(one, local, special)
    return {
        "key": one.key,
        "name": one.name,
        "mode": one.mode.value,
        "branch": one.branch,
        "zone": one.zone,
        "language": one.language,
        "confirm": one.confirm.value,
        "staff": [{"key": key, "name": person.name} for key, person in one.staff.items()],
        "services": [
            {"key": key, "name": service.name, "duration_min": service.duration_min}
            for key, service in one.services.items()
        ],
        "categories": [{"key": key, "name": kind.name} for key, kind in one.categories.items()],
        "transfer": [
            {"key": key, "name": colleague.name} for key, colleague in one.transfer.items()
        ],
        "open": is_open(one, local, special),
        "next_opening": stamp(opens) if opens else None,
    }


READS = (
    Read(
        "/businesses",
        "The businesses that the asker sees.",
        businesses,
        returns={
            "items": "key, name, mode, branch, zone, language, confirm, staff, services, categories, transfer (people to "
            "whom calls can be put through), open (now), next_opening",
            "next": "always null",
            "total": "how many",
        },
    ),
)
