"""Dialogue under a bad model: scripted callers who also say what nobody understands, three ways of answering them.

    python -m benchmarks bad-model

Every scenario of a hair salon with one caller, in plain text; before the first answer to each question (service, day and
time, read-back, anything else) the caller says something that the rules do not understand. Once with the rules alone, once with
the stand-in's fair answers, and with 60 % of its answers spoiled (`stand_in_model`). The verdict comes from the database.
The stand-in is no model: what is measured is that a bad one costs no booking and makes none.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from ari_controller.lab.ollama_stand_in import Settings, ollama_stand_in
from ari_controller.lab.scenarios import Scenario, Step, Trigger, load_scenario, scenario_files
from ari_controller.lab.stand_in_model import Mixer
from ari_controller.lab.verdict import judge
from ari_controller.lab.virtual_run import run
from config.prompts import read_prompts
from config.site import Configuration, LanguageModel
from storage.events import Decided, Event
from tests.firms import configuration

SEED, ROUNDS, BAD = 20261121, 3, 0.6
SCENARIOS = Path("tests/scenarios/friseur")
ODD = (
    "wie ist denn das Wetter bei Ihnen",
    "blaue Blumen blühen",
    "kann ich bei Ihnen parken",
    "haben Sie eigentlich einen Hund",
    "wie geht es Ihnen denn so",
    "spielt da Musik im Hintergrund",
)
ASKED = ("service", "when", "confirm", "more")


def rambling(scenario: Scenario, random: Random) -> Scenario:
    """The same callers, who say something else first."""
    callers = []
    for caller in scenario.callers:
        steps, seen = list[Step](), set[str]()
        for step in caller.steps:
            asks = step.when.asks
            plain = step.say is not None and step.interrupt_after_s is None
            if asks in ASKED and asks not in seen and plain:
                seen.add(asks)
                steps.append(Step(when=step.when, say=random.choice(ODD)))
                # What is said in between is not what the script expects: the question alone counts.
                steps.append(step.model_copy(update={"when": Trigger(asks=asks)}))
            else:
                steps.append(step)
        callers.append(caller.model_copy(update={"steps": tuple(steps)}))
    expect = scenario.expect.model_copy(update={"turns_at_most": None})
    return scenario.model_copy(update={"callers": tuple(callers), "expect": expect})


def one(
    scenario: Scenario, settings: Settings, *, with_model: bool
) -> tuple[bool, int, int, Counter[str]]:
    """Whether it succeeded, wrong bookings, requests, and what the model's part was."""
    decided = Counter[str]()

    def watch(event: Event) -> None:
        if isinstance(event, Decided) and event.by == "model":
            decided[event.reason.partition(":")[0]] += 1

    with ollama_stand_in(settings) as server, TemporaryDirectory() as folder:
        llm = LanguageModel(url=server.url, model="stand-in" if with_model else None)
        known: Configuration = configuration()
        known = known.model_copy(update={"site": known.site.model_copy(update={"llm": llm})})
        verdict = judge(scenario, run(scenario, known, Path(folder), "text", watch))
        return verdict.ok, verdict.wrong_bookings, len(server.asked), decided


def series(name: str, scenarios: Sequence[Scenario], bad: float | None) -> dict[str, object]:
    """All scenarios, several rounds."""
    good = wrong = asked = calls = 0
    kinds, decided, failed = Counter[str](), Counter[str](), Counter[str]()
    for number in range(ROUNDS):
        for index, scenario in enumerate(scenarios):
            seed = SEED + 1000 * number + index
            mixer = None if bad is None else Mixer(seed, bad)
            settings = Settings(mixer=mixer, late_s=0.1)
            with_model = name != "rules alone"
            ok, wrongly, requests, parts = one(
                rambling(scenario, Random(seed)), settings, with_model=with_model
            )
            calls, good, wrong, asked = calls + 1, good + ok, wrong + wrongly, asked + requests
            decided += parts
            failed += Counter() if ok else Counter([scenario.name])
            kinds += Counter(mixer.drawn if mixer else [])
    spoiled = sum(count for kind, count in kinds.items() if kind != "good")
    print(f"{name:12} {good} of {calls} succeeded, {wrong} wrong bookings, {asked} requests, {spoiled} answers spoiled; {dict(decided)} {dict(failed)}")  # fmt: skip
    return {"succeeded": good, "calls": calls, "wrong_bookings": wrong, "requests": asked, "kinds": kinds, "by_model": decided}  # fmt: skip


def main(_arguments: list[str]) -> None:
    """Prints three lines; JSON goes to build/."""
    read_prompts()
    every = [load_scenario(path) for path in scenario_files([SCENARIOS])]
    scenarios = [scenario for scenario in every if len(scenario.callers) == 1]
    result = {
        name: series(name, scenarios, bad)
        for name, bad in (("rules alone", None), ("fair", None), ("bad", BAD))
    }
    out = Path("build")
    out.mkdir(exist_ok=True)
    (out / "benchmark-bad-model.json").write_text(
        json.dumps({"seed": SEED, **result}, indent=2) + "\n"
    )
