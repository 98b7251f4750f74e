"""`absences` and `hours`: what changes a single day, set by people; the weekly hours are in the YAML files."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from ari_controller.commands.appointments import COLUMNS
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
    print_rows,
)
from config.hours import HoursError, ranges_of
from storage import planning
from storage.audit import operator
from storage.ids import Ids

absences = typer.Typer(help="Who is away, and when.", invoke_without_command=True)
hours = typer.Typer(help="Days with hours of their own.", invoke_without_command=True)
PLANNED = {"id": "ID", "kind": "KIND", "business": "BUSINESS", "staff": "STAFF", "begins": "FROM", "ends": "UNTIL",
           "why": "WHY"}  # fmt: skip


@absences.callback()
def list_absences(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    json: JsonOption = False,
) -> None:
    """Lists absences that are not over, and days with hours of their own."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, known):
        rows = planning.list_planning(db, business=business, since=datetime.now(UTC))
    zones = {key: owner.zone for key, owner in known.businesses.items()}
    shown = [
        {**row, **{side: local(row[side], zones.get(row["business"], "UTC")) for side in ("begins", "ends")}}
        if row["kind"] == "absence"
        else row
        for row in rows
    ]  # fmt: skip
    print_rows(rows if json else shown, PLANNED, as_json=json, none="nobody is away")


@absences.command("add")
def add_absence(
    staff: str,
    business: KeyOption,
    start: Annotated[
        str, typer.Option("--from", help="Local time: 2026-03-06T00:00, or a day: 2026-03-06.")
    ],
    end: Annotated[str, typer.Option("--until", help="The same; a day is included.")],
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Takes a person out of the book; lists the appointments that now have to be moved."""
    with database(config) as (db, known):
        owner = business_of(known, business)
        if staff not in owner.staff:
            raise fail(f"{business} has nobody {staff}; there are: {', '.join(owner.staff)}")
        first, last = moment(start, owner.zone), moment(end, owner.zone, end_of_day=True)
        if last <= first:
            raise fail(f"--until {end} is not after --from {start}")
        now = datetime.now(UTC)
        new = planning.Absence(Ids(lambda: now).new(), business, staff, first, last)
        rows = planning.add_absence(db, new, now=now, by=operator(why))
    shown = [{**row, "start": local(row["starts_at"], row["zone"])} for row in rows]
    typer.echo(f"{new.id}: {staff} is away", err=json)
    print_rows(
        rows if json else shown, COLUMNS, as_json=json, none="no appointment has to be moved"
    )


@hours.callback()
def list_hours(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    json: JsonOption = False,
) -> None:
    """The same list as `absences`."""
    list_absences(context, config, business, json)


@hours.command("set")
def set_hours(
    day: str,
    ranges: Annotated[
        list[str] | None, typer.Argument(help="09:00-12:00, one or more; none: closed.")
    ] = None,
    business: KeyOption = "",
    staff: Annotated[str, typer.Option(help="Only this person, by their key.")] = "",
    config: ConfigOption = None,
    why: WhyOption = "",
) -> None:
    """Gives one day hours of its own, before holidays and the week: set 2026-12-24 09:00-12:00."""
    with database(config) as (db, known):
        owner = business_of(known, business)
        if staff and staff not in owner.staff:
            raise fail(f"{business} has nobody {staff}; there are: {', '.join(owner.staff)}")
        try:
            when = date.fromisoformat(day)
            times = ranges_of(ranges or [])
        except HoursError as error:
            raise fail(str(error)) from None
        except ValueError:
            raise fail(f'"{day}": a day like 2026-12-24 is expected') from None
        now = datetime.now(UTC)
        ids = Ids(lambda: now)
        names = [ids.new() for _ in range(max(1, len(times)))]
        planning.set_hours(db, names, business, staff, when, times, now=now, by=operator(why))
    typer.echo(f"{names[0]}: {day} {' '.join(ranges or []) or 'closed'}")


def _remove(entry: str, config: ConfigOption, why: str) -> None:
    with database(config) as (db, _):
        planning.remove(db, entry, now=datetime.now(UTC), by=operator(why))
    typer.echo(f"{entry}: taken back")


@absences.command("remove")
def remove_absence(entry: str, config: ConfigOption = None, why: WhyOption = "") -> None:
    """Takes back an absence, by its whole ID."""
    _remove(entry, config, why)


@hours.command("remove")
def remove_hours(entry: str, config: ConfigOption = None, why: WhyOption = "") -> None:
    """Takes back a day's own hours, by its whole ID."""
    _remove(entry, config, why)
