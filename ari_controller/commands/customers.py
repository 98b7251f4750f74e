"""`customers`, `blocked`, `block` and `unblock`: who calls, and from whom no call is taken."""

from datetime import UTC, datetime
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
)
from storage import blocked as numbers
from storage import customers as people
from storage.audit import operator
from storage.ids import Ids
from storage.notes import notes_of

customers = typer.Typer(help="Who the customers are.", invoke_without_command=True)
COLUMNS = {"id": "ID", "business": "BUSINESS", "name": "NAME", "numbers": "NUMBERS", "email": "E-MAIL",
           "last_at": "LAST ENTRY (UTC)"}  # fmt: skip
BLOCKED = {"business": "BUSINESS", "number": "NUMBER", "who": "BY", "why": "WHY", "created_at": "SINCE (UTC)",
           "refused": "TURNED AWAY", "last_at": "LAST (UTC)"}  # fmt: skip


@customers.callback()
def list_customers(
    context: typer.Context,
    config: ConfigOption = None,
    business: BusinessOption = None,
    find: Annotated[
        str, typer.Option(help="A name (spellings that sound alike too) or a number.")
    ] = "",
    limit: Annotated[int, typer.Option(help="How many.")] = 20,
    json: JsonOption = False,
) -> None:
    """Lists customers, whoever called last first; `customers show ID` shows one with everything."""
    if context.invoked_subcommand:
        return
    with database(config) as (db, _):
        rows = people.find(db, find, business=business, limit=limit)
    shown = [{**row, "numbers": ", ".join(row["numbers"])} for row in rows]
    print_rows(rows if json else shown, COLUMNS, as_json=json, none="no customers yet")


@customers.command("show")
def show(customer: str, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Shows one customer with all entries and notes, the newest first."""
    with database(config) as (db, known):
        row = people.get(db, customer)
        entries, notes = people.entries_of(db, row["id"]), notes_of(db, row["id"])
    if json:
        print_json({**row, "entries": entries, "notes": notes})
        return
    owner = known.businesses.get(row["business"])
    zone = owner.zone if owner else "UTC"
    mail = f", {row['email']}" if row["email"] else ""
    typer.echo(f"{row['id']}  {row['name']}, {', '.join(row['numbers'])}{mail}")
    for entry in entries:
        typer.echo(
            f"  {local(entry['at'], zone)}  {entry['kind']} {entry['id']}: {entry['what']} ({entry['status']})"
        )
    for note in notes:
        typer.echo(f"  note of {note['who']}: {note['text']}")


@customers.command("email")
def email(
    customer: str,
    address: Annotated[str, typer.Argument(help='The address, or "none".')],
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Notes where a customer wants mail; "none" takes it away."""
    wanted = None if address == "none" else address
    if wanted is not None and not _is_address(wanted):
        raise fail(f'"{wanted}" is no address for mail: one like anna@example.org is expected')
    with database(config) as (db, _):
        row = people.set_email(db, customer, wanted, now=datetime.now(UTC), by=operator(why))
    _print(row, json=json)


@customers.command("merge")
def merge(
    customer: str,
    into: str,
    config: ConfigOption = None,
    why: WhyOption = "",
    json: JsonOption = False,
) -> None:
    """Makes two customers one, when they are one person; entries, numbers and notes go to the second."""
    with database(config) as (db, _):
        row = people.merge(db, customer, into, now=datetime.now(UTC), by=operator(why))
    _print(row, json=json)


def blocked(
    config: ConfigOption = None, business: BusinessOption = None, json: JsonOption = False
) -> None:
    """Lists numbers from which no call is taken, and how often they tried."""
    with database(config) as (db, _):
        rows = numbers.list_blocked(db, business=business)
    print_rows(rows, BLOCKED, as_json=json, none="no number is blocked")


def block(
    number: str,
    business: KeyOption,
    config: ConfigOption = None,
    why: WhyOption = "",
) -> None:
    """Takes no more calls from a number; they hear that the call was rejected. In force within a second."""
    with database(config) as (db, known):
        business_of(known, business)
        now = datetime.now(UTC)
        row, new = numbers.block(
            db, Ids(lambda: now).new(), business, telephone(number), now=now, by=operator(why)
        )
    typer.echo(f"{row['number']}: blocked" if new else f"{row['number']}: was blocked already")


def unblock(
    number: str, business: KeyOption, config: ConfigOption = None, why: WhyOption = ""
) -> None:
    """Takes calls from a number again."""
    with database(config) as (db, _):
        row = numbers.unblock(
            db, business, telephone(number), now=datetime.now(UTC), by=operator(why)
        )
    typer.echo(f"{row['number']}: no longer blocked")


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and "." in host) and not any(letter in text for letter in " ,;<>")


def _print(row: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json(row)
    else:
        typer.echo(f"{row['id']}: {row['name']}, {', '.join(row['numbers'])}")
