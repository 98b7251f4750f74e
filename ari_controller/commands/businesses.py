"""`business`, `service`, `staff`: what the YAML files say, added by commands. People may edit the files as well."""

import os
import re
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ari_controller.commands.common import (
    BusinessOption,
    ConfigOption,
    JsonOption,
    KeyOption,
    business_of,
    configuration,
    fail,
    print_rows,
)
from config.edit import Value, apply, new_file, with_entry
from config.loader import folder_of
from config.models import WeeklyHours
from config.site import Configuration
from storage.database import connect
from storage.mirror import mirror
from storage.ownership import owner_of

business = typer.Typer(help="Firms.", invoke_without_command=True)
service = typer.Typer(help="What can be booked.", invoke_without_command=True)
staff = typer.Typer(help="Who takes appointments.", invoke_without_command=True)
_KEY = re.compile(r"[a-z][a-z0-9_]*")
HoursOption = Annotated[
    list[str] | None, typer.Option(help='As in the file: --hours "di-fr=09:00-18:00".')
]


@business.callback()
def list_businesses(
    context: typer.Context, config: ConfigOption = None, json: JsonOption = False
) -> None:
    """Lists the firms of this machine."""
    if context.invoked_subcommand:
        return
    rows = [
        {"key": firm.key, "name": firm.name, "branch": firm.branch, "mode": str(firm.mode),
         "numbers": ", ".join(firm.numbers), "confirm": str(firm.confirm)}
        for firm in configuration(config).businesses.values()
    ]  # fmt: skip
    columns = {"key": "KEY", "name": "NAME", "branch": "PROFILE", "mode": "MODE", "numbers": "NUMBERS",
               "confirm": "CONFIRM"}  # fmt: skip
    print_rows(rows, columns, as_json=json, none="no business yet")


