"""`profile`: what firms of one branch have in common; `profile new` asks for what a firm's own file has to say."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ari_controller.commands.businesses import checked_key, in_force
from ari_controller.commands.common import ConfigOption, JsonOption, fail, print_json, print_rows
from config import schema
from config.checks import STATES
from config.edit import Value, apply, new_file, shown
from config.errors import ConfigError, Problem
from config.loader import folder_of, profile_data, profiles_of
from storage.numbers import parse_number

profile = typer.Typer(help="What firms of one branch have in common.", invoke_without_command=True)
_EXTENSION = re.compile(r"[0-9*#]{1,6}")
NameArgument = Annotated[str, typer.Argument(help="A profile: friseur.")]


@profile.callback()
def overview(context: typer.Context, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Lists the profiles that firms can extend."""
    if not context.invoked_subcommand:
        list_profiles(config, json)


@profile.command("list")
def list_profiles(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Lists the profiles that firms can extend."""
    folder = folder_of(config, os.environ).absolute()
    rows = [
        {"name": name, "mode": str(profile_data(name, folder).get("mode", "")), "path": str(path),
         "own": "yes" if folder in path.parents else ""}
        for name, path in profiles_of(folder).items()
    ]  # fmt: skip
    columns = {"name": "NAME", "mode": "MODE", "own": "YOUR OWN", "path": "FILE"}
    print_rows(rows, columns, as_json=json, none="none")


@profile.command("show")
def show_profile(name: NameArgument, config: ConfigOption = None, json: JsonOption = False) -> None:
    """Shows a profile with all that firms of every branch have, as a file would say it."""
    folder = folder_of(config, os.environ).absolute()
    data = profile_data(_known(name, folder), folder)
    if json:
        print_json(data)
        return
    typer.echo(f"# {name}, with what every firm has\n{shown(data)}", nl=False)


@profile.command("schema")
def show_schema(
    out: Annotated[Path | None, typer.Option(help="A file, instead of the screen.")] = None,
) -> None:
    """Prints the JSON Schema of profiles and of firms' files, for editors."""
    if out is None:
        typer.echo(schema.text(), nl=False)
        return
    out.write_text(schema.text(), "utf-8")
    typer.echo(f"written to {out}")


@profile.command("copy")
def copy_profile(
    name: Annotated[str, typer.Argument(help="Its name: barbier.")],
    like: Annotated[str, typer.Option(help="The profile to begin with: friseur.")],
    config: ConfigOption = None,
) -> None:
    """Copies a profile into this machine's folder, to be changed there; firms name it with `extends`."""
    folder = folder_of(config, os.environ).absolute()
    known = profiles_of(folder)[_known(like, folder)]
    path = folder / "profiles" / f"{checked_key(name)}.yaml"
    if path.exists():
        raise fail(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{_with_schema(folder)}{known.read_text('utf-8')}", "utf-8")
    typer.echo(f"{path}: change it, and let a firm say `extends: {name}`")


@profile.command("new")
def new_firm(
    key: Annotated[str | None, typer.Argument(help="The firm's key and file name: salon_anna.")] = None,
    extends: Annotated[str | None, typer.Option(help="The profile: friseur.")] = None,
    name: Annotated[str | None, typer.Option(help="As callers hear it: Salon Anna.")] = None,
    number: Annotated[list[str] | None, typer.Option(help="What callers dial.")] = None,
    state: Annotated[str | None, typer.Option(help="Bundesland, for its holidays: BY; - for none.")] = None,
    address: Annotated[str | None, typer.Option(help="How callers are addressed: sie, du.")] = None,
    confirm: Annotated[str | None, typer.Option(help="auto, or by_hand: bookings wait for you.")] = None,
    person: Annotated[list[str] | None, typer.Option(help="Who takes appointments (a restaurant: its tables): Anna.")] = None,
    place: Annotated[str | None, typer.Option(help="Where you are, in one sentence; - for none.")] = None,
    config: ConfigOption = None,
) -> None:  # fmt: skip
    """Asks for what a firm's own file has to say, checks it, writes businesses/KEY.yaml and puts it in force.

    What is given as an option is not asked for; without a terminal nothing is asked.
    """
    folder = folder_of(config, os.environ).absolute()
    profiles = profiles_of(folder)
    extends = _ask(f"Profile ({', '.join(profiles)})", extends, one_of(profiles))
    mode = str(profile_data(extends, folder).get("mode"))
    name = _ask("The firm's name, as callers hear it", name, _filled)
    suggested = re.sub(r"[^a-z0-9]+", "_", _plain(name)).strip("_") or "firma"
    key = _ask("Key, which is the file's name", key, _free_key(folder), suggested)
    numbers = _several("Number that callers dial", number, _number)
    state = _ask("Bundesland by its two letters, - for none", state, one_of(STATES | {"-"}), "-")
    address = _ask("How callers are addressed (sie, du)", address, one_of(("sie", "du")), "sie")
    confirm = _ask("Bookings: auto or by_hand", confirm, one_of(("auto", "by_hand")), "auto")
    people = _several("Who takes appointments", person, _filled) if mode == "termin" else []
    place = _ask("Where you are, in one sentence, - for none", place, _filled, "-")
    entries: dict[str, Value] = {"extends": extends, "name": name, "numbers": numbers}
    entries |= {"state": state} if state != "-" else {}
    entries |= {"address": address, "confirm": confirm}
    entries |= {"place": place} if place != "-" else {}
    entries |= {"staff": {_key_of(one): {"name": one} for one in people}} if people else {}
    path = folder / "businesses" / f"{key}.yaml"
    text = _with_schema(folder) + new_file(entries, f"{name}: docs/profiles.md says what else.")
    in_force(apply(path, text, folder, os.environ), f"{key}: written to {path}")


def _ask(
    question: str, given: str | None, check: Callable[[str], str], default: str | None = None
) -> str:
    """One answer: the option, or what is typed; a wrong one is explained, and a typed one asked for again.

    Where nothing can be typed the default counts; without one the command ends.
    """
    if given is not None:
        try:
            return check(given)
        except ValueError as error:
            raise fail(str(error)) from None
    while True:
        try:
            return check(str(typer.prompt(question, default=default)).strip())
        except ValueError as error:
            typer.echo(str(error))
        except typer.Abort:
            if sys.stdin.isatty():
                raise
            typer.echo("")
            if default is None:
                raise fail(f"{question}: say it as an option, see --help") from None
            return check(default)


def _several(question: str, given: Sequence[str] | None, check: Callable[[str], str]) -> list[str]:
    """One answer or more, with commas between them."""

    def each(written: str) -> str:
        parts = [check(part.strip()) for part in written.split(",") if part.strip()]
        if not parts:
            raise ValueError("at least one is needed")
        return ",".join(parts)

    joined = ",".join(given) if given else None
    return _ask(f"{question} (several with commas)", joined, each).split(",")


def one_of(allowed: Mapping[str, Any] | Sequence[str] | frozenset[str]) -> Callable[[str], str]:
    """A check: one of these, in any letters."""
    known = {one.lower(): one for one in sorted(allowed)}

    def check(written: str) -> str:
        if written.lower() not in known:
            raise ValueError(f'"{written}": one of {", ".join(known.values())} is expected')
        return known[written.lower()]

    return check


def _filled(written: str) -> str:
    if not written.strip():
        raise ValueError("something has to be written here")
    return written.strip()


def _number(written: str) -> str:
    plain = re.sub(r"[\s()/.-]", "", written)
    if _EXTENSION.fullmatch(plain):
        return plain
    number = parse_number(written)
    if number is None:
        raise ValueError(f'"{written}": a number like +498912345100, or an extension like 100')
    return number[0]


def _free_key(folder: Path) -> Callable[[str], str]:
    def check(written: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", written):
            raise ValueError(
                f'"{written}": a key like salon_anna is expected: small letters, digits, _'
            )
        if (folder / "businesses" / f"{written}.yaml").exists():
            raise ValueError(f'"{written}" is there already')
        return written

    return check


def _plain(text: str) -> str:
    plain = text.lower()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(letter, written)
    return plain


def _key_of(name: str) -> str:
    key = re.sub(r"[^a-z0-9]+", "_", _plain(name)).strip("_")
    return key if key[:1].isalpha() else f"p_{key}"


def _known(name: str, folder: Path) -> str:
    known = profiles_of(folder)
    if name not in known:
        raise fail(f"there is no profile {name}; there are: {', '.join(known)}")
    return name


def _with_schema(folder: Path) -> str:
    """Puts the schema into the folder; gives the line by which editors find it."""
    file = folder / "profile.schema.json"
    try:
        file.write_text(schema.text(), "utf-8")
    except OSError as error:
        why = (error.strerror or "error").lower()
        problem = Problem(file, 0, "", f"it cannot be written ({why})", "check the folder's rights")
        raise ConfigError((problem,)) from error
    return f"# {schema.COMMENT.format(where=f'../{file.name}')}\n"
