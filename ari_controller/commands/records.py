"""`audit` and `outbox`: who did what, and who was told of it."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from ari_controller.commands.common import ConfigOption, JsonOption, database, fail, print_rows
from storage import audit as lines
from storage import outbox as messages
from storage.audit import operator

audit = typer.Typer(help="Who did what to which entry.", invoke_without_command=True)
outbox = typer.Typer(help="Messages to customers and to the business.", invoke_without_command=True)
OUTBOX = {"id": "ID", "due_at": "DUE (UTC)", "business": "BUSINESS", "what": "ABOUT", "audience": "TO", "channel": "BY",
          "recipient": "NUMBER", "status": "STATUS", "attempts": "TRIES", "reason": "WHY NOT"}  # fmt: skip
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
