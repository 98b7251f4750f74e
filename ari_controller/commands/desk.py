"""What happened and what is to be done: calls, messages, call-backs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from ari_controller.commands.common import (
    BusinessOption,
    ConfigOption,
    JsonOption,
    KeyOption,
    business_of,
    database,
    fail,
    local,
    moment,
    print_json,
    print_rows,
    telephone,
    with_others,
)
from ari_controller.commands.following import follow
from storage import calls as call_rows
from storage import messages as message_rows
from storage.audit import operator
from storage.events import Decided, Event, SlotFilled, ToolCalled
from storage.extraction import of_row
from storage.ids import Ids
from storage.journal import of_call
from storage.latency import BUCKETS_MS, exposition, histograms

calls = typer.Typer(help="Calls: who, when, how they ended.", invoke_without_command=True)
messages = typer.Typer(help="Messages that callers left.", invoke_without_command=True)
callbacks = typer.Typer(
    help="Promised call-backs, the open ones first.", invoke_without_command=True
)
LimitOption = Annotated[int, typer.Option(help="How many rows.")]


@calls.callback()
def list_calls(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    limit: LimitOption = 20,
    following: Annotated[
        bool, typer.Option("--follow", help="What happens now, line by line, until Ctrl-C.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Lists the latest calls; `calls show ID` shows one with its turns, `--follow` those that run."""
    if context.invoked_subcommand:
        return
    if following:
        follow(config, business, as_json=json)
        return
    with database(config) as (db, _):
        rows = call_rows.list_calls(db, business=business, limit=limit)
    shown = [{**row, "when": local(row["started_at"], row["zone"])} for row in rows]
    columns = {"id": "ID", "when": "BEGAN", "business": "BUSINESS", "caller": "CALLER", "state": "STATE",
               "exit_reason": "ENDED BY", "turns": "TURNS"}  # fmt: skip
    print_rows(rows if json else shown, columns, as_json=json, none="no calls yet")


@calls.command("show")
def show_call(
    call: str,
    config: ConfigOption = None,
    why: Annotated[bool, typer.Option("--why", help="Who decided each turn, and why.")] = False,
    json: JsonOption = False,
) -> None:
    """Shows one call: what was said, and how long each answer took (ID may be its beginning)."""
    with database(config) as (db, _):
        row = call_rows.get_call(db, call)
        if row is None:
            raise fail(
                f"there is no call {call}, or several begin like that: see `vorzimmer calls`"
            )
        events = of_call(db, row["id"])
    if json:
        print_json({**row, "extraction": of_row(row), "events": [event.kind for event in events]})
        return
    typer.echo(f"{row['id']}  {local(row['started_at'], row['zone'])}  {row['business']}")
    typer.echo(
        f"caller {row['caller'] or 'withheld'}, ended by {row['exit_reason'] or '(running)'}"
    )
    if row["summary"]:
        typer.echo(row["summary"])
    _show_facts(of_row(row), row["extracted_by"])
    for turn in row["turn_rows"]:
        if turn["heard"] is not None:
            typer.echo(f"  caller: {turn['heard']}{_delay(turn)}")
        for line in _reasons(events, turn["turn"]) if why else ():
            typer.echo(f"            {line}")
        if turn["said"]:
            typer.echo(f"  we:     {turn['said']}")


def _reasons(events: Sequence[Event], turn: int) -> Iterator[str]:
    """What a turn's words were taken for, in the order in which it was decided."""
    for event in events:
        match event:
            case Decided(turn=at, by=by, reason=reason) if at == turn:
                yield f"{by}: {reason}"
            case SlotFilled(turn=at, slot=slot, value=value) if at == turn:
                yield f"{slot} = {value}"
            case ToolCalled(turn=at, tool=tool, outcome=outcome) if at == turn:
                yield f"{tool}: {outcome}"
            case _:
                pass


