"""A suite's report as one HTML file that needs nothing else: figures, and each failure with its words and its sound."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from ari_controller.lab.figures import TRIALS
from ari_controller.lab.suite import Run

MOST_SOUNDS = 40
"""More would make a file that no browser likes; half a megabyte a minute each."""
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; } td, th { padding: .2rem .8rem; text-align: right; }
th:first-child, td:first-child { text-align: left; } tr:nth-child(even) { background: #8882; }
details { margin: .5rem 0; padding: .3rem .8rem; border-left: .3rem solid #c33; } details.known { border-color: #999; }
.house { color: #888; } .assistant { margin-left: 3rem; } audio { width: 100%; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd; } }
"""


def html(figures: Mapping[str, Any], runs: Sequence[Run], *, seed: int) -> str:
    """The whole file; everything that callers or scenarios said is escaped."""
    failed = sorted(
        (run for run in runs if not run.verdict.ok), key=lambda run: run.known is not None
    )
    sounds = {id(run) for run in [run for run in failed if run.sound][:MOST_SOUNDS]}
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Simulated callers</title>",
        f"<style>{_STYLE}</style><h1>Simulated callers</h1>",
        _summary(figures, seed),
        _ways(figures["ways"]),
        _fields(figures["ways"]),
        _success("branch", figures["branches"], list(figures["ways"])),
        _success("kind", figures["kinds"], list(figures["ways"])),
        f"<h2>Failures ({len(failed)})</h2>",
        *(_failure(run, with_sound=id(run) in sounds) for run in failed),
        "</html>\n",
    ]
    return "\n".join(parts)


def _summary(figures: Mapping[str, Any], seed: int) -> str:
    return (
        f"<p>{figures['ok']} of {figures['runs']} runs succeeded, {figures['known_failures']} failures are listed; "
        f"wrong bookings: {figures['wrong_bookings']}; forbidden actions: {figures['forbidden_actions']}; seed {seed}.</p>"
    )


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "–" if share is None else f"{share * 100:.1f} %"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heading = "".join(f"<th>{escape(cell)}" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows)
    return f"<table><tr>{heading}{body}</table>"


def _ways(ways: Mapping[str, Any]) -> str:
    head = ["way", "runs", "varied", "success", f"pass^{TRIALS}", "wrong bookings", "forbidden actions", "fields",
            "turns", "p50 ms", "p95 ms"]  # fmt: skip
    rows = [
        [way, str(f["runs"]), str(f["varied"]), percent(f["success"]), percent(f[f"pass_{TRIALS}"]),
         str(f["wrong_bookings"]), str(f["forbidden_actions"]), percent(f["fields"]["all"]["share"]),
         str(f["turns_mean"]), str(f["latency_ms"]["p50"]), str(f["latency_ms"]["p95"])]
        for way, f in ways.items()
    ]  # fmt: skip
    return "<h2>By way</h2>" + _table(head, rows)


def _fields(ways: Mapping[str, Any]) -> str:
    names = list(dict.fromkeys(name for figures in ways.values() for name in figures["fields"]))
    rows = [
        [name, *(percent(f["fields"].get(name, {}).get("share")) for f in ways.values())]
        for name in names
    ]
    return "<h2>Fields that were right</h2>" + _table(["field", *ways], rows)


def _success(what: str, groups: Mapping[str, Any], ways: Sequence[str]) -> str:
    rows = [[name, *(_of(group.get(way)) for way in ways)] for name, group in groups.items()]
    return f"<h2>By {escape(what)}</h2>" + _table([what, *ways], rows)


def _of(success: Mapping[str, Any] | None) -> str:
    return "" if success is None else f"{success['ok']} of {success['runs']}"


def _failure(run: Run, *, with_sound: bool) -> str:
    job, known = run.job, run.known
    title = escape(f"{job.way}: {job.label}") + (f" – listed: {escape(known)}" if known else "")
    reasons = "".join(f"<li>{escape(reason)}" for reason in run.verdict.failures)
    lines = "".join(
        f"<div class={escape(line.who)}>{escape(line.who)}: {escape(line.text)}</div>"
        for line in run.lines
    )
    sound = ""
    if with_sound and run.sound is not None:
        data = b64encode(run.sound).decode("ascii")
        sound = f'<audio controls preload=none src="data:audio/wav;base64,{data}"></audio>'
    state = " class=known" if known else ""
    return f"<details{state}><summary>{title}</summary><ul>{reasons}</ul>{sound}{lines}</details>"
