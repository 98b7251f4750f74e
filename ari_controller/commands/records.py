"""`search`, `note`, `audit`, `outbox`, `backup` and `restore`: what was said, who did what, and who was told of it."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from ari_controller.commands.common import (
    BusinessOption,
    ConfigOption,
    JsonOption,
    business_of,
    configuration,
    database,
    fail,
    print_json,
    print_rows,
)
from storage import audit as lines
from storage import backup as copies
from storage import outbox as messages
from storage.audit import operator
from storage.ids import Ids
from storage.notes import add_note
from storage.search import Kind, find

audit = typer.Typer(help="Who did what to which entry.", invoke_without_command=True)
outbox = typer.Typer(help="Messages to customers and to the business.", invoke_without_command=True)
OUTBOX = {"id": "ID", "due_at": "DUE (UTC)", "business": "BUSINESS", "what": "ABOUT", "audience": "TO", "channel": "BY",
          "recipient": "NUMBER", "status": "STATUS", "attempts": "TRIES", "reason": "WHY NOT"}  # fmt: skip
FOUND = {"kind": "KIND", "at": "AT (UTC)", "business": "BUSINESS", "entry": "ENTRY", "turn": "TURN",
         "sentence": "WHERE"}  # fmt: skip
COLUMNS = {"id": "LINE", "at": "AT (UTC)", "business": "BUSINESS", "who": "WHO", "verb": "DID", "entry": "ENTRY",
           "before": "BEFORE", "after": "AFTER", "why": "WHY"}  # fmt: skip


@audit.callback()
def list_audit(
    context: typer.Context,
    config: ConfigOption = None,
    entry: Annotated[str | None, typer.Option(help="Only this entry, by its whole ID.")] = None,
    limit: Annotated[int, typer.Option(help="How many lines.")] = 50,
    json: JsonOption = False,
) -> None:
    """Lists the latest lines, the newest last."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, _):
        rows = lines.history(db, entry) if entry else lines.latest(db, limit)
    print_rows(rows, COLUMNS, as_json=json, none="nothing is on record")


@audit.command("verify")
def verify(config: ConfigOption = None) -> None:
    """Checks that no line was changed, taken out or put in; exit status 1 when one was."""
    with database(config) as (db, _):
        count, broken = lines.verify(db)
    if broken is not None:
        raise fail(f"line {broken} does not fit the one before it: the record was changed there")
    typer.echo(f"{count} lines, all of them fit")


@outbox.callback()
def list_outbox(
    context: typer.Context,
    config: ConfigOption = None,
    status: Annotated[
        str | None, typer.Option(help="queued, sending, sent, dead, dropped.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many messages.")] = 50,
    json: JsonOption = False,
) -> None:
    """Lists messages to customers and to the business, the newest first."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, _):
        rows = messages.list_outbox(db, status=status, limit=limit)
    print_rows(rows, OUTBOX, as_json=json, none="nothing had to be told to anybody")


@outbox.command("retry")
def retry(message: str, config: ConfigOption = None) -> None:
    """Queues a dead message again, when what stood in its way is mended."""
    with database(config) as (db, _):
        row = messages.retry(db, message, now=datetime.now(UTC), by=operator())
    typer.echo(f"{row['id']}: {row['status']}")


def search(
    words: str,
    config: ConfigOption = None,
    business: BusinessOption = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="booking, inquiry, message, callback, customer, turn.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many.")] = 20,
    json: JsonOption = False,
) -> None:
    """Finds calls, bookings, inquiries and messages by names, numbers and words, the newest first."""
    kinds: list[Kind] = []
    for one in kind or []:
        if one not in get_args(Kind):
            raise fail(f"--kind {one}: one of {', '.join(get_args(Kind))} is expected")
        kinds.append(cast("Kind", one))
    with database(config) as (db, known):
        if business is not None:
            business_of(known, business)
        hits = find(db, words, business=business, kinds=kinds, limit=limit)
    rows = [asdict(hit) for hit in hits]
    print_rows(rows, FOUND, as_json=json, none="nothing was found")


def backup(
    out: Annotated[Path, typer.Argument(help="The file to write; it must not be there.")],
    config: ConfigOption = None,
) -> None:
    """Copies the database while it is in use, and checks the copy."""
    with database(config) as (db, _):
        copies.back_up(db, out)
    typer.echo(f"{out}: whole, {out.stat().st_size / 1e6:.1f} MB")


def restore(
    copy: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    config: ConfigOption = None,
) -> None:
    """Puts a copy in the place of the database, and the old one beside it; no controller may run."""
    known = configuration(config)
    old = copies.restore(copy, known.state / known.site.database, now=datetime.now(UTC))
    typer.echo(f"restored; the old one is {old}" if old else "restored")


def note(entry: str, text: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Notes something on an appointment, an inquiry, a message or a call, by its ID."""
    with database(config) as (db, _):
        now = datetime.now(UTC)
        row = add_note(db, Ids(lambda: now).new(), entry, text, now=now, by=operator())
    if json:
        print_json(row)
    else:
        typer.echo(f"{row['entry']}: noted")