@business.command("add")
def add_business(
    key: Annotated[str, typer.Argument(help="Its key and file name: salon_anna.")],
    name: Annotated[str, typer.Option(help="As callers hear it: Salon Anna.")],
    extends: Annotated[str, typer.Option(help="The profile: friseur, handwerk.")],
    number: Annotated[list[str], typer.Option(help="What callers dial, as Asterisk delivers it.")],
    person: Annotated[
        list[str] | None, typer.Option(help="Who takes appointments: --person anna=Anna.")
    ] = None,
    state: Annotated[str | None, typer.Option(help="Bundesland, for its holidays: BY.")] = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="Bookings wait to be confirmed.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Writes the file of a new firm, checks everything, and puts it in force; a wrong one is not kept."""
    folder = folder_of(config, os.environ).absolute()
    path = folder / "businesses" / f"{checked_key(key)}.yaml"
    if path.exists():
        raise fail(f"{path} is there already")
    people: dict[str, Value] = {}
    for one in person or []:
        who, _, called = one.partition("=")
        people[checked_key(who)] = {"name": called or who.capitalize()}
    entries: dict[str, Value] = {"extends": extends, "name": name, "numbers": number}
    entries |= {"state": state} if state else {}
    entries |= {"confirm": "by_hand"} if by_hand else {}
    entries |= {"staff": people} if people else {}
    text = new_file(
        entries, f"{name}: see docs/configuration.md for everything that can stand here."
    )
    in_force(apply(path, text, folder, os.environ), f"{key}: written to {path}")


@service.callback()
def list_services(
    context: typer.Context,
    business: BusinessOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Lists services with duration, buffer and price."""
    if context.invoked_subcommand:
        return
    rows = [
        {"business": firm.key, "key": key, "name": one.name, "minutes": one.duration_min, "buffer": one.buffer_min,
         "price": one.price_eur, "staff": ", ".join(one.staff), "resources": ", ".join(one.resources)}
        for firm in configuration(config).businesses.values()
        if business in (None, firm.key)
        for key, one in firm.services.items()
    ]  # fmt: skip
    columns = {"business": "BUSINESS", "key": "KEY", "name": "NAME", "minutes": "MIN", "buffer": "BUFFER",
               "price": "EUR", "staff": "ONLY BY", "resources": "ROOMS"}  # fmt: skip
    print_rows(rows, columns, as_json=json, none="no services yet")


@service.command("add")
def add_service(
    key: Annotated[str, typer.Argument(help="Its key: dauerwelle.")],
    business: KeyOption,
    name: Annotated[str, typer.Option(help="What people hear: Dauerwelle.")],
    accusative: Annotated[str, typer.Option(help='As in "Sie möchten …": eine Dauerwelle.')],
    minutes: Annotated[int, typer.Option(help="How long it takes.")],
    buffer: Annotated[int, typer.Option(help="Minutes after it without a customer.")] = 0,
    price: Annotated[str | None, typer.Option(help='In euro: "32" or "32,50".')] = None,
    word: Annotated[list[str] | None, typer.Option(help="How else callers say it.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Keys of those who do it.")] = None,
    config: ConfigOption = None,
) -> None:
    """Adds a service to a firm's file, checks everything, and puts it in force."""
    value: dict[str, Value] = {"name": name, "accusative": accusative, "duration_min": minutes}
    value |= {"buffer_min": buffer} if buffer else {}
    value |= {"price_eur": price} if price else {}
    value |= {"words": word} if word else {}
    value |= {"staff": only} if only else {}
    _add(config, business, "services", key, value)


@staff.callback()
def list_staff(
    context: typer.Context,
    business: BusinessOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Lists who takes appointments, and when they work if not like the firm."""
    if context.invoked_subcommand:
        return
    rows = [
        {"business": firm.key, "key": key, "name": one.name, "hours": _week(one.hours)}
        for firm in configuration(config).businesses.values()
        if business in (None, firm.key)
        for key, one in firm.staff.items()
    ]
    columns = {"business": "BUSINESS", "key": "KEY", "name": "NAME", "hours": "HOURS"}
    print_rows(rows, columns, as_json=json, none="nobody yet")


@staff.command("add")
def add_staff(
    key: Annotated[str, typer.Argument(help="Their key: otto.")],
    business: KeyOption,
    name: Annotated[str, typer.Option(help="The name by which callers ask for them.")],
    hours: HoursOption = None,
    config: ConfigOption = None,
) -> None:
    """Adds a person to a firm's file, checks everything, and puts it in force."""
    value: dict[str, Value] = {"name": name}
    if hours:
        value["hours"] = {days.strip(): times.strip() for days, _, times in (h.partition("=") for h in hours)}  # fmt: skip
    _add(config, business, "staff", key, value)


def _add(config: Path | None, owner: str, section: str, key: str, value: Value) -> None:
    folder = folder_of(config, os.environ).absolute()
    business_of(configuration(config), owner)
    path = folder / "businesses" / f"{owner}.yaml"
    text = with_entry(path.read_text("utf-8"), (section, checked_key(key)), value)
    in_force(apply(path, text, folder, os.environ), f"{key}: added to {path}")


def in_force(known: Configuration, told: str) -> None:
    """The rows follow at once, and a running controller reads its files again."""
    database = known.state / known.site.database
    controller = owner_of(database)
    if controller is not None:
        os.kill(controller, signal.SIGHUP)
        told += "; the running controller reads it now"
    else:
        db = connect(database)
        mirror(db, known.businesses, datetime.now(UTC))
        db.close()
    typer.echo(told)


def _week(hours: WeeklyHours | None) -> str:
    return ", ".join(
        f"{day} {open_.opens:%H:%M}-{open_.closes:%H:%M}"
        for day, ranges in (hours or {}).items()
        for open_ in ranges
    )


def checked_key(key: str) -> str:
    """The key, or the end of the command with what a key is."""
    if not _KEY.fullmatch(key):
        raise fail(f'"{key}": a key like salon_anna is expected: small letters, digits, _')
    return key