def _show_facts(made: dict[str, Any] | None, by: str) -> None:
    """What the call was about, and the words that prove it."""
    if made is None:
        return
    typer.echo(f"about: {made['purpose']} (by {by})")
    for fact in made["facts"]:
        proof = f"turn {fact['turn']}: {fact['quote']}" if fact["quote"] else "by key"
        typer.echo(f"  {fact['slot']} = {fact['value']}  ({proof})")
    for question in made["questions"]:
        typer.echo(f"  asked: {question}")


@calls.command("latency")
def latency(
    config: ConfigOption = None,
    business: BusinessOption = None,
    days: Annotated[int, typer.Option(min=1, help="Of how many days.")] = 30,
    prometheus: Annotated[
        bool, typer.Option("--prometheus", help="Histograms in Prometheus' text format.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Shows how long callers waited for answers, by question and stage, in ms from the end of their speech."""
    with database(config) as (db, _):
        since = datetime.now(UTC) - timedelta(days=days)
        found = histograms(db, business=business, since=since)
    if prometheus:
        for line in exposition(found):
            typer.echo(line)
        return
    rows = [
        {
            "business": one.business,
            "question": one.slot,
            "stage": one.stage,
            "turns": one.count,
            "p50": round(one.quantile(0.5)),
            "p95": round(one.quantile(0.95)),
            "buckets": dict(zip([*BUCKETS_MS, "more"], one.counts, strict=True)),
        }
        for one in found
    ]
    columns = {"business": "BUSINESS", "question": "QUESTION", "stage": "STAGE", "turns": "TURNS", "p50": "MEDIAN (MS)",
               "p95": "95 % (MS)"}  # fmt: skip
    print_rows(rows, columns, as_json=json, none="no answers yet")


def _delay(turn: Mapping[str, Any]) -> str:
    """When the answer was heard, and how far each stage had come, in ms from the end of the caller's speech."""
    if turn["audible_ms"] is None:
        return ""
    stages = [
        f"{name.replace('_', ' ')} {turn[f'{name}_ms']:.0f}"
        for name in STAGES
        if turn[f"{name}_ms"] is not None
    ]
    return f"  [{turn['audible_ms']:.0f} ms: {', '.join(stages)}]"


STAGES = ("endpoint", "final", "decision", "first_token", "first_audio")
MESSAGE_COLUMNS = {"id": "ID", "when": "TAKEN", "business": "BUSINESS", "name": "NAME", "number": "NUMBER",
                   "words": "WORDS", "promised": "PROMISED FOR", "hurry": "URGENT", "done_by": "DONE BY", "also": "ALSO OPEN"}  # fmt: skip


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
            "hurry": "yes" if row["urgent"] else "",
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


@messages.command("reopen")
def message_reopened(message: str, config: ConfigOption = None) -> None:
    """Takes the done mark of a message back."""
    _reopen(config, message)


@callbacks.command("reopen")
def callback_reopened(message: str, config: ConfigOption = None) -> None:
    """Takes the done mark of a call-back back."""
    _reopen(config, message)


def _reopen(config: Path | None, message: str) -> None:
    with database(config) as (db, _):
        row = message_rows.reopen(db, message, now=datetime.now(UTC), by=operator())
    typer.echo(f"{row['id']}: open")


@callbacks.command("add")
def add_callback(
    number: str,
    words: str,
    business: KeyOption,
    config: ConfigOption = None,
    name: Annotated[str | None, typer.Option(help="Whom to ask for.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Until when, local time: 2026-03-06T14:30.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Promises a call-back by hand: who is to be called, and about what."""
    with database(config) as (db, known):
        owner, now = business_of(known, business), datetime.now(UTC)
        name_of_it = Ids(lambda: now).new()
        new = message_rows.NewMessage(
            id=name_of_it, business=owner.key, call=None, callback=True, words=words, name=name,
            number=telephone(number), promised_for=moment(by, owner.zone) if by else None, key=name_of_it,
        )  # fmt: skip
        message_rows.take_message(db, new, now=now, seq=0, by=operator())
        row = message_rows.get_message(db, name_of_it)
    if json:
        print_json(row)
    else:
        typer.echo(f"{row['id']}: call {row['number']}")
