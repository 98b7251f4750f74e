"""`tui`: the operators' terminal is a program of its own, which takes this one's place."""

import os
import sys

import typer

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
"""Its options are its own."""


def tui(context: typer.Context) -> None:
    """Watches and steers the calls that run; `vorzimmer tui --help` shows its options."""
    os.execv(sys.executable, [sys.executable, "-m", "tui", *context.args])  # noqa: S606  # no shell is wanted
