"""`demo`: one call that a person can follow, from the first ring to the stored booking."""

import asyncio
import time
from collections.abc import Callable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

from ari_controller.commands.common import LAB_ROOT, JsonOption, RootOption, fail, print_json
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.errors import LabError
from ari_controller.lab.outcome import Outcome
from ari_controller.lab.scenarios import Scenario, load_scenario
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import judge
from ari_controller.lab.virtual_run import run as run_virtually
from config.loader import load
from storage.database import connect
from storage.events import Event, Heard, Said, TurnTimed
from storage.journal import since
from storage.times import parse

SOUND = "call.wav"
STAGES = ("endpoint", "final", "decision", "first_audio", "audible")


def demo(
    via: Annotated[
        Literal["auto", "sip", "memory"],
        typer.Option(
            help="sip: a real Asterisk; memory: no telephone, a few seconds; auto: sip where it can be had."
        ),
    ] = "auto",
    voice: Annotated[
        Literal["espeak", "coqui"],
        typer.Option(help="coqui: the project's own small Coqui voice, where that is installed."),
    ] = "espeak",
    root: RootOption = LAB_ROOT,
    json: JsonOption = False,
) -> None:
    """Calls the lab's hair salon once, prints both sides, and shows the booking that came of it."""
    if voice == "coqui" and find_spec("TTS") is None:
        raise fail("coqui-tts is not installed; `make demo VOICE=coqui` sets it up and calls")
    scenario = load_scenario(Path(str(files("config") / "lab/demo.yaml")))
    began = time.monotonic()
    tell = _nothing if json else _print
    lab = Lab(root)
    addresses = _asterisk(lab, via, tell)
    folder = root.absolute() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    for old in [*folder.glob("*.db*"), *folder.glob(SOUND)]:
        old.unlink()
    site = lab_site(root, addresses, engine=voice)
    tell(f"set up in {time.monotonic() - began:.1f} s")
    tell(f"the salon's clock says {scenario.now:%A, %d %B %Y, %H:%M}; a caller dials 100")
    tell("")
    ears: list[float] = []

    def on_ear(_number: str | None, what: str, delay_ms: float) -> None:
        if what == "answer":
            ears.append(delay_ms)

    watch = _nothing if json else _follow
    if addresses is not None:
        try:
            outcome = asyncio.run(
                run_sip(
                    scenario,
                    site,
                    addresses,
                    folder,
                    watch=watch,
                    on_ear=on_ear,
                    record=folder / SOUND,
                )
            )
        finally:
            lab.down()
        name = load(site, {}).site.database
    else:
        outcome = run_virtually(scenario, load(site, {}), folder, "memory", watch)
        name = Path("scenario.db")
    _finish(scenario, outcome, folder / name, "sip" if addresses else "memory", ears, as_json=json)


def _print(line: str) -> None:
    typer.echo(line)


def _nothing(_what: object) -> None:
    """For programs only the last line counts."""


def _asterisk(lab: Lab, via: str, tell: Callable[[str], None]) -> LabAddresses | None:
    if via == "memory":
        return None
    try:
        return lab.up(progress=tell)
    except LabError as error:
        if via == "sip":
            raise
        reason = str(error).partition("\n")[0]
        tell(f"no Asterisk to be had here ({reason}): the same call goes over memory instead")
        return None


def _follow(event: Event) -> None:
    """Both sides as they speak."""
    match event:
        case Said():
            typer.echo(f"  Vorzimmer: {event.text}")
        case Heard():
            typer.echo(f"  caller:    {event.text}")
        case TurnTimed():
            stages = ", ".join(
                f"{name} {getattr(event, name):.0f}"
                for name in STAGES
                if getattr(event, name) is not None
            )
            typer.echo(f"             answer after {event.audible:.0f} ms ({stages})")
        case _:
            pass


def _finish(
    scenario: Scenario,
    outcome: Outcome,
    database: Path,
    via: str,
    ears: list[float],
    *,
    as_json: bool,
) -> None:
    verdict = judge(scenario, outcome)
    booking = _booking(outcome)
    sound = database.with_name(SOUND)
    if as_json:
        print_json(
            {
                "via": via,
                **_transcript(database),
                "ear_ms": [round(value, 1) for value in ears],
                "booking": booking,
                "exit_reason": verdict.exit[0] if verdict.exit else None,
                "database": str(database),
                "sound": str(sound) if sound.exists() else None,
            }
        )
    else:
        typer.echo("")
        if ears:
            shown = ", ".join(f"{value:.0f}" for value in ears)
            typer.echo(f"at the caller's ear the answers came after {shown} ms")
        typer.echo("booking: " + ", ".join(booking.values()) if booking else "no booking")
        typer.echo(f"ended by {', '.join(map(str, verdict.exit))}; the database is {database}")
        if sound.exists():
            typer.echo(f"hear it (caller left, Vorzimmer right): {sound}")
    if not verdict.ok:
        raise fail("the demo's call went wrong: " + "; ".join(verdict.failures))


def _booking(outcome: Outcome) -> dict[str, Any] | None:
    if not outcome.bookings:
        return None
    row = outcome.bookings[0]
    start = parse(row["starts_at"]).astimezone(ZoneInfo(outcome.zone))
    return {
        "start": f"{start:%Y-%m-%dT%H:%M}",
        **{key: row[key] for key in ("service", "staff", "name", "phone", "status")},
    }


def _transcript(database: Path) -> dict[str, Any]:
    db = connect(database)
    try:
        events = sorted((event for _, event in since(db, 0, 10_000)), key=lambda event: event.seq)
    finally:
        db.close()
    lines = [
        {"who": "caller" if isinstance(event, Heard) else "vorzimmer", "text": event.text}
        for event in events
        if isinstance(event, Heard | Said)
    ]
    turns = [
        {
            "turn": event.turn,
            "slot": event.slot,
            "stages": {name: getattr(event, name) for name in STAGES},
        }
        for event in events
        if isinstance(event, TurnTimed)
    ]
    return {"transcript": lines, "turns": turns}
