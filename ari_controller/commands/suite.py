"""The longer form of `simulate`: many scenarios by several ways, their figures, and a report."""

import os
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from ari_controller.commands.common import print_json
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.figures import TRIALS, figures, row
from ari_controller.lab.llm_choice import Choice, with_model, write_model
from ari_controller.lab.report import html, percent
from ari_controller.lab.site import lab_site
from ari_controller.lab.suite import WAYS, Job, Plan, Run, jobs
from ari_controller.lab.workers import Workplace, done
from config.loader import load


def run_suite(
    paths: Sequence[Path],
    plan: Plan,
    *,
    root: Path,
    config: Path | None,
    llm: Choice | None,
    side_by_side: int | None,
    report: Path | None,
    as_json: bool,
) -> bool:
    """Runs all of it and prints what came of it; True when nothing failed but what is listed."""
    lab = Lab(root)
    over_sip = "sip" in plan.ways
    addresses = lab.up(progress=lambda line: typer.echo(line, err=True)) if over_sip else None
    try:
        with TemporaryDirectory(prefix="vorzimmer-site-") as name:
            site = _site(Path(name), config, addresses)
            with with_model(load(site, {}), llm) as known:
                if llm is not None:
                    write_model(site, known.site.llm)
                place = Workplace(site, addresses, report is not None, plan.known)
                # A bad stand-in draws in the order in which it is asked: only one after another is it the same each time.
                beside = 1 if llm == "bad-stand-in" else side_by_side or min(os.cpu_count() or 1, 8)
                runs = _run(jobs(paths, known.businesses, plan), place, beside, as_json=as_json)
    finally:
        if over_sip:
            lab.down()
    told = figures(runs)
    if report is not None:
        report.write_text(html(told, runs, seed=plan.seed), encoding="utf-8")
    if as_json:
        document = {"seed": plan.seed, "variations": plan.variations, "llm": llm, **told}
        print_json({**document, "failures": [row(run) for run in runs if not run.verdict.ok],
                    "scenarios": [row(run) for run in runs]})  # fmt: skip
    else:
        _print(told, plan)
    return bool(runs) and not any(run.counts for run in runs)


def _site(folder: Path, config: Path | None, addresses: LabAddresses | None) -> Path:
    """The configuration in a folder that may be written to."""
    if config is None or addresses is not None:
        return lab_site(folder, addresses)
    return Path(copytree(config, folder / "site"))


def _run(wanted: Sequence[Job], place: Workplace, beside: int, *, as_json: bool) -> list[Run]:
    runs: list[Run] = []
    for number, run in enumerate(done(wanted, place, beside), start=1):
        runs.append(run)
        typer.echo(f"[{number:>{len(str(len(wanted)))}}/{len(wanted)}] {_line(run)}", err=as_json)
    return sorted(runs, key=lambda run: (WAYS.index(run.job.way), run.job.name, run.job.seed))


def _line(run: Run) -> str:
    verdict = run.verdict
    state = "ok    " if verdict.ok else "listed" if run.known else "FAILED"
    if verdict.ok and run.known:
        state = "better"
    reasons = "" if verdict.ok else ": " + "; ".join(verdict.failures)
    return f"{state} {run.job.way:6} {run.job.label} ({verdict.turns} turns){reasons}"


def _print(known: dict[str, Any], plan: Plan) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("way", "runs", "success", f"pass^{TRIALS}", "wrong", "forbidden", "fields", "turns", "p50 ms", "p95 ms"):  # fmt: skip
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for way, part in known["ways"].items():
        table.add_row(
            way, str(part["runs"]), percent(part["success"]), percent(part[f"pass_{TRIALS}"]),
            str(part["wrong_bookings"]), str(part["forbidden_actions"]), percent(part["fields"]["all"]["share"]),
            str(part["turns_mean"]), str(part["latency_ms"]["p50"]), str(part["latency_ms"]["p95"]),
        )  # fmt: skip
    console = Console()
    console.print(table)
    for what in ("branches", "kinds"):
        shown = Table(box=None, pad_edge=False, header_style="bold")
        for heading in (what, *known["ways"]):
            shown.add_column(heading)
        for name, group in known[what].items():
            cells = [group.get(way) for way in known["ways"]]
            shown.add_row(
                name, *(f"{cell['ok']} of {cell['runs']}" if cell else "" for cell in cells)
            )
        console.print(shown)
    typer.echo(
        f"{known['ok']} of {known['runs']} runs succeeded, {known['known_failures']} failures are listed, "
        f"seed {plan.seed}"
    )
