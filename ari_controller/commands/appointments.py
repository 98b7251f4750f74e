"""`bookings`: the appointments, and everything that people at the desk do with them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from ari_controller.commands.common import (
    BusinessOption,
    ConfigOption,
    JsonOption,
    KeyOption,
    WhyOption,
    business_of,
    database,
    fail,
    local,
    moment,
    print_json,
    print_rows,
    telephone,
    with_others,
)
from config.models import Business
from storage import active, by_hand
from storage import bookings as appointments
from storage.audit import history, operator
from storage.bookings import Status
from storage.ids import Ids
from storage.notes import notes_of
from storage.openings import visits_on
from storage.summaries import of_entry
from storage.visits import MOST_SERVICES

bookings = typer.Typer(help="Appointments.", invoke_without_command=True)
COLUMNS = {"id": "ID", "start": "START", "business": "BUSINESS", "service": "SERVICE", "staff": "STAFF",
           "name": "NAME", "phone": "PHONE", "status": "STATUS", "also": "ALSO OPEN"}  # fmt: skip
ServicesOption = Annotated[
    list[str],
    typer.Option("--service", help="A service's key; several are one visit, in this order."),
]
AloneOption = Annotated[
    bool, typer.Option("--alone", help="Only this part of a visit, not all of it.")
]
StaffOption = Annotated[str | None, typer.Option(help="A person's key.")]


@bookings.callback()
def list_bookings(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    status: Annotated[
        str | None, typer.Option(help="requested, confirmed, declined, cancelled, held.")
    ] = None,
    day: Annotated[str | None, typer.Option(help="Only this day: 2026-03-06.")] = None,
    json: JsonOption = False,
) -> None:
    """Lists appointments by their start."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, known):
        zone = business_of(known, business).zone if business else "Europe/Berlin"
        first = moment(day, zone) if day else None
        last = moment(day, zone, end_of_day=True) if day else None
        rows = appointments.list_bookings(
            db, business=business, status=status, start=first, end=last
        )
        rows = with_others(db, rows, "phone")
    shown = [{**row, "start": local(row["starts_at"], row["zone"])} for row in rows]
    print_rows(rows if json else shown, COLUMNS, as_json=json, none="no bookings yet")


