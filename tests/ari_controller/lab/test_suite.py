"""Suites: which runs there are, what counts as a failure, figures, and the report."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ari_controller.lab.accuracy import Accuracy
from ari_controller.lab.errors import LabError
from ari_controller.lab.figures import figures, row
from ari_controller.lab.outcome import Line
from ari_controller.lab.report import html
from ari_controller.lab.scenarios import load_scenario
from ari_controller.lab.suite import Job, KnownFailures, Plan, Run, Way, jobs, known_failures
from ari_controller.lab.verdict import Verdict
from config.errors import ConfigError
from config.models import Business
from tests.firms import configuration

FOLDER = Path(__file__).parents[2] / "scenarios"
PLAIN = load_scenario(FOLDER / "friseur/plain_booking.yaml")


@cache
def firms() -> dict[str, Business]:
    return configuration().businesses


def a_run(
    name: str = "friseur/one",
    way: Way = "text",
    *,
    ok: bool = True,
    seed: int = 1,
    known: str | None = None,
    forbidden: int = 0,
    lines: tuple[Line, ...] = (),
    sound: bytes | None = None,
) -> Run:
    fields = Accuracy(Counter({"name": int(ok)}), Counter({"name": 1}))
    verdict = Verdict(
        "one", () if ok else ("no <booking>",), 1, ("farewell",), 4, 0, (500.0, 700.0), forbidden, fields
    )  # fmt: skip
    job = Job(name, "friseur", PLAIN, way, seed, varied=seed > 1)
    return Run(job, verdict, lines, sound, known)


def test_each_seed_beside_the_first_changes_what_can_be_changed() -> None:
    found = jobs([FOLDER / "friseur"], firms(), Plan(ways=["text"], variations=2, seed=5))
    plain = [job for job in found if job.name == "friseur/plain_booking"]
    silent = [job for job in found if job.name == "friseur/silent_caller"]
    assert [(job.label, job.varied) for job in plain] == [
        ("friseur/plain_booking", False), ("friseur/plain_booking~6", True), ("friseur/plain_booking~7", True),
    ]  # fmt: skip
    assert [job.label for job in silent] == ["friseur/silent_caller"]


def test_at_least_a_third_of_all_runs_are_variations() -> None:
    found = jobs([FOLDER], firms(), Plan(ways=["text", "memory"], variations=2))
    assert sum(job.varied for job in found) >= len(found) / 3


def test_noise_and_loss_are_drawn_from_the_seed() -> None:
    plan = Plan(ways=["noisy"], variations=2)
    lines = [job.scenario.line for job in jobs([FOLDER / "friseur/keys.yaml"], firms(), plan)]
    assert len(lines) == len(set(lines)) == 3
    assert all(line.snr_db and 5 <= line.snr_db <= 30 and 0 <= line.loss <= 0.03 for line in lines)
    again = jobs([FOLDER / "friseur/keys.yaml"], firms(), plan)
    assert [job.scenario.line for job in again] == lines


def test_loss_is_for_sip_only() -> None:
    plan = Plan(ways=["sip", "memory"], loss=0.03)
    found = jobs([FOLDER / "friseur/keys.yaml"], firms(), plan)
    assert {job.way: job.scenario.line.loss for job in found} == {"memory": 0.0, "sip": 0.03}


def test_only_some_branches_kinds_or_names() -> None:
    def names(*only: str) -> set[str]:
        return {job.name for job in jobs([FOLDER], firms(), Plan(only=only))}

    assert names("handwerk") == {
        job.name for job in jobs([FOLDER], firms(), Plan()) if job.branch == "handwerk"
    }
    assert len(names("redteam")) >= 40
    assert names("plain_booking") == {"friseur/plain_booking"}


def test_a_scenario_of_nobody_or_with_somebody_unknown_is_named(tmp_path: Path) -> None:
    text = (FOLDER / "friseur/cancel_own.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("staff: anna", "staff: otto"), "utf-8")
    with pytest.raises(LabError, match=r"a\.yaml: friseur has no 'haarschnitt' by 'otto'"):
        jobs([tmp_path], firms(), Plan())
    (tmp_path / "a.yaml").write_text(text.replace("business: friseur", "business: nobody"), "utf-8")
    with pytest.raises(LabError, match="no business 'nobody'"):
        jobs([tmp_path], firms(), Plan())


def test_known_failures_cover_other_ways_variations_and_words() -> None:
    known = KnownFailures(
        text={"friseur/one": "a"}, memory={"friseur/two~3": "b"}, words={"hallo": "c"}
    )
    assert known.reason(a_run("friseur/one", "memory").job) == "a"
    assert known.reason(a_run("friseur/one", "text", seed=2).job) == "a"
    assert known.reason(a_run("friseur/two", "memory").job) is None
    assert known.reason(a_run("friseur/two", "memory", seed=3).job) == "b"
    assert known.reason(a_run("friseur/two", "text", seed=3).job) is None
    loud = PLAIN.callers[0].steps[0].model_copy(update={"say": "hallo?"})
    caller = PLAIN.callers[0].model_copy(update={"steps": (loud,)})
    said = PLAIN.model_copy(update={"callers": (caller,)})
    assert known.reason(Job("x/y", "friseur", said, "text", 2, varied=True)) == "c"
    assert known.reason(Job("x/y", "friseur", said, "text", 1, varied=False)) is None


def test_a_wrong_list_of_known_failures_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "known_failures.yaml").write_text("text: {}\nradio: {a/b: why}\n", "utf-8")
    with pytest.raises(ConfigError, match=r"known_failures\.yaml:2"):
        known_failures([tmp_path])


def test_what_makes_a_suite_fail() -> None:
    assert a_run(ok=False).counts
    assert not a_run(ok=False, known="why").counts
    assert not a_run(ok=False, way="noisy").counts
    assert a_run(ok=False, way="noisy", forbidden=1).counts
    assert not a_run().counts


def test_figures_by_way_branch_and_kind() -> None:
    runs = [a_run("friseur/a", seed=seed, ok=seed != 3) for seed in (1, 2, 3)]
    runs += [a_run("friseur/b", seed=seed) for seed in (1, 2, 3)]
    runs += [a_run("friseur/c", "memory", ok=False, known="why")]
    told = figures(runs)
    assert (told["runs"], told["ok"], told["known_failures"]) == (7, 5, 1)
    text = told["ways"]["text"]
    assert (text["success"], text["pass_3"]) == (0.8333, 0.5)
    assert text["fields"]["name"] == {"right": 5, "expected": 6, "share": 0.8333}
    assert text["latency_ms"]["p50"] == 600
    assert told["ways"]["memory"]["pass_3"] is None
    assert told["branches"]["friseur"]["memory"] == {"runs": 1, "ok": 0, "success": 0.0}
    assert told["kinds"]["booking"]["text"]["runs"] == 6


def test_four_runs_give_a_fair_estimate_of_three() -> None:
    runs = [a_run("friseur/a", seed=seed, ok=seed != 1) for seed in (1, 2, 3, 4)]
    assert figures(runs)["ways"]["text"]["pass_3"] == 0.25


def test_the_report_holds_words_and_sound_and_runs_nothing_that_was_said() -> None:
    said = (Line("", "caller", "<script>alert(1)</script>"), Line("", "assistant", "Wie bitte?"))
    runs = [a_run(), a_run(ok=False, lines=said, sound=b"RIFF"), a_run(ok=False, known="a & b")]
    page = html(figures(runs), runs, seed=7)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "no &lt;booking&gt;" in page
    assert "a &amp; b" in page
    assert page.count("data:audio/wav;base64,UklGRg==") == 1
    assert "http" not in page
    assert "seed 7" in page


def test_a_row_is_all_that_a_program_needs_of_a_run() -> None:
    told = row(a_run(ok=False, seed=2))
    assert (told["scenario"], told["seed"], told["varied"], told["ok"]) == (
        "friseur/one",
        2,
        True,
        False,
    )
    assert told["failures"] == ["no <booking>"]
