"""`tokens`: access for programs, such as a calendar that fetches the book."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from ari_controller.commands.common import (
    BusinessOption,
    ConfigOption,
    JsonOption,
    WhyOption,
    business_of,
    database,
    print_json,
    print_rows,
)
from storage import tokens as rows_of
from storage.audit import operator
from storage.ids import Ids

tokens = typer.Typer(help="Access tokens for programs.", invoke_without_command=True)
COLUMNS = {"id": "ID", "name": "NAME", "business": "BUSINESS", "right": "RIGHT", "created_at": "MADE (UTC)",
           "last_used_at": "LAST USED (UTC)", "revoked_at": "REVOKED (UTC)"}  # fmt: skip


@tokens.callback()
def list_tokens(
    context: typer.Context, config: ConfigOption = None, json: JsonOption = False
) -> None:
    """Lists tokens; their secrets are kept nowhere."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, _):
        rows = rows_of.list_tokens(db)
    print_rows(rows, COLUMNS, as_json=json, none="no tokens yet")


@tokens.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What it is for: Annas Kalender.")],
    right: Annotated[
        Literal["calendar", "read", "write"], typer.Option(help="What it opens.")
    ] = "calendar",
    business: BusinessOption = None,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Makes a token and shows its secret, this once; without --business it opens all of them."""
    with database(config) as (db, known):
        if business is not None:
            business_of(known, business)
        now = datetime.now(UTC)
        secret, row = rows_of.make(
            db, Ids(lambda: now).new(), name, right, business=business, now=now, by=operator(why)
        )
    if json:
        print_json({**row, "secret": secret})
    else:
        typer.echo(f"{row['id']}: {secret}\nKeep it now: it is not shown again.")


@tokens.command("revoke")
def revoke(token: str, config: ConfigOption = None, why: WhyOption = "") -> None:
    """From now on a token opens nothing."""
    with database(config) as (db, _):
        row = rows_of.revoke(db, token, now=datetime.now(UTC), by=operator(why))
    typer.echo(f"{row['id']}: revoked")
