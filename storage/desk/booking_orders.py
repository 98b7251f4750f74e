"""What operators do with appointments, by the rules of the desk: visits stay whole, nothing overlaps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage import by_hand
from storage.availability import later
from storage.bookings import BLOCKING, Status, change, change_visit, visit_of
from storage.desk import shown
from storage.desk.asking import WHY, firm, firm_named, moment_of, row_of
from storage.desk.bookings import can
from storage.desk.errors import BadField, Conflict
from storage.desk.in_the_way import in_the_way
from storage.desk.noting import note_write
from storage.desk.orders import RETURNS, answered, carry_out, graced, not_now
from storage.desk.table import Asker, Field, Row, Write
from storage.errors import SlotTaken
from storage.numbers import parse_number
from storage.times import parse

VERBS: Mapping[str, Status] = {"confirm": "confirmed", "decline": "declined", "cancel": "cancelled"}
"""What an appointment becomes."""


def change_booking(
    db: Database, asker: Asker, verb: str, fields: Mapping[str, Any], order: str | None = None
) -> Row:
    """Confirms, declines or cancels one, with its visit unless `alone`.

    Raises:
        NoSuchEntry: there is none.
        Conflict: its status does not allow it, or it is over.
    """
    row = row_of(db, asker, "appointments", fields["booking"])
    status = VERBS[verb]
    alone = fields.get("alone", False)
    parts = [row] if alone else visit_of(db, row)
    if all(part["status"] != status for part in parts):
        reasons = [can(asker, part)[verb] for part in parts]
        not_now(None if None in reasons else reasons[0], f"it cannot be done ({verb})")
    entries = [("appointments", part["id"]) for part in parts]
    do = change if alone else change_visit
    number, until = carry_out(
        db, asker, f"bookings.{verb}", entries,
        lambda by: do(db, row["id"], status, now=asker.now, by=by), fields, order=order,
    )  # fmt: skip
    return answered(number, until, _shown(db, asker, row["id"]))


def confirm(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Confirms a requested one."""
    return change_booking(db, asker, "confirm", fields)


