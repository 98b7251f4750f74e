"""Every scenario in text, and a tenth in sound; `make soak` runs all of them in sound."""

import os
from functools import cache
from pathlib import Path

import pytest

from ari_controller.lab.scenarios import scenario_files
from ari_controller.lab.suite import Job, Plan, Way, jobs, known_failures
from ari_controller.lab.verdict import judge
from ari_controller.lab.virtual_run import run
from config.site import Configuration
from tests.firms import configuration

FOLDER = Path(__file__).parents[2] / "scenarios"
KNOWN = known_failures([FOLDER])
SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
ALWAYS_IN_SOUND = {
    "friseur/plain_booking",
    "friseur/spelled_fast",
    "friseur/interrupts",
}
TENTH = 10


@cache
def firms() -> Configuration:
    return configuration()


def planned(way: Way, variations: int = 0) -> list[Job]:
    return jobs([FOLDER], firms().businesses, Plan(ways=[way], variations=variations))


def parameters(found: list[Job], *, strict: bool = True) -> list[object]:
    """A listed scenario that succeeds as it is written is taken off the list."""
    why = {job.label: KNOWN.reason(job) or "" for job in found}
    return [
        pytest.param(
            job,
            id=job.label,
            marks=pytest.mark.xfail(strict=strict, reason=why[job.label]) if why[job.label] else (),
        )
        for job in found
    ]


def in_sound() -> list[Job]:
    found = planned("memory")
    return [
        job
        for index, job in enumerate(found)
        if SOAK or index % TENTH == 0 or job.name in ALWAYS_IN_SOUND
    ]


@pytest.mark.parametrize("job", parameters(planned("text")))
def test_a_scenario_succeeds_in_plain_text(job: Job, tmp_path: Path) -> None:
    verdict = judge(job.scenario, run(job.scenario, firms(), tmp_path, "text"))
    assert verdict.failures == ()


VARIED = [job for job in planned("text", 2 if SOAK else 1) if job.varied][:: 1 if SOAK else 3]


@pytest.mark.parametrize("job", parameters(VARIED, strict=False))
def test_another_caller_with_the_same_wish_succeeds_too(job: Job, tmp_path: Path) -> None:
    verdict = judge(job.scenario, run(job.scenario, firms(), tmp_path, "text"))
    assert verdict.failures == ()


@pytest.mark.parametrize("job", parameters(in_sound(), strict=False))
def test_a_scenario_succeeds_in_sound(job: Job, tmp_path: Path) -> None:
    """Real ears and a real voice, telephone line, virtual time."""
    verdict = judge(job.scenario, run(job.scenario, firms(), tmp_path, "memory"))
    assert verdict.failures == ()


def test_the_same_scenario_in_sound_gives_the_same_result_each_time(tmp_path: Path) -> None:
    [scenario] = [job.scenario for job in planned("memory") if job.name == "friseur/all_at_once"]
    transcripts = []
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        told: list[object] = []
        run(scenario, firms(), tmp_path / str(number), "memory", told.append)
        transcripts.append(told)
    assert transcripts[0] == transcripts[1]


def test_every_listed_failure_is_of_a_scenario_that_is_there() -> None:
    names = {f"{path.parent.name}/{path.stem}" for path in scenario_files([FOLDER])}
    listed = {*KNOWN.text, *KNOWN.memory, *KNOWN.sip}
    assert {name for name in listed if name.partition("~")[0] not in names} == set()


def test_there_are_enough_of_them_and_their_names_are_their_own() -> None:
    found = planned("text")
    assert len(found) >= 150
    assert len([job for job in found if job.scenario.kind == "redteam"]) >= 40
    assert len({job.branch for job in found}) >= 8
    assert len({job.name for job in found}) == len(found)
