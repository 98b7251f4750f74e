"""Which scenarios run how often, by which way, under which seed; and which of them are known to fail."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

import pydantic

from ari_controller.lab.errors import LabError
from ari_controller.lab.outcome import Line
from ari_controller.lab.scenarios import KNOWN_FAILURES, Scenario, load_scenario, scenario_files
from ari_controller.lab.variations import vary
from ari_controller.lab.verdict import Verdict
from config.document import read_document
from config.errors import ConfigError
from config.models import Business, Frozen

Way = Literal["text", "memory", "noisy", "sip"]
"""text: no audio; memory: real ears and voice, a clean line; noisy: the same over a line drawn from the seed; sip: a
real Asterisk in real time."""
WAYS: tuple[Way, ...] = ("text", "memory", "noisy", "sip")
QUIETEST_SNR_DB, LOUDEST_SNR_DB = 30.0, 5.0
MOST_LOSS = 0.03
SEPARATOR = "~"
"""Between a scenario's name and the seed of a variation: "friseur/plain_booking~7"."""


class KnownFailures(Frozen):
    """What does not succeed yet, by way: the scenario's name (with "~seed": that variation only), and why.

    What fails in text fails by every way.
    """

    text: Mapping[str, str] = {}
    memory: Mapping[str, str] = {}
    sip: Mapping[str, str] = {}
    words: Mapping[str, str] = {}
    """What variations say that is not understood yet: patterns of "question: words", and why."""

    def reason(self, job: "Job") -> str | None:
        """Why this run is expected to fail; None when it is not."""
        lists: list[Mapping[str, str]] = [getattr(self, job.way, {}), self.text]
        found = (listed.get(label) for listed in lists for label in (job.label, job.name))
        return next(filter(None, found), None) or (self._reason_of(job) if job.varied else None)

    def _reason_of(self, job: "Job") -> str | None:
        steps = [step for caller in job.scenario.callers for step in caller.steps]
        said = "\n".join(f"{step.when.asks or ''}: {step.say or ''}" for step in steps)
        return next((why for words, why in self.words.items() if re.search(words, said)), None)


@dataclass(frozen=True)
class Job:
    """One run to be done."""

    name: str
    """Folder and file: "friseur/plain_booking"."""
    branch: str
    scenario: Scenario
    way: Way
    seed: int
    varied: bool

    @property
    def label(self) -> str:
        """The name, with the seed where it changed the scenario."""
        return f"{self.name}{SEPARATOR}{self.seed}" if self.varied else self.name


@dataclass(frozen=True)
class Run:
    """One run that was done."""

    job: Job
    verdict: Verdict
    lines: Sequence[Line] = ()
    sound: bytes | None = None
    """A WAV file, of failures only and where it was asked for."""
    known: str | None = None
    """Why it was expected to fail."""

    @property
    def counts(self) -> bool:
        """True when this failure makes the whole suite fail.

        Noise drawn from a seed may make anything be misheard; what no caller may achieve counts always.
        """
        if self.verdict.forbidden_actions:
            return self.known is None
        return not self.verdict.ok and self.known is None and self.job.way != "noisy"


@dataclass(frozen=True)
class Plan:
    """What `--all` and its options ask for."""

    ways: Sequence[Way] = ("text",)
    seed: int = 1
    variations: int = 0
    """How many seeds beside the first; each changes what callers say, where that is possible."""
    loss: float | None = None
    """For sip: the share of packets that are lost, instead of what each file says."""
    only: Sequence[str] = ()
    """Branches, kinds, or parts of names."""
    known: KnownFailures = field(default_factory=KnownFailures)


def shipped_scenarios() -> Path:
    """The scenarios that come with the source.

    Raises:
        LabError: this is an installed package, not a clone.
    """
    folder = Path(__file__).parents[2] / "tests/scenarios"
    if not folder.is_dir():
        raise LabError(
            "the shipped scenarios are in a clone of the source only; name files instead"
        )
    return folder


def known_failures(paths: Sequence[Path]) -> KnownFailures:
    """The lists that lie in the named folders.

    Raises:
        ConfigError: a list is wrong.
    """
    lists: dict[str, dict[str, str]] = {}
    for path in (path / KNOWN_FAILURES for path in paths if (path / KNOWN_FAILURES).is_file()):
        document = read_document(path)
        try:
            known = KnownFailures.model_validate(document.data or {})
        except pydantic.ValidationError as error:
            for detail in error.errors(include_url=False):
                document.blame(
                    tuple(map(str, detail["loc"])), str(detail.get("input")), str(detail["msg"])
                )
            raise ConfigError(tuple(document.problems)) from None
        for way, listed in known.model_dump().items():
            lists.setdefault(way, {}).update(listed)
    return KnownFailures.model_validate(lists)


def jobs(paths: Sequence[Path], businesses: Mapping[str, Business], plan: Plan) -> list[Job]:
    """Everything that the plan asks for, way by way.

    Raises:
        ConfigError: a scenario is wrong.
        LabError: a scenario names a business that is not there.
    """
    found: list[Job] = []
    for path in scenario_files(paths):
        scenario = load_scenario(path)
        business = _business(path, scenario, businesses)
        name = f"{path.parent.name}/{path.stem}"
        if plan.only and not any(
            word in (business.branch, scenario.kind) or word in name for word in plan.only
        ):
            continue
        for way in plan.ways:
            found += _of(name, business, scenario, way, plan)
    return sorted(found, key=lambda job: WAYS.index(job.way))


def _business(path: Path, scenario: Scenario, businesses: Mapping[str, Business]) -> Business:
    business = businesses.get(scenario.business)
    if business is None:
        raise LabError(f"{path}: there is no business {scenario.business!r}")
    for given in scenario.given.bookings:
        if given.service not in business.services or given.staff not in business.staff:
            raise LabError(f"{path}: {business.key} has no {given.service!r} by {given.staff!r}")
    return business


def _of(name: str, business: Business, scenario: Scenario, way: Way, plan: Plan) -> list[Job]:
    """A scenario as it is written, and under the other seeds; one that a seed does not change runs once."""
    found = []
    for number in range(plan.variations + 1):
        seed = plan.seed + number
        said = vary(scenario, business, seed) if number else None
        if number and said is None and way != "noisy":
            continue
        carried = _on_its_line(said or scenario, way, seed, plan)
        found.append(Job(name, business.branch, carried, way, seed, varied=said is not None))
    return found


def _on_its_line(scenario: Scenario, way: Way, seed: int, plan: Plan) -> Scenario:
    line = scenario.line
    if way == "noisy":
        random = Random(f"line {scenario.name} {seed}")
        snr = round(random.uniform(LOUDEST_SNR_DB, QUIETEST_SNR_DB), 1)
        loss = round(random.uniform(0, MOST_LOSS), 3)
        line = line.model_copy(update={"snr_db": snr, "loss": loss, "seed": seed})
    elif way == "sip" and plan.loss is not None:
        line = line.model_copy(update={"loss": plan.loss, "seed": seed})
    return scenario.model_copy(update={"line": line})
