"""`vorzimmer …`: every command, and the one place where errors become sentences."""

import sqlite3

import typer

from ari_controller.ari.errors import AriError
from ari_controller.commands import (
    appointments,
    businesses,
    customers,
    desk,
    exports,
    inquiries,
    laboratory,
    language_tools,
    models,
    planning,
    privacy,
    profiles,
    quality,
    records,
    running,
    talking,
    tokens,
)
from ari_controller.commands.demonstration import demo
from ari_controller.commands.terminal import PASSED_ON, tui
from ari_controller.control.client import ControlClientError
from ari_controller.fetching.download import FetchError
from ari_controller.lab.errors import LabError
from ari_controller.lab.phone import PhoneError
from config.edit import EditError
from config.errors import ConfigError
from storage.errors import StorageError, explain
from voice.hearing.recogniser import ModelError
from voice.media.microphone import MicrophoneError
from voice.speaking.engine import EngineError
from voice.thinking.errors import ThinkingError

app = typer.Typer(
    help="A telephone receptionist in your own house: answers calls on Asterisk, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(running.run)
app.command(context_settings=PASSED_ON, add_help_option=False)(tui)
app.command()(demo)
app.command()(running.check)
app.add_typer(laboratory.lab, name="lab")
app.add_typer(desk.calls, name="calls")
app.add_typer(appointments.bookings, name="bookings")
app.add_typer(customers.customers, name="customers")
app.command()(customers.blocked)
app.command()(customers.block)
app.command()(customers.unblock)
app.add_typer(businesses.business, name="business")
app.add_typer(businesses.service, name="service")
app.add_typer(businesses.staff, name="staff")
app.add_typer(profiles.profile, name="profile")
app.add_typer(planning.absences, name="absences")
app.add_typer(planning.hours, name="hours")
app.add_typer(inquiries.inquiries, name="inquiries")
app.add_typer(desk.messages, name="messages")
app.add_typer(desk.callbacks, name="callbacks")
app.add_typer(exports.export, name="export")
app.add_typer(tokens.tokens, name="tokens")
app.add_typer(privacy.privacy, name="privacy")
app.command()(records.search)
app.command()(records.note)
app.command()(records.backup)
app.command()(records.restore)
app.add_typer(records.outbox, name="outbox")
app.add_typer(records.audit, name="audit")
app.command()(talking.talk)
app.command()(language_tools.say)
app.command()(quality.simulate)
app.add_typer(models.models, name="models")
app.command("voices")(models.list_voices)
app.command("understand")(language_tools.understand_text)

KNOWN_ERRORS = (
    ConfigError,
    ControlClientError,
    EditError,
    FetchError,
    LabError,
    PhoneError,
    AriError,
    StorageError,
    MicrophoneError,
    ModelError,
    EngineError,
    ThinkingError,
)
"""Errors whose text says what to do; everything else is a bug and shows its trace."""


def main() -> None:
    """The command line."""
    try:
        app()
    except KNOWN_ERRORS as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from None
    except sqlite3.Error as error:
        typer.echo(explain(error), err=True)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
