"""What stands against appointments that are still to come: somebody has to look at them, and why."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from config.models import Business
from storage.availability import Special, open_ranges
from storage.bookings import LONGEST
from storage.desk.table import Asker
from storage.planning import special_hours
from storage.times import parse, stamp

Conflicted = Literal["overlap", "retired", "absence", "outside_hours"]
_OVERLAPPING = """
    SELECT a.id FROM json_each(?) AS wanted JOIN appointments AS a ON a.id = wanted.value
    WHERE EXISTS (
        SELECT 1 FROM appointments AS o
        WHERE o.business = a.business AND o.{what} = a.{what} AND o.id <> a.id
          AND o.starts_at > strftime('%Y-%m-%dT%H:%M:%fZ', a.starts_at, '-1 day')
          AND o.starts_at < a.blocked_until AND o.blocked_until > a.starts_at
          AND o.status IN ('requested', 'confirmed'))
"""
"""The schema lets none in; a copy that was mended by hand may hold some."""


def is_coming(row: Mapping[str, Any], now: str) -> bool:
    """True for an appointment that counts and is not over."""
    return row["status"] in ("requested", "confirmed") and row["ends_at"] > now


def of_rows(
    db: Database, asker: Asker, rows: Sequence[Mapping[str, Any]]
) -> dict[str, Conflicted | None]:
    """By the ids of appointments, whatever their businesses: the first of the reasons that holds."""
    now = stamp(asker.now)
    coming: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if is_coming(row, now):
            coming[row["business"]].append(row)
    found: dict[str, Conflicted | None] = {row["id"]: None for row in rows}
    for key, own in coming.items():
        ids = json.dumps([row["id"] for row in own])
        over = {
            str(entry)
            for what in ("staff", "resource")
            for (entry,) in db.execute(_OVERLAPPING.format(what=what), (ids,)).fetchall()
        }
        judge = Judge(db, asker.businesses.get(key), own)
        found |= {row["id"]: "overlap" if row["id"] in over else judge.of(row) for row in own}
    return found


class Judge:
    """Hours and absences of one business around some of its appointments, read once."""

    def __init__(
        self, db: Database, business: Business | None, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        self._business = business
        self._windows: dict[tuple[str, date], list[tuple[str, str]]] = {}
        self._away: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._special: Special = {}
        if business is None or not rows:
            return
        self._zone = ZoneInfo(business.zone)
        first = min(row["starts_at"] for row in rows)
        last = max(row["blocked_until"] for row in rows)
        self._special = special_hours(
            db, business.key, first=(parse(first) - LONGEST).date(), last=(parse(last) + LONGEST).date()
        )  # fmt: skip
        for staff, begins, ends in db.execute(
            "SELECT staff, starts_at, ends_at FROM absences WHERE business = ? AND starts_at < ? AND ends_at > ?",
            (business.key, last, first),
        ).fetchall():
            self._away[staff].append((begins, ends))

    def of(self, row: Mapping[str, Any]) -> Conflicted | None:
        """What stands against one of the appointments, beside others."""
        one, staff = self._business, row["staff"]
        if one is None or staff not in one.staff or row["service"] not in one.services:
            return "retired"
        begins, ends, until = row["starts_at"], row["ends_at"], row["blocked_until"]
        if any(begins < back and gone < until for gone, back in self._away.get(staff, ())):
            return "absence"
        day = parse(begins).astimezone(self._zone).date()
        if not any(opens <= begins and ends <= closes for opens, closes in self._open(staff, day)):
            return "outside_hours"
        return None

    def _open(self, staff: str, day: date) -> list[tuple[str, str]]:
        """When somebody works on a day, as stored moments."""
        known = self._windows.get((staff, day))
        if known is None and self._business is not None:
            known = self._windows[staff, day] = windows(self._business, staff, day, self._special)
        return known or []


def windows(business: Business, staff: str, day: date, special: Special) -> list[tuple[str, str]]:
    """When somebody works on a local day, as stored moments."""
    zone = ZoneInfo(business.zone)
    return [
        (stamp(datetime.combine(day, open_.opens, zone)), stamp(datetime.combine(day, open_.closes, zone)))
        for open_ in open_ranges(business, staff, day, special)
    ]  # fmt: skip


def overlapping(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Of rows in the order of their starts, all of one business: those that overlap another one of person or room."""
    over: set[str] = set()
    open_: dict[tuple[str, str], tuple[str, str]] = {}
    for row in rows:
        for what in ("staff", "resource"):
            if row[what] is None:
                continue
            before = open_.get((what, row[what]))
            if before is not None and before[0] > row["starts_at"]:
                over |= {before[1], row["id"]}
            if before is None or row["blocked_until"] > before[0]:
                open_[what, row[what]] = row["blocked_until"], row["id"]
    return over
