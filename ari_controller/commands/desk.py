"""What happened and what is to be done: calls, messages, call-backs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ari_controller.commands.common import (
    BusinessOption,
    ConfigOption,
    JsonOption,
    database,
    fail,
    local,
    print_json,
    print_rows,
    with_others,
)
from storage import calls as call_rows
from storage import inquiries as inquiry_rows
from storage import messages as message_rows
from storage.audit import operator
from storage.journal import of_call

calls = typer.Typer(help="Calls: who, when, how they ended.", invoke_without_command=True)
messages = typer.Typer(help="Messages that callers left.", invoke_without_command=True)
callbacks = typer.Typer(
    help="Promised call-backs, the open ones first.", invoke_without_command=True
)
inquiries = typer.Typer(help="What customers want done.", invoke_without_command=True)
LimitOption = Annotated[int, typer.Option(help="How many rows.")]


@calls.callback()
def list_calls(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    limit: LimitOption = 20,
    json: JsonOption = False,
) -> None:
    """Lists the latest calls; `calls show ID` shows one with its turns."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, _):
        rows = call_rows.list_calls(db, business=business, limit=limit)
    shown = [{**row, "when": local(row["started_at"], row["zone"])} for row in rows]
    columns = {"id": "ID", "when": "BEGAN", "business": "BUSINESS", "caller": "CALLER", "state": "STATE",
               "exit_reason": "ENDED BY", "turns": "TURNS"}  # fmt: skip
    print_rows(rows if json else shown, columns, as_json=json, none="no calls yet")


@calls.command("show")
def show_call(call: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Shows one call: what was said, and how long each answer took (ID may be its beginning)."""
    with database(config) as (db, _):
        row = call_rows.get_call(db, call)
        if row is None:
            raise fail(
                f"there is no call {call}, or several begin like that: see `vorzimmer calls`"
            )
        kinds = [event.kind for event in of_call(db, row["id"])]
    if json:
        print_json({**row, "events": kinds})
        return
    typer.echo(f"{row['id']}  {local(row['started_at'], row['zone'])}  {row['business']}")
    typer.echo(
        f"caller {row['caller'] or 'withheld'}, ended by {row['exit_reason'] or '(running)'}"
    )
    if row["summary"]:
        typer.echo(row["summary"])
    for turn in row["turn_rows"]:
        if turn["heard"] is not None:
            delay = f"  [{turn['audible_ms']:.0f} ms]" if turn["audible_ms"] is not None else ""
            typer.echo(f"  caller: {turn['heard']}{delay}")
        if turn["said"]:
            typer.echo(f"  we:     {turn['said']}")


MESSAGE_COLUMNS = {"id": "ID", "when": "TAKEN", "business": "BUSINESS", "name": "NAME", "number": "NUMBER",
                   "words": "WORDS", "promised": "PROMISED FOR", "done_by": "DONE BY", "also": "ALSO OPEN"}  # fmt: skip


def _list(
    config: Path | None, kind: str, business: str | None, *, everything: bool, json: bool
) -> None:
    with database(config) as (db, known):
        done = None if everything else False
        rows = message_rows.list_messages(db, business=business, kind=kind, done=done)
        rows = with_others(db, rows, "number")
    if json:
        for row in rows:
            print_json(row)
        return
    shown: list[dict[str, Any]] = []
    for row in rows:
        owner = known.businesses.get(row["business"])
        zone = owner.zone if owner else "UTC"
        times = {
            "when": local(row["created_at"], zone),
            "promised": local(row["promised_for"], zone),
        }
        shown.append({**row, **times})
    print_rows(shown, MESSAGE_COLUMNS, as_json=False, none=f"no open {kind}s")


AllOption = Annotated[bool, typer.Option("--all", help="Those that are done too.")]


@messages.callback()
def list_messages(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    everything: AllOption = False,
    json: JsonOption = False,
) -> None:
    """Lists messages that nobody has taken care of yet."""
    if not context.invoked_subcommand:
        _list(config, "message", business, everything=everything, json=json)


@callbacks.callback()
def list_callbacks(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    everything: AllOption = False,
    json: JsonOption = False,
) -> None:
    """Lists call-backs that were promised and not made yet."""
    if not context.invoked_subcommand:
        _list(config, "callback", business, everything=everything, json=json)


def _done(config: Path | None, message: str, *, json: bool) -> None:
    with database(config) as (db, _):
        row = message_rows.mark_done(db, message, now=datetime.now(UTC), by=operator())
    if json:
        print_json(row)
    else:
        typer.echo(f"{row['id']}: done by {row['done_by']}")


@messages.command("done")
def message_done(message: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Notes that somebody took care of a message."""
    _done(config, message, json=json)


@callbacks.command("done")
def callback_done(message: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Notes that somebody has called back."""
    _done(config, message, json=json)


@inquiries.callback()
def list_inquiries(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    status: Annotated[str | None, typer.Option(help="new, in_progress, done.")] = None,
    json: JsonOption = False,
) -> None:
    """Lists inquiries: open ones first, urgent ones first among them."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, known):
        rows = inquiry_rows.list_inquiries(db, business=business, status=status)
        rows = with_others(db, rows, "phone")
    columns = {"id": "ID", "when": "TAKEN", "business": "BUSINESS", "urgency": "URGENCY", "problem": "PROBLEM",
               "address": "ADDRESS", "name": "NAME", "phone": "PHONE", "status": "STATUS", "also": "ALSO OPEN"}  # fmt: skip
    zones = {key: owner.zone for key, owner in known.businesses.items()}
    shown = [
        {**row, "when": local(row["created_at"], zones.get(row["business"], "UTC"))} for row in rows
    ]
    print_rows(rows if json else shown, columns, as_json=json, none="no inquiries yet")


def _move(config: Path | None, inquiry: str, status: inquiry_rows.Status, *, json: bool) -> None:
    with database(config) as (db, _):
        row = inquiry_rows.change_inquiry(db, inquiry, status, now=datetime.now(UTC), by=operator())
    if json:
        print_json(row)
    else:
        typer.echo(f"{row['id']}: {row['status']}")


@inquiries.command("start")
def start_inquiry(inquiry: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Notes that somebody works on an inquiry."""
    _move(config, inquiry, "in_progress", json=json)


@inquiries.command("done")
def inquiry_done(inquiry: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Notes that an inquiry is done."""
    _move(config, inquiry, "done", json=json)
