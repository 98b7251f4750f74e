"""`lab`: a private Asterisk on this machine, for demos and tests."""

from pathlib import Path
from typing import Annotated

import typer

from ari_controller.commands.common import LAB_ROOT, JsonOption, RootOption, fail, print_json
from ari_controller.commands.lab_phone import phone
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.site import lab_site

lab = typer.Typer(
    help="A private Asterisk on 127.0.0.x: no root, nothing installed.", no_args_is_help=True
)


@lab.command()
def up(root: RootOption = LAB_ROOT) -> None:
    """Fetches Asterisk where it is missing, starts it, and writes a configuration folder for it."""
    addresses = Lab(root).up(progress=typer.echo)
    site = lab_site(root, addresses)
    typer.echo(f"lab: up; call 100, 101 or 102 at {addresses.sip[0]}:{addresses.sip[1]}")
    typer.echo(f"lab: the controller for it: vorzimmer run --config {_short(site)}")


lab.command()(phone)


@lab.command()
def down(root: RootOption = LAB_ROOT) -> None:
    """Stops the lab's Asterisk."""
    typer.echo("lab: down" if Lab(root).down() else "lab: was not running")


@lab.command()
def status(root: RootOption = LAB_ROOT, json: JsonOption = False) -> None:
    """Says whether the lab runs; exit status 1 when it does not."""
    state = Lab(root).status()
    addresses = state.addresses
    if json:
        print_json(
            {
                "version": state.version,
                "pid": state.pid,
                "answers": state.answers,
                "sip": list(addresses.sip) if addresses else None,
                "ari_url": addresses.ari_url if addresses else None,
            }
        )
    elif addresses is None:
        typer.echo(f"lab: not running (Asterisk {state.version or 'not fetched yet'})")
    else:
        answers = "answers" if state.answers else "does not answer yet"
        where = f"SIP {addresses.sip[0]}:{addresses.sip[1]}, ARI {addresses.ari_url}"
        typer.echo(f"lab: Asterisk {state.version}, process {state.pid}, {answers}; {where}")
    if not state.answers:
        raise typer.Exit(1)


@lab.command()
def shell(
    command: Annotated[
        list[str] | None, typer.Argument(help="One console command; without it a console.")
    ] = None,
    root: RootOption = LAB_ROOT,
) -> None:
    """Opens Asterisk's console, or runs one command in it."""
    status_code = Lab(root).shell(command or [])
    if status_code:
        raise fail("lab: Asterisk's console refused", status_code)


def _short(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
