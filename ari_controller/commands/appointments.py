"""`bookings`: the appointments, and everything that people at the desk do with them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ari_controller.commands.common import (
    BusinessOption,
    ConfigOption,
    JsonOption,
    WhyOption,
    business_of,
    database,
    local,
    moment,
    print_json,
    print_rows,
    telephone,
    with_others,
)
from storage import active, by_hand
from storage import bookings as appointments
from storage.audit import history, operator
from storage.bookings import Status
from storage.ids import Ids
from storage.notes import notes_of
from storage.summaries import of_entry

bookings = typer.Typer(help="Appointments.", invoke_without_command=True)
COLUMNS = {"id": "ID", "start": "START", "business": "BUSINESS", "service": "SERVICE", "staff": "STAFF",
           "name": "NAME", "phone": "PHONE", "status": "STATUS", "also": "ALSO OPEN"}  # fmt: skip
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


@bookings.command("add")
def add(
    business: Annotated[str, typer.Option(help="Which business, by its key.")],
    service: Annotated[str, typer.Option(help="A service's key.")],
    staff: Annotated[str, typer.Option(help="A person's key.")],
    start: Annotated[str, typer.Option(help="Local time of the business: 2026-03-06T14:30.")],
    name: Annotated[str, typer.Option(help="The customer's name.")],
    phone: Annotated[str, typer.Option(help="The customer's number.")],
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Books by hand, outside the opening hours too; never over another appointment or an absence."""
    with database(config) as (db, known):
        owner = business_of(known, business)
        number = telephone(phone)
        now = datetime.now(UTC)
        row = by_hand.book(
            db, owner, booking=Ids(lambda: now).new(), service=service, staff=staff,
            start=moment(start, owner.zone), name=name, phone=number, now=now, by=operator(why),
        )  # fmt: skip
        also = active.of_number(db, owner.key, number, now=now, but=row["id"])
    for other in also:
        typer.echo(f"note: this number has more open: {_other(other, owner.zone)}", err=True)
    _print(row, json=json)


@bookings.command("move")
def move(
    booking: str,
    start: Annotated[str, typer.Option(help="Local time of the business: 2026-03-06T14:30.")],
    staff: StaffOption = None,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Moves an appointment to another time or person; when that is taken, everything stays as it was."""
    with database(config) as (db, known):
        owner = business_of(known, appointments.get(db, booking)["business"])
        row = by_hand.move(
            db, owner, booking, start=moment(start, owner.zone), staff=staff,
            now=datetime.now(UTC), by=operator(why),
        )  # fmt: skip
    _print(row, json=json)


def _change(config: Path | None, booking: str, status: Status, why: str, *, json: bool) -> None:
    with database(config) as (db, _):
        row = appointments.change(db, booking, status, now=datetime.now(UTC), by=operator(why))
    _print(row, json=json)


def _print(row: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json(row)
    else:
        typer.echo(
            f"{row['id']}: {row['status']}, {local(row['starts_at'], row['zone'])} with {row['staff']}"
        )


@bookings.command("confirm")
def confirm(
    booking: str, config: ConfigOption = None, why: WhyOption = "", json: JsonOption = False
) -> None:
    """Confirms a requested appointment."""
    _change(config, booking, "confirmed", why, json=json)


@bookings.command("decline")
def decline(
    booking: str, config: ConfigOption = None, why: WhyOption = "", json: JsonOption = False
) -> None:
    """Declines a requested appointment; its time is free again."""
    _change(config, booking, "declined", why, json=json)


@bookings.command("cancel")
def cancel(
    booking: str, config: ConfigOption = None, why: WhyOption = "", json: JsonOption = False
) -> None:
    """Cancels an appointment; its time is free again."""
    _change(config, booking, "cancelled", why, json=json)
