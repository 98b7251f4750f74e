"""`audit`: who did what, and whether anybody changed the record of it."""

from typing import Annotated

import typer

from ari_controller.commands.common import ConfigOption, JsonOption, database, fail, print_rows
from storage import audit as lines

audit = typer.Typer(help="Who did what to which entry.", invoke_without_command=True)
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
