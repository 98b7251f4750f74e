"""`run` and `check`: the controller itself."""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ari_controller.commands.common import ConfigOption, configuration
from ari_controller.control.log_ring import LogRing
from ari_controller.controller import serve
from ari_controller.logs import log_to
from config.site import Configuration
from voice.clock import RealClock
from voice.thinking.making import model_state


def run(
    config: ConfigOption = None,
    now: Annotated[
        str | None,
        typer.Option(
            help="Pretend that it is this local time of the first business, for labs: 2026-03-04T10:00."
        ),
    ] = None,
) -> None:
    """Answers calls until it is stopped (Ctrl-C, SIGTERM); SIGHUP re-reads the businesses. Prints "ready"."""
    known = configuration(config)
    ring = LogRing()
    log_to(sys.stderr, as_json=not sys.stderr.isatty(), also=ring)
    clock = RealClock(_shift(known, now))
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(
            serve(known, clock, ready=_announce, reload=lambda: configuration(config), ring=ring)
        )


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where the extra `fast` is installed."""
    try:
        import uvloop  # noqa: PLC0415  # an extra
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def _announce() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def _shift(known: Configuration, now: str | None) -> timedelta:
    if now is None:
        return timedelta()
    zone = ZoneInfo(next(iter(known.businesses.values())).zone)
    return datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(UTC) - datetime.now(UTC)


def check(config: ConfigOption = None) -> None:
    """Reads the configuration and says what is wrong with it: file, line, field, remedy. Changes nothing."""
    known = configuration(config)
    for business in known.businesses.values():
        numbers = ", ".join(business.numbers)
        typer.echo(f"{business.key}: {business.name} ({business.branch}), reached at {numbers}")
    if known.site.llm.wanted:
        typer.echo(asyncio.run(model_state(known.site.llm)))
    typer.echo(f"ok: {known.folder}, state in {known.state}")
