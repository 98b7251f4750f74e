"""`simulate`: scripted callers."""

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer

from ari_controller.commands.common import (
    LAB_ROOT,
    ConfigOption,
    JsonOption,
    RootOption,
    configuration,
    print_json,
)
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.llm_choice import Choice, with_model, write_model
from ari_controller.lab.scenarios import load_scenario, scenario_files
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import Verdict, judge
from ari_controller.lab.virtual_run import run as run_virtually
from ari_controller.logs import log_to


def simulate(
    files: Annotated[list[Path], typer.Argument(help="Scenario files, or folders of them.")],
    via: Annotated[
        Literal["text", "memory", "sip"],
        typer.Option(
            help="text: no audio; memory: real ears and voice, virtual time; sip: a real Asterisk."
        ),
    ] = "memory",
    llm: Annotated[
        Choice | None,
        typer.Option(
            help="stand-in: a table that answers as Ollama would; bad-stand-in: most of its answers are spoiled; "
            "ollama: the one at $OLLAMA_HOST; none: rules alone. "
            "Else what the configuration says."
        ),
    ] = None,
    config: ConfigOption = None,
    root: RootOption = LAB_ROOT,
    json: JsonOption = False,
) -> None:
    """Lets scripted callers call, and judges what is in the database afterwards. Exit status 1 if any fails."""
    log_to(sys.stderr, as_json=False)
    lab = Lab(root)
    addresses = lab.up(progress=lambda line: typer.echo(line, err=True)) if via == "sip" else None
    site = lab_site(root, addresses) if config is None or addresses else config
    chosen = ExitStack()
    verdicts: list[Verdict] = []
    try:
        known = chosen.enter_context(with_model(configuration(site), llm))
        if addresses is not None and llm is not None:
            write_model(site, known.site.llm)
        for path in scenario_files(files):
            scenario = load_scenario(path)
            with TemporaryDirectory(prefix="vorzimmer-") as name:
                folder = Path(name)
                if addresses is not None:
                    outcome = asyncio.run(run_sip(scenario, site, addresses, folder))
                else:
                    outcome = run_virtually(
                        scenario, known, folder, "text" if via == "text" else "memory"
                    )
            verdicts.append(judge(scenario, outcome))
            _report(verdicts[-1], as_json=json)
    finally:
        chosen.close()
        if addresses is not None:
            lab.down()
    failed = [verdict for verdict in verdicts if not verdict.ok]
    if not json:
        typer.echo(f"{len(verdicts) - len(failed)} of {len(verdicts)} scenarios succeeded")
    if failed or not verdicts:
        raise typer.Exit(1)


def _report(verdict: Verdict, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "scenario": verdict.scenario,
                "ok": verdict.ok,
                "failures": list(verdict.failures),
                "bookings": verdict.bookings,
                "exit": list(verdict.exit),
                "turns": verdict.turns,
                "wrong_bookings": verdict.wrong_bookings,
                "latency_ms": [round(value, 1) for value in verdict.latency_ms],
            }
        )
        return
    delay = f", answers after {median(verdict.latency_ms):.0f} ms" if verdict.latency_ms else ""
    state = "ok    " if verdict.ok else "FAILED"
    typer.echo(f"{state} {verdict.scenario} ({verdict.turns} turns{delay})")
    for failure in verdict.failures:
        typer.echo(f"       {failure}")
