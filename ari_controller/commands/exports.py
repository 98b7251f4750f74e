"""`export`: the book as a calendar file, lists as tables."""

from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from ari_controller.commands.common import ConfigOption, business_of, database, fail
from storage.calendar_export import calendar
from storage.table_export import Table, table

export = typer.Typer(help="Calendar files and tables.", no_args_is_help=True)
KeyOption = Annotated[str, typer.Option(help="Which business, by its key.")]
OutOption = Annotated[Path, typer.Option(help="The file to write.")]


@export.command("ics")
def ics(
    business: KeyOption,
    out: OutOption,
    staff: Annotated[str | None, typer.Option(help="Only this person, by their key.")] = None,
    config: ConfigOption = None,
) -> None:
    """Writes the appointments as an iCalendar file; a later file updates what an earlier one brought."""
    with database(config) as (db, known):
        owner = business_of(known, business)
        if staff is not None and staff not in owner.staff:
            raise fail(f"{business} has nobody {staff}; there are: {', '.join(owner.staff)}")
        content = calendar(db, owner, staff=staff)
    _write(out, content)


@export.command("csv")
def csv(
    what: Annotated[str, typer.Argument(help="bookings, inquiries, messages or calls.")],
    business: KeyOption,
    out: OutOption,
    config: ConfigOption = None,
) -> None:
    """Writes a list as a table for spreadsheets: semicolons, local times."""
    if what not in get_args(Table):
        raise fail(f"{what}: one of {', '.join(get_args(Table))} is expected")
    with database(config) as (db, known):
        owner = business_of(known, business)
        content = table(db, cast("Table", what), business, owner.zone)
    _write(out, content.encode())


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all: a calendar program never reads half a file."""
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        raise fail(f"{out}: {(error.strerror or 'error').lower()}") from None
    typer.echo(str(out))
