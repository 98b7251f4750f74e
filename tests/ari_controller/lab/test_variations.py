"""Variations: the same seed the same scenario, and an outcome that stays known."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ari_controller.lab import variations
from ari_controller.lab.scenarios import Scenario, load_scenario, scenario_files
from ari_controller.lab.variations import NAMES, UNTOUCHED, vary
from ari_controller.lab.wishes import days, starts, times
from config.site import Configuration
from tests.firms import configuration

FOLDER = Path(__file__).parents[2] / "scenarios"
SCENARIOS = [load_scenario(path) for path in scenario_files([FOLDER])]
PLAIN = load_scenario(FOLDER / "friseur/plain_booking.yaml")
SEEDS = st.integers(0, 10_000)


@cache
def firms() -> Configuration:
    return configuration()


def varied(scenario: Scenario, seed: int) -> Scenario | None:
    return vary(scenario, firms().businesses[scenario.business], seed)


def said(scenario: Scenario) -> str:
    return " ".join(step.say or "" for step in scenario.callers[0].steps)


@given(st.sampled_from(SCENARIOS), SEEDS)
@settings(max_examples=60)
def test_the_same_seed_gives_the_same_scenario(scenario: Scenario, seed: int) -> None:
    assert varied(scenario, seed) == varied(scenario, seed)


@given(st.sampled_from(SCENARIOS), SEEDS)
@settings(max_examples=60)
def test_only_words_times_and_names_change(scenario: Scenario, seed: int) -> None:
    found = varied(scenario, seed)
    if found is None:
        return
    assert scenario.kind not in UNTOUCHED
    assert found.expect.exit == scenario.expect.exit
    assert len(found.expect.bookings) == len(scenario.expect.bookings)
    assert len(found.given.bookings) == len(scenario.given.bookings)
    assert [b.service for b in found.expect.bookings] == [
        b.service for b in scenario.expect.bookings
    ]
    assert [c.number for c in found.callers] == [c.number for c in scenario.callers]
    for before, after in zip(scenario.expect.bookings, found.expect.bookings, strict=True):
        if before.name != after.name:
            assert after.name in NAMES
            assert after.name in said(found) or after.name in said_of_given(found)


def said_of_given(scenario: Scenario) -> set[str]:
    return {row.name for row in scenario.given.bookings}


@given(SEEDS)
@settings(max_examples=60)
def test_a_new_time_is_one_at_which_the_firm_is_open(seed: int) -> None:
    found = varied(PLAIN, seed)
    assert found is not None
    start = found.expect.bookings[0].start
    salon = firms().businesses["friseur"]
    free = set(starts(salon, "haarschnitt", PLAIN.now))
    assert start == PLAIN.expect.bookings[0].start or start in free
    assert start > PLAIN.now
    told = said(found).replace(" …", "")  # a pause within the day
    assert any(form in told for form in days(start.date(), PLAIN.now.date()))


def test_seeds_differ_and_all_kinds_of_changes_happen() -> None:
    found = [varied(PLAIN, seed) for seed in range(200)]
    texts = [said(scenario) for scenario in found if scenario is not None]
    assert len(set(texts)) > 150
    for sign in ("äh", "nein", "…", "hallo?", "mein Name ist"):
        assert any(sign in text for text in texts), sign
    steps = [step for scenario in found if scenario for step in scenario.callers[0].steps]
    assert any(step.interrupt_after_s for step in steps)


@pytest.mark.parametrize("kind", sorted(UNTOUCHED))
def test_what_hangs_on_each_word_is_left_as_it_is(kind: str) -> None:
    assert varied(PLAIN.model_copy(update={"kind": kind}), 1) is None


def test_every_change_is_tried() -> None:
    assert len(variations._CHANGES) == len(set(variations._CHANGES)) == 8


@pytest.mark.parametrize(
    ("clock", "forms"),
    [
        ("10:00", {"um zehn Uhr", "um zehn"}),
        ("14:30", {"um vierzehn Uhr dreißig", "um halb drei"}),
        ("15:15", {"um fünfzehn Uhr fünfzehn", "um viertel nach drei"}),
        ("11:45", {"um elf Uhr fünfundvierzig", "um viertel vor zwölf"}),
        ("20:00", {"um zwanzig Uhr"}),
        ("12:30", {"um zwölf Uhr dreißig", "um halb eins"}),
        ("13:00", {"um dreizehn Uhr", "um eins"}),
    ],
)
def test_times_as_people_say_them(clock: str, forms: set[str]) -> None:
    moment = PLAIN.now.fromisoformat(f"2026-03-06T{clock}").time()
    assert set(times(moment)) == forms


def test_days_as_people_say_them() -> None:
    friday = PLAIN.now.date().replace(day=6)
    forms = set(days(friday, PLAIN.now.date()))
    assert forms == {
        "am Freitag", "am kommenden Freitag", "am sechsten März", "am Freitag dem sechsten März", "übermorgen",
    }  # fmt: skip
    later = PLAIN.now.date().replace(day=13)
    assert "am Freitag" not in days(later, PLAIN.now.date())
    assert "nächste Woche am Freitag" in days(later, PLAIN.now.date())