@bookings.command("show")
def show(booking: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Shows one appointment with everything that was done to it, by whom and why."""
    with database(config) as (db, _):
        row = appointments.get(db, booking)
        lines, notes = history(db, row["id"]), notes_of(db, row["id"])
        also = active.of_number(
            db, row["business"], row["phone"], now=datetime.now(UTC), but=row["id"]
        )
        summary = of_entry(db, row["call"])
    if json:
        print_json({**row, "history": lines, "notes": notes, "also": also, "summary": summary})
        return
    typer.echo(f"{row['id']}  {local(row['starts_at'], row['zone'])}  {row['status']}")
    typer.echo(f"{row['service']} with {row['staff']} for {row['name']}, {row['phone']}")
    if summary:
        typer.echo(f"  {summary}")
    for other in also:
        typer.echo(f"  this number has more open: {_other(other, row['zone'])}")
    for line in lines:
        why = f" ({line['why']})" if line["why"] else ""
        typer.echo(f"  {local(line['at'], row['zone'])}  {line['who']}: {_done(line)}{why}")
    for note in notes:
        typer.echo(f"  note of {note['who']}: {note['text']}")


def _other(entry: dict[str, Any], zone: str) -> str:
    return f"{entry['kind']} {entry['id']}, {local(entry['at'], zone)}, {entry['status']}"


def _done(line: dict[str, Any]) -> str:
    return f"{line['verb']} {line['before'] or ''} -> {line['after']}".replace("  ", " ")


@bookings.command("free")
def free(
    business: KeyOption,
    service: ServicesOption,
    day: Annotated[str, typer.Option(help="2026-03-06.")],
    staff: StaffOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Lists the free starts of a day, of one service or of several in one visit."""
    with database(config) as (db, known):
        owner = business_of(known, business)
        _known_keys(owner, service, [staff] if staff else [])
        if len(service) > MOST_SERVICES:
            raise fail(f"a visit has at most {MOST_SERVICES} services")
        date = moment(day, owner.zone).astimezone(ZoneInfo(owner.zone)).date()
        visits = visits_on(db, owner, service, date, staff=staff, now=datetime.now(UTC))
    rows = [
        {"start": f"{visit[0].start:%Y-%m-%dT%H:%M}", "end": f"{visit[-1].end:%H:%M}",
         "staff": ", ".join(part.staff for part in visit),
         "resources": ", ".join(part.resource for part in visit if part.resource)}
        for visit in visits
    ]  # fmt: skip
    columns = {"start": "START", "end": "END", "staff": "STAFF", "resources": "ROOMS"}
    print_rows(rows, columns, as_json=json, none="nothing is free on that day")


@bookings.command("add")
def add(
    business: KeyOption,
    service: ServicesOption,
    staff: Annotated[
        list[str], typer.Option(help="A person's key; one for all services, or one for each.")
    ],
    start: Annotated[str, typer.Option(help="Local time of the business: 2026-03-06T14:30.")],
    name: Annotated[str, typer.Option(help="The customer's name.")],
    phone: Annotated[str, typer.Option(help="The customer's number.")],
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Books by hand, outside the opening hours too; never over another appointment or an absence."""
    people = staff * len(service) if len(staff) == 1 else staff
    if len(people) != len(service):
        raise fail("--staff: one person for all services, or one for each, is expected")
    with database(config) as (db, known):
        owner = business_of(known, business)
        number = telephone(phone)
        now = datetime.now(UTC)
        rows = by_hand.book_visit(
            db, owner, booking=Ids(lambda: now).new(), services=service, staff=people,
            start=moment(start, owner.zone), name=name, phone=number, now=now, by=operator(why),
        )  # fmt: skip
        own = {row["id"] for row in rows}
        also = active.of_number(db, owner.key, number, now=now)
    for other in also:
        if other["id"] not in own:
            typer.echo(f"note: this number has more open: {_other(other, owner.zone)}", err=True)
    _print(rows, json=json)


@bookings.command("move")
def move(
    booking: str,
    start: Annotated[str, typer.Option(help="Local time of the business: 2026-03-06T14:30.")],
    staff: StaffOption = None,
    alone: AloneOption = False,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Moves an appointment, with the visit that it belongs to; when that is taken, everything stays as it was."""
    with database(config) as (db, known):
        row = appointments.get(db, booking)
        owner = business_of(known, row["business"])
        at, now, by = moment(start, owner.zone), datetime.now(UTC), operator(why)
        if row["visit"] and not alone:
            if staff is not None:
                raise fail("a visit stays with its people: move its parts one by one, with --alone")
            rows = by_hand.move_visit(db, owner, row["id"], start=at, now=now, by=by)
        else:
            rows = [by_hand.move(db, owner, row["id"], start=at, staff=staff, now=now, by=by)]
    _print(rows, json=json)


def _change(
    config: Path | None, booking: str, status: Status, why: str, *, alone: bool, json: bool
) -> None:
    with database(config) as (db, _):
        now, by = datetime.now(UTC), operator(why)
        if alone:
            rows = [appointments.change(db, booking, status, now=now, by=by)]
        else:
            rows = appointments.change_visit(db, booking, status, now=now, by=by)
    _print(rows, json=json)


def _print(rows: Sequence[dict[str, Any]], *, json: bool) -> None:
    for row in rows:
        if json:
            print_json(row)
        else:
            when = local(row["starts_at"], row["zone"])
            typer.echo(f"{row['id']}: {row['status']}, {when} with {row['staff']}")


def _known_keys(owner: Business, services: Sequence[str], staff: Sequence[str]) -> None:
    for what, there, keys in (
        ("service", owner.services, services),
        ("person", owner.staff, staff),
    ):
        for key in keys:
            if key not in there:
                raise fail(f"{owner.key} has no {what} {key}; there are: {', '.join(there)}")


@bookings.command("confirm")
def confirm(
    booking: str,
    alone: AloneOption = False,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Confirms a requested appointment."""
    _change(config, booking, "confirmed", why, alone=alone, json=json)


@bookings.command("decline")
def decline(
    booking: str,
    alone: AloneOption = False,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Declines a requested appointment; its time is free again."""
    _change(config, booking, "declined", why, alone=alone, json=json)


@bookings.command("cancel")
def cancel(
    booking: str,
    alone: AloneOption = False,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Cancels an appointment; its time is free again."""
    _change(config, booking, "cancelled", why, alone=alone, json=json)
