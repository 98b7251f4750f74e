"""What the commands share: their options, their errors, and how they print."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.loader import folder_of, load
from config.models import Business
from config.site import Configuration
from storage import active
from storage.database import Database, connect
from storage.numbers import parse_number
from storage.times import parse

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", help="Configuration folder; else $VORZIMMER_CONFIG, else /etc/vorzimmer."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON line per row, for programs.")]
BusinessOption = Annotated[str | None, typer.Option(help="Only this business, by its key.")]
KeyOption = Annotated[str, typer.Option("--business", help="Which business, by its key.")]
RootOption = Annotated[Path, typer.Option(help="Where the lab keeps its files.")]
WhyOption = Annotated[str, typer.Option(help="A few words for the record.")]
LAB_ROOT = Path(".lab")


def configuration(folder: Path | None) -> Configuration:
    """The configuration that a command works on.

    Raises:
        ConfigError: it is wrong.
    """
    return load(folder_of(folder, os.environ), os.environ)


@contextmanager
def database(folder: Path | None) -> Iterator[tuple[Database, Configuration]]:
    """The configured database, whether a controller runs or not."""
    known = configuration(folder)
    db = connect(known.state / known.site.database)
    try:
        yield db, known
    finally:
        db.close()


def print_json(row: Mapping[str, Any]) -> None:
    """One line."""
    typer.echo(json.dumps(row, ensure_ascii=False))


def print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, as_json: bool, none: str
) -> None:
    """Rows as a table (`columns`: key to heading), or one JSON line each."""
    if as_json:
        for row in rows:
            print_json(row)
        return
    if not rows:
        typer.echo(none)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        # As Text: a name or a note with [brackets] in it is no markup.
        table.add_row(*(Text("" if row.get(key) is None else str(row[key])) for key in columns))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False).print(table)


def local(moment: str | None, zone: str) -> str:
    """A stored time as the business's wall clock shows it."""
    return f"{parse(moment).astimezone(ZoneInfo(zone)):%a %d.%m.%Y %H:%M}" if moment else ""


def moment(written: str, zone: str, *, end_of_day: bool = False) -> datetime:
    """A local time of a business, or the beginning (`end_of_day`: the end) of a day, as an aware one."""
    try:
        day_only = len(written) == len("2026-03-06")
        local_time = datetime.fromisoformat(written)
    except ValueError:
        raise fail(f'"{written}": a local time like 2026-03-06T14:30 is expected') from None
    if local_time.tzinfo is not None:
        raise fail(f'"{written}": write the local time without a zone')
    if day_only and end_of_day:
        local_time += timedelta(days=1)
    return local_time.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def with_others(
    db: Database, rows: Sequence[Mapping[str, Any]], number: str
) -> list[dict[str, Any]]:
    """Rows with `also`: how many other open entries the number in their column `number` has."""
    now = datetime.now(UTC)
    open_ = {key: active.counts(db, key, now=now) for key in {row["business"] for row in rows}}
    own = {row["id"]: active.is_open(row, now=now) for row in rows}
    return [
        {**row, "also": (open_[row["business"]][row[number]] - own[row["id"]]) or None}
        for row in rows
    ]


def business_of(known: Configuration, key: str) -> Business:
    """One business; a key that nobody has ends the command with those that there are."""
    if key not in known.businesses:
        raise fail(f'there is no business "{key}"; there are: {", ".join(known.businesses)}')
    return known.businesses[key]


def telephone(written: str) -> str:
    """A number as people write it, as E.164; anything else ends the command."""
    found = parse_number(written)
    if found is None:
        raise fail(f"{written} is no telephone number: write it with its area code")
    return found[0]


def fail(message: str, status: int = 1) -> typer.Exit:
    """Prints what is wrong and gives the exit to raise."""
    typer.echo(message, err=True)
    return typer.Exit(status)
