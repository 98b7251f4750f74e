"""`simulate` and `models`: scripted callers, and the embedded recogniser."""

import asyncio
from dataclasses import asdict
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
    fail,
    print_json,
    print_rows,
)
from ari_controller.fetching.archive import unpack
from ari_controller.fetching.download import download
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.scenarios import load_scenario, scenario_files
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import Verdict, judge
from ari_controller.lab.virtual_run import run as run_virtually
from config.recognisers import recognisers

models = typer.Typer(help="Recognition models.", no_args_is_help=True)


def simulate(
    files: Annotated[list[Path], typer.Argument(help="Scenario files, or folders of them.")],
    via: Annotated[
        Literal["text", "memory", "sip"],
        typer.Option(
            help="text: no audio; memory: real ears and voice, virtual time; sip: a real Asterisk."
        ),
    ] = "memory",
    config: ConfigOption = None,
    root: RootOption = LAB_ROOT,
    json: JsonOption = False,
) -> None:
    """Lets scripted callers call, and judges what is in the database afterwards. Exit status 1 if any fails."""
    lab = Lab(root)
    addresses = lab.up(progress=lambda line: typer.echo(line, err=True)) if via == "sip" else None
    site = lab_site(root, addresses) if config is None or addresses else config
    known = configuration(site)
    verdicts: list[Verdict] = []
    try:
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


@models.command("build-demo")
def build_demo(
    out: Annotated[
        Path, typer.Option(help="The folder to write; replaced when the new model is whole.")
    ],
    minutes: Annotated[float, typer.Option(help="How long to train.")] = 27.0,
    utterances: Annotated[int, typer.Option(help="How many sentences to speak for it.")] = 16_000,
) -> None:
    """Makes the embedded recognition model: synthesises speech, trains, writes, measures (half an hour).

    Needs the extra `model` (torch). The model understands synthetic speech only.
    """
    from voice.hearing.modelling.build import Recipe, build  # noqa: PLC0415  # torch: only where it is wanted
    from voice.hearing.modelling.evaluate import record_figures  # noqa: PLC0415

    build(out, Recipe(utterances=utterances, train_seconds=minutes * 60), typer.echo)
    for name, rate in record_figures(out, typer.echo).items():
        typer.echo(f"{name}: {rate:.2%} of the words wrong")


@models.command("list")
def list_models(json: JsonOption = False) -> None:
    """Lists recognition models that can be fetched; the one that comes along is for synthetic speech only."""
    rows = [asdict(model) for model in recognisers().values()]
    columns = {
        "name": "NAME",
        "language": "LANGUAGE",
        "mb": "MB",
        "licence": "LICENCE",
        "url": "FROM",
    }
    print_rows(rows, columns, as_json=json, none="none")


@models.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(help="As `models list` shows it.")],
    config: ConfigOption = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; else models/NAME in the state folder.")
    ] = None,
) -> None:
    """Fetches a recognition model: goes on where it was cut off, checks its sum, unpacks it."""
    known = recognisers()
    if name not in known:
        raise fail(f"there is no model {name}; there are: {', '.join(known)}")
    target = out or configuration(config).state / "models" / name
    sum_file = target.with_name(f"{target.name}.sha256")
    recorded = sum_file.read_text("utf-8").split()[0] if sum_file.is_file() else None
    archive = target.with_name(f"{target.name}.zip")
    found = download(
        known[name].url, archive, sha256=known[name].sha256 or recorded, progress=_Bar(name)
    )
    unpack(archive, target)
    archive.unlink()
    sum_file.write_text(f"{found}  {name}.zip\n", "utf-8")
    new = "" if known[name].sha256 or recorded else ", recorded now: nobody had checked it before"
    typer.echo(f"SHA-256 {found}{new}")
    typer.echo(f"say in vorzimmer.yaml:  stt: {{model: {target}}}")


class _Bar:
    """A line on a terminal, a line for each tenth elsewhere."""

    def __init__(self, name: str) -> None:
        self._name, self._tenth = name, -1

    def __call__(self, there: int, total: int | None) -> None:
        tenth = there * 10 // total if total else there // 50_000_000
        if tenth == self._tenth:
            return
        self._tenth = tenth
        of = f" of {total / 1e6:.0f}" if total else ""
        typer.echo(f"{self._name}: {there / 1e6:.0f}{of} MB", err=True)
