"""`inquiries`: what customers want done, what they were answered, and how far it is."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

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
    print_json,
    print_rows,
    telephone,
    with_others,
)
from config.site import Configuration
from storage import active
from storage import inquiries as rows_of
from storage.audit import history, operator
from storage.ids import Ids
from storage.inquiries import Answer, NewInquiry, Status
from storage.notes import notes_of
from storage.summaries import of_entry

inquiries = typer.Typer(help="What customers want done.", invoke_without_command=True)
COLUMNS = {"id": "ID", "when": "TAKEN", "business": "BUSINESS", "urgency": "URGENCY", "kind": "KIND", "problem": "PROBLEM",
           "address": "ADDRESS", "name": "NAME", "phone": "PHONE", "status": "STATUS", "on_day": "DAY",
           "cost": "EUR", "also": "ALSO OPEN"}  # fmt: skip


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
        rows = rows_of.list_inquiries(db, business=business, status=status)
        rows = with_others(db, rows, "phone")
    zones = {key: owner.zone for key, owner in known.businesses.items()}
    shown = [
        {**row, "when": local(row["created_at"], zones.get(row["business"], "UTC")), "cost": _euro(row),
         "kind": _kind(known, row)}
        for row in rows
    ]  # fmt: skip
    print_rows(rows if json else shown, COLUMNS, as_json=json, none="no inquiries yet")


def _kind(known: Configuration, row: Mapping[str, Any]) -> str | None:
    """The kind of order as its business calls it."""
    owner = known.businesses.get(row["business"])
    kinds = owner.categories if owner else {}
    return kinds[row["category"]].name if row["category"] in kinds else row["category"]


@inquiries.command("show")
def show(inquiry: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Shows one inquiry with its answer, its notes, and everything that was done to it."""
    with database(config) as (db, known):
        row = rows_of.get_inquiry(db, inquiry)
        now = datetime.now(UTC)
        also = active.of_number(db, row["business"], row["phone"], now=now, but=row["id"])
        lines, notes = history(db, row["id"]), notes_of(db, row["id"])
        summary = of_entry(db, row["call"])
    if json:
        print_json({**row, "history": lines, "notes": notes, "also": also, "summary": summary})
        return
    owner = known.businesses.get(row["business"])
    zone = owner.zone if owner else "UTC"
    typer.echo(f"{row['id']}  {local(row['created_at'], zone)}  {row['status']}, {row['urgency']}")
    if row["category"]:
        typer.echo(f"  {_kind(known, row)}")
    typer.echo(f"{row['problem']}, {row['address']}, for {row['name']}, {row['phone']}")
    answered = [row["reply"], row["on_day"], _euro(row) and f"{_euro(row)} EUR"]
    if any(answered):
        typer.echo(f"  answered: {', '.join(part for part in answered if part)}")
    if summary:
        typer.echo(f"  {summary}")
    for other in also:
        typer.echo(f"  this number has more open: {other['kind']} {other['id']}, {other['status']}")
    for line in lines:
        why = f" ({line['why']})" if line["why"] else ""
        typer.echo(f"  {local(line['at'], zone)}  {line['who']}: {line['verb']}, {line['after']}{why}")  # fmt: skip
    for note in notes:
        typer.echo(f"  note of {note['who']}: {note['text']}")


@inquiries.command("add")
def add(
    business: KeyOption,
    problem: Annotated[str, typer.Option(help="What is wanted, in a sentence.")],
    address: Annotated[str, typer.Option(help="Where.")],
    name: Annotated[str, typer.Option(help="The customer's name.")],
    phone: Annotated[str, typer.Option(help="The customer's number.")],
    urgent: Annotated[bool, typer.Option("--urgent", help="It cannot wait.")] = False,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Takes an inquiry by hand."""
    with database(config) as (db, known):
        owner, now = business_of(known, business), datetime.now(UTC)
        entry, number = Ids(lambda: now).new(), telephone(phone)
        new = NewInquiry(
            entry, owner.key, None, problem, address, "urgent" if urgent else "normal", name, number, entry
        )  # fmt: skip
        rows_of.take_inquiry(db, new, now=now, by=operator(why))
        row = rows_of.get_inquiry(db, entry)
        also = active.of_number(db, owner.key, number, now=now, but=entry)
    for other in also:
        typer.echo(f"note: this number has more open: {other['kind']} {other['id']}", err=True)
    _print(row, json=json)


@inquiries.command("answer")
def answer(
    inquiry: str,
    reply: Annotated[str | None, typer.Argument(help="What the customer is told.")] = None,
    cost: Annotated[str | None, typer.Option(help="In euro: 120 or 120,50.")] = None,
    day: Annotated[str | None, typer.Option(help="The day of the work: 2026-03-06.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="The customer is not told.")] = False,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Notes what a customer is answered, the cost, the day; and tells them, by SMS, mail or a call-back."""
    given = Answer(reply, _cents(cost), _day(day))
    if given == Answer():
        raise fail("nothing was answered: give a text, --cost or --day")
    with database(config) as (db, _):
        row = rows_of.answer(
            db, inquiry, given, now=datetime.now(UTC), by=operator(why), tell=not quiet
        )
    _print(row, json=json)


def _move(config: Path | None, inquiry: str, status: Status, *, json: bool) -> None:
    with database(config) as (db, _):
        row = rows_of.change_inquiry(db, inquiry, status, now=datetime.now(UTC), by=operator())
    _print(row, json=json)


@inquiries.command("start")
def start_inquiry(inquiry: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Notes that somebody works on an inquiry; a done one is open again."""
    _move(config, inquiry, "in_progress", json=json)


@inquiries.command("done")
def inquiry_done(inquiry: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Notes that an inquiry is done."""
    _move(config, inquiry, "done", json=json)


def _print(row: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json(row)
    else:
        typer.echo(f"{row['id']}: {row['status']}")


def _euro(row: dict[str, Any]) -> str | None:
    cents = row["cost_cents"]
    return None if cents is None else f"{cents // 100},{cents % 100:02}"


def _cents(written: str | None) -> int | None:
    if written is None:
        return None
    found = re.fullmatch(r"(\d{1,7})(?:[,.](\d\d))?", written)
    if found is None:
        raise fail(f'--cost {written}: euro like "120" or "120,50" are expected')
    return int(found[1]) * 100 + int(found[2] or 0)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise fail(f"--day {written}: a day like 2026-03-06 is expected") from None
