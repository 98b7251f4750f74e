"""`privacy`: what is held on one caller, its erasure, and what is past its time."""

import json as json_text
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Annotated, Any

import typer

from ari_controller.commands.common import ConfigOption, database, fail, print_json, telephone
from storage import privacy as rights
from storage import retention
from storage.audit import operator
from storage.privacy import Held

privacy = typer.Typer(help="The rights of callers.", no_args_is_help=True)
NumberArgument = Annotated[str, typer.Argument(help="The caller's number: 0171 1234567.")]


@privacy.command("auskunft")
def auskunft(
    number: NumberArgument,
    config: ConfigOption = None,
    out: Annotated[
        Path | None, typer.Option(help="A file; .html is written for people, all else is JSON.")
    ] = None,
) -> None:
    """Shows everything that is held on one caller (GDPR, article 15)."""
    with database(config) as (db, _):
        found = rights.held(db, telephone(number))
    as_html = out is not None and out.suffix == ".html"
    text = _html(found) if as_html else json_text.dumps(_plain(found), ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise fail(f"{out}: {(error.strerror or 'error').lower()}") from None
    typer.echo(f"{out}: {found.count} rows")


@privacy.command("loeschen")
def loeschen(
    number: NumberArgument,
    config: ConfigOption = None,
    future: Annotated[bool, typer.Option("--future", help="Appointments to come too.")] = False,
    why: Annotated[str, typer.Option(help="A few words for the record, without names.")] = "",
) -> None:
    """Erases one caller everywhere (GDPR, article 17): rows, full text, write-ahead log. Names backups."""
    with database(config) as (db, known):
        found = rights.erase(
            db, telephone(number), now=datetime.now(UTC), by=operator(why), future=future
        )
        copies = rights.backups(known.state / known.site.database)
    typer.echo(f"{found.count} rows erased")
    for other in found.others:
        typer.echo(f"the same customer has {other}: what came from there is still held")
    for copy in copies:
        typer.echo(f"still in a backup: {copy}")


@privacy.command("aufraeumen")
def aufraeumen(config: ConfigOption = None) -> None:
    """Deletes what is past its time now; a running controller does so every night."""
    with database(config) as (db, known):
        gone = retention.purge(db, known.businesses, datetime.now(UTC))
        if any(gone.values()):
            rights.scrub(db)
    print_json(gone)


def _plain(found: Held) -> dict[str, Any]:
    more = {"other_numbers": found.others} if found.others else {}
    return {
        "number": found.number,
        **more,
        **{name: rows for name, rows in found.tables.items() if rows},
    }


def _html(found: Held) -> str:
    """One table for each kind of data."""
    parts = [f"<h1>{escape(found.number)}</h1>"]
    parts += [f"<p>other number: {escape(number)}</p>" for number in found.others]
    for name, rows in found.tables.items():
        if not rows:
            continue
        head = "".join(f"<th>{escape(column)}</th>" for column in rows[0])
        body = "".join(
            "<tr>"
            + "".join(f"<td>{escape(str(value or ''))}</td>" for value in row.values())
            + "</tr>"
            for row in rows
        )
        parts.append(f"<h2>{escape(name)}</h2><table border=1><tr>{head}</tr>{body}</table>")
    return (
        f'<!doctype html><html lang="de"><meta charset="utf-8"><body>{"".join(parts)}</body></html>'
    )