def decline(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Declines a requested one."""
    return change_booking(db, asker, "decline", fields)


def cancel(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Cancels one."""
    return change_booking(db, asker, "cancel", fields)


def move(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Moves one to another time or person; its visit moves with it unless `visit` is false.

    Raises:
        NoSuchEntry: there is none.
        BadField: a start that is none, a person that is not there, or a person for a whole visit.
        Conflict: its status does not allow it, or the time is taken (`slot_taken`: by what).
    """
    row = row_of(db, asker, "appointments", fields["booking"])
    not_now(can(asker, row)["move"], "it cannot be moved")
    owner, staff = firm(asker, row["business"]), fields.get("staff")
    start = _start(fields, row["zone"])
    if staff is not None and staff not in owner.staff:
        raise BadField(f"staff: there is no {staff[:80]}", field="staff")
    whole = row["visit"] is not None and fields.get("visit", True)
    if whole and staff not in (None, row["staff"]):
        raise BadField("a visit stays with its people: move its parts one by one", field="staff")
    parts = [part for part in visit_of(db, row) if part["status"] in BLOCKING] if whole else [row]
    entries = [("appointments", part["id"]) for part in parts]
    try:
        number, until = carry_out(
            db, asker, "bookings.move", entries,
            lambda by: by_hand.move_visit(db, owner, row["id"], start=start, now=asker.now, by=by) if whole
            else by_hand.move(db, owner, row["id"], start=start, staff=staff, now=asker.now, by=by),
            fields,
        )  # fmt: skip
    except SlotTaken as error:
        moved = start - parse(row["starts_at"])
        raise _taken(db, asker, parts, moved, staff) from error
    return answered(number, until, _shown(db, asker, row["id"]))


def _taken(
    db: Database, asker: Asker, parts: list[Row], moved: timedelta, staff: str | None
) -> Conflict:
    """What stands where the parts should go."""
    own, others = {part["id"] for part in parts}, []
    for part in parts:
        wanted = asker.businesses[part["business"]].services[part["service"]]
        start = parse(part["starts_at"]) + moved
        until = later(start, wanted.duration_min + wanted.buffer_min)
        others += in_the_way(
            db, part["business"], [staff or part["staff"]], wanted.resources, start, until, but=own
        )
    return Conflict("the time is taken", "slot_taken", in_the_way=others)


def book(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    """Books by hand, outside the hours too; never over another appointment or an absence.

    Raises:
        NoSuchEntry: there is no such business.
        BadField: there is no such service or person, or the number is none.
        Conflict: the time is taken (`slot_taken`: by what).
    """
    owner = firm_named(asker, fields["business"])
    for name, there in (("service", owner.services), ("staff", owner.staff)):
        if fields[name] not in there:
            raise BadField(f"{name}: one of {', '.join(there)} is expected", field=name)
    if not fields["name"].strip():
        raise BadField("name is missing: the customer's", field="name")
    number = telephone(fields["phone"], "phone")
    start = _start(fields, owner.zone)
    try:
        row = by_hand.book(
            db, owner, booking=asker.new_id(), service=fields["service"], staff=fields["staff"], start=start,
            name=fields["name"].strip(), phone=number, now=asker.now, by=graced(asker, fields),
        )  # fmt: skip
    except SlotTaken as error:
        wanted = owner.services[fields["service"]]
        until = later(start, wanted.duration_min + wanted.buffer_min)
        others = in_the_way(db, owner.key, [fields["staff"]], wanted.resources, start, until)
        raise Conflict("the time is taken", "slot_taken", in_the_way=others) from error
    return answered(asker.new_id(), None, _shown(db, asker, row["id"]))


def telephone(written: str, field: str) -> str:
    """A number as people write it, as E.164.

    Raises:
        BadField: it is none.
    """
    found = parse_number(written)
    if found is None:
        raise BadField(f"{field}: this is no telephone number: write it with its area code", field=field)  # fmt: skip
    return found[0]


def _start(fields: Mapping[str, Any], zone: str) -> datetime:
    start = moment_of(fields, "start", zone)
    if start is None:
        raise BadField("start is missing", field="start")
    return start


def _shown(db: Database, asker: Asker, booking: str) -> Row:
    [row] = shown.bookings(db, asker, [row_of(db, asker, "appointments", booking)])
    return row


START = Field("start", "local time of the business: 2026-03-06T14:30", required=True)
ALONE = Field("alone", "true: only this part of a visit", "flag")
WRITES = (
    Write("/bookings/{booking}/confirm", "Confirms a requested appointment, with its visit.", confirm, (WHY, ALONE), returns=RETURNS),
    Write("/bookings/{booking}/decline", "Declines a requested appointment, with its visit.", decline, (WHY, ALONE), returns=RETURNS),
    Write("/bookings/{booking}/cancel", "Cancels an appointment, with its visit.", cancel, (WHY, ALONE), returns=RETURNS),
    Write(
        "/bookings/{booking}/move",
        "Moves an appointment, with the visit that it belongs to; when that is taken, everything stays.",
        move,
        (START, Field("staff", "another person, by their key"), Field("visit", "false: only this part of a visit", "flag"), WHY),
        returns=RETURNS,
    ),
    note_write("bookings", "booking", "appointments"),
    Write(
        "/bookings",
        "Books by hand; the same person, time and name twice is one appointment.",
        book,
        (
            Field("business", "its key", required=True),
            Field("service", "its key", required=True),
            Field("staff", "a person's key", required=True),
            START,
            Field("name", "the customer's", required=True),
            Field("phone", "the customer's number", required=True),
            WHY,
        ),
        returns={**RETURNS, "undo_until": "always null: it can be cancelled"},
    ),
)  # fmt: skip
