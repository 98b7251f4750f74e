"""`simulate`: scripted callers."""

import asyncio
import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ari_controller.commands.common import (
    LAB_ROOT,
    ConfigOption,
    JsonOption,
    RootOption,
    configuration,
    print_json,
)
from ari_controller.commands.suite import run_suite
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.llm_choice import Choice, with_model, write_model
from ari_controller.lab.scenarios import load_scenario, scenario_files
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.suite import WAYS, Plan, Way, known_failures, shipped_scenarios
from ari_controller.lab.verdict import Verdict, judge
from ari_controller.lab.virtual_run import run as run_virtually
from ari_controller.logs import log_to


class Via(StrEnum):
    """The ways of `suite.WAYS`, as an option that may be repeated."""

    TEXT = "text"
    MEMORY = "memory"
    NOISY = "noisy"
    SIP = "sip"


FilesArgument = Annotated[
    list[Path] | None, typer.Argument(help="Scenario files, or folders of them.")
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all", help="Every scenario that comes with the source; text, memory and noisy."
    ),
]
ViaOption = Annotated[
    list[Via] | None,
    typer.Option(
        help="text: no audio; memory (without --all the default): real ears and voice, virtual time; noisy: the "
        "same on bad lines; sip: a real Asterisk. May be given several times with --all.",
    ),
]
OnlyOption = Annotated[
    list[str] | None, typer.Option(help="Branches, kinds, or parts of names; may be repeated.")
]
SeedOption = Annotated[
    int, typer.Option(help="Of variations and noise; the same seed does the same.")
]
VariationsOption = Annotated[
    int | None,
    typer.Option(min=0, help="Seeds beside the first, with other words; 2 with --all."),
]
LossOption = Annotated[
    float | None, typer.Option(min=0, max=0.5, help="sip: the share of packets that are lost.")
]
JobsOption = Annotated[
    int | None, typer.Option(min=1, help="How many run side by side; else one for each core.")
]
HtmlOption = Annotated[
    Path | None, typer.Option(help="Writes a report with words and sound of the failures.")
]
LlmOption = Annotated[
    Choice | None,
    typer.Option(
        help="stand-in: a table that answers as Ollama would; bad-stand-in: most of its answers are spoiled; "
        "ollama: the one at $OLLAMA_HOST; none: rules alone. "
        "Else what the configuration says."
    ),
]


def simulate(
    files: FilesArgument = None,
    shipped: AllOption = False,
    via: ViaOption = None,
    only: OnlyOption = None,
    seed: SeedOption = 1,
    variations: VariationsOption = None,
    loss: LossOption = None,
    jobs: JobsOption = None,
    html: HtmlOption = None,
    llm: LlmOption = None,
    config: ConfigOption = None,
    root: RootOption = LAB_ROOT,
    json: JsonOption = False,
) -> None:
    """Lets scripted callers call, and judges what is in the database afterwards. Exit status 1 if any fails that is not listed."""
    log_to(sys.stderr, as_json=False)
    ways: list[Way] = [way for way in WAYS if way in (via or ())]
    if not (shipped or variations or html or only or loss or "noisy" in ways or len(ways) > 1):
        return _one_by_one(
            files or [], (ways or ["memory"])[0], llm, config=config, root=root, as_json=json
        )
    paths = [shipped_scenarios()] if shipped else list(files or [])
    plan = Plan(
        ways=ways or (["text", "memory", "noisy"] if shipped else ["memory"]),
        seed=seed,
        variations=variations if variations is not None else 2 * shipped,
        loss=loss,
        only=only or [],
        known=known_failures(paths),
    )
    if not run_suite(
        paths, plan, root=root, config=config, llm=llm, side_by_side=jobs, report=html, as_json=json
    ):
        raise typer.Exit(1)
    return None


def _one_by_one(
    files: list[Path],
    via: Way,
    llm: Choice | None,
    *,
    config: Path | None,
    root: Path,
    as_json: bool,
) -> None:
    lab = Lab(root)
    addresses = lab.up(progress=lambda line: typer.echo(line, err=True)) if via == "sip" else None
    called = {load_scenario(path).business for path in scenario_files(files)} if addresses else ()
    site = lab_site(root, addresses, only=called) if config is None or addresses else config
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
                        scenario,
                        known,
                        folder,
                        "text" if via == "text" else "memory",
                    )
            verdicts.append(judge(scenario, outcome))
            _report(verdicts[-1], as_json=as_json)
    finally:
        chosen.close()
        if addresses is not None:
            lab.down()
    failed = [verdict for verdict in verdicts if not verdict.ok]
    if not as_json:
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
                "forbidden_actions": verdict.forbidden_actions,
                "latency_ms": [round(value, 1) for value in verdict.latency_ms],
            }
        )
        return
    delay = f", answers after {median(verdict.latency_ms):.0f} ms" if verdict.latency_ms else ""
    state = "ok    " if verdict.ok else "FAILED"
    typer.echo(f"{state} {verdict.scenario} ({verdict.turns} turns{delay})")
    for failure in verdict.failures:
        typer.echo(f"       {failure}")
