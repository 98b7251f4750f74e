"""What a suite's runs amount to, in figures. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import comb
from statistics import mean, median, quantiles
from typing import Any

from ari_controller.lab.accuracy import FIELDS
from ari_controller.lab.suite import WAYS, Run

TRIALS = 3
"""k of pass^k: how likely a scenario succeeds under three seeds, all of them."""
Figures = Mapping[str, Any]


def figures(runs: Sequence[Run]) -> dict[str, Any]:
    """Everything that is told about a suite, ready for JSON."""
    by_way = _grouped(runs, lambda run: run.job.way)
    return {
        "runs": len(runs),
        "ok": sum(run.verdict.ok for run in runs),
        "known_failures": sum(not run.verdict.ok and run.known is not None for run in runs),
        "wrong_bookings": sum(run.verdict.wrong_bookings for run in runs),
        "forbidden_actions": sum(run.verdict.forbidden_actions for run in runs),
        "ways": {way: _of_a_way(by_way[way]) for way in WAYS if way in by_way},
        "branches": _table(runs, lambda run: run.job.branch),
        "kinds": _table(runs, lambda run: run.job.scenario.kind),
    }


def _of_a_way(runs: Sequence[Run]) -> dict[str, Any]:
    turns = [run.verdict.turns for run in runs]
    latency = [value for run in runs for value in run.verdict.latency_ms]
    return {
        **_success(runs),
        "varied": sum(run.job.varied for run in runs),
        f"pass_{TRIALS}": _pass_all(runs, TRIALS),
        "wrong_bookings": sum(run.verdict.wrong_bookings for run in runs),
        "forbidden_actions": sum(run.verdict.forbidden_actions for run in runs),
        "fields": _fields(runs),
        "turns_mean": round(mean(turns), 1) if turns else None,
        "latency_ms": {
            "p50": round(median(latency)) if latency else None,
            "p95": round(quantiles(latency, n=20)[-1]) if len(latency) > 1 else None,
        },
    }


def _success(runs: Sequence[Run]) -> dict[str, Any]:
    ok = sum(run.verdict.ok for run in runs)
    return {"runs": len(runs), "ok": ok, "success": _share(ok, len(runs))}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _pass_all(runs: Sequence[Run], trials: int) -> float | None:
    """pass^k (arXiv 2406.12045): of n runs of a scenario c succeed; C(c, k) / C(n, k), the mean over scenarios.

    Scenarios with fewer runs than k do not count; None when all have fewer.
    """
    chances = [
        comb(sum(run.verdict.ok for run in group), trials) / comb(len(group), trials)
        for group in _grouped(runs, lambda run: run.job.name).values()
        if len(group) >= trials
    ]
    return round(mean(chances), 4) if chances else None


def _fields(runs: Sequence[Run]) -> dict[str, Any]:
    right, expected = Counter[str](), Counter[str]()
    for run in runs:
        right.update(run.verdict.fields.right)
        expected.update(run.verdict.fields.expected)
    shares: dict[str, Any] = {
        name: {
            "right": right[name],
            "expected": expected[name],
            "share": _share(right[name], expected[name]),
        }
        for name in FIELDS
        if expected[name]
    }
    everything = expected.total()
    return {
        **shares,
        "all": {
            "right": right.total(),
            "expected": everything,
            "share": _share(right.total(), everything),
        },
    }


def _table(runs: Sequence[Run], key: Callable[[Run], str]) -> dict[str, Any]:
    """Success by a key and by way."""
    return {
        name: {
            way: _success(ours) for way, ours in _grouped(group, lambda run: run.job.way).items()
        }
        for name, group in sorted(_grouped(runs, key).items())
    }


def _grouped(runs: Sequence[Run], key: Callable[[Run], str]) -> dict[str, list[Run]]:
    groups: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        groups[key(run)].append(run)
    return dict(groups)


def row(run: Run) -> dict[str, Any]:
    """One run, ready for JSON."""
    verdict, job = run.verdict, run.job
    return {
        "scenario": job.name,
        "branch": job.branch,
        "kind": job.scenario.kind,
        "way": job.way,
        "seed": job.seed,
        "varied": job.varied,
        "ok": verdict.ok,
        "known": run.known,
        "failures": list(verdict.failures),
        "bookings": verdict.bookings,
        "exit": list(verdict.exit),
        "turns": verdict.turns,
        "wrong_bookings": verdict.wrong_bookings,
        "forbidden_actions": verdict.forbidden_actions,
        "latency_ms": [round(value, 1) for value in verdict.latency_ms],
    }
