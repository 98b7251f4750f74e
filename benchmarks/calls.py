"""Twenty calls through a real Asterisk, timed at the caller's ear and stage by stage."""

import asyncio
import json
from collections import defaultdict
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from ari_controller.lab.asterisk import Lab
from ari_controller.lab.scenarios import Scenario
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.verdict import judge
from storage.events import Event, TurnTimed

ROUNDS, TOGETHER = 10, 2
Ears = dict[str | None, list[float]]
Turns = dict[str, list[TurnTimed]]
STAGES = ("endpoint", "final", "decision", "first_audio", "audible")
TIMES = ("neun", "elf")


def scenario(number: int) -> Scenario:
    """Two callers at once who want different times."""
    callers = [
        {
            "number": f"+4917012345{number:02}{index}",
            "starts_s": index * 5.0,
            "steps": [
                {"say": "Guten Tag ich hätte gern einen Haarschnitt"},
                {"when": {"asks": "when"}, "say": f"am Freitag um {TIMES[index]} Uhr"},
                {"when": {"asks": "name"}, "say": "Becker"},
                {"when": {"asks": "confirm"}, "say": "ja"},
                {"when": {"asks": "more"}, "say": "nein danke"},
            ],
        }
        for index in range(TOGETHER)
    ]
    expect = {"bookings": [{"start": f"2026-03-06T{hour}:00"} for hour in ("09", "11")]}
    body = {"name": f"round {number}", "business": "friseur", "now": "2026-03-04T10:00"}
    return Scenario.model_validate({**body, "callers": callers, "expect": expect})


def main(arguments: list[str]) -> None:
    """Runs the calls and prints medians, 95th percentiles and maxima in ms."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    root = Path(".lab")
    lab = Lab(root)
    addresses = lab.up(progress=print)
    site = lab_site(root, addresses)
    stages: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    greetings: list[float] = []
    failures: list[str] = []
    try:
        for number in range(rounds):
            ears: Ears = defaultdict(list)
            turns: Turns = defaultdict(list)

            def on_ear(caller: str | None, what: str, delay: float, ears: Ears = ears) -> None:
                (greetings if what == "greeting" else ears[caller]).append(delay)

            def watch(event: Event, turns: Turns = turns) -> None:
                if isinstance(event, TurnTimed):
                    turns[event.call].append(event)

            with TemporaryDirectory() as folder:
                plan = scenario(number)
                outcome = asyncio.run(
                    run_sip(plan, site, addresses, Path(folder), watch=watch, on_ear=on_ear)
                )
            failures += judge(plan, outcome).failures
            for calls_turns, delays in zip(turns.values(), ears.values(), strict=False):
                for turn, ear in zip(calls_turns, delays, strict=False):
                    stages[turn.slot]["ear"].append(ear)
            for turn in [turn for of_call in turns.values() for turn in of_call]:
                for stage in STAGES:
                    if (value := getattr(turn, stage)) is not None:
                        stages[turn.slot][stage].append(value)
            print(f"round {number + 1} of {rounds}: {failures or 'ok'}", flush=True)
    finally:
        lab.down()
    report(greetings, stages, failures, rounds * TOGETHER)


def report(
    greetings: list[float],
    stages: dict[str, dict[str, list[float]]],
    failures: list[str],
    calls: int,
) -> None:
    """The table, and the same as JSON in build/."""
    result = {
        "calls": calls,
        "failures": failures,
        "greeting_after_dialling_ms": summary(greetings),
        "turns": {
            slot: {stage: summary(values) for stage, values in found.items()}
            for slot, found in stages.items()
        },
    }
    print(f"{calls} calls, {len(failures)} failures; ms as median / 95 % / most")
    print(f"{'greeting':10} {shown(greetings)}")
    for slot, found in stages.items():
        cells = "  ".join(
            f"{stage} {shown(found[stage])}" for stage in (*STAGES, "ear") if found[stage]
        )
        print(f"{slot:10} {cells}")
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / "benchmark-calls.json").write_text(json.dumps(result, indent=2) + "\n")


def summary(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile, maximum."""
    many = len(values) > 1
    return {
        "p50": round(median(values), 1),
        "p95": round(quantiles(values, n=20)[-1], 1) if many else round(values[0], 1),
        "max": round(max(values), 1),
    }


def shown(values: list[float]) -> str:
    """`summary` in a few letters."""
    return "/".join(f"{value:.0f}" for value in summary(values).values())
