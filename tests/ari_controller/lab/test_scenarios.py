from pathlib import Path

import pytest

from ari_controller.lab.scenarios import load_scenario, scenario_files
from ari_controller.lab.verdict import judge
from ari_controller.lab.virtual_run import run
from tests.firms import configuration

FILES = scenario_files([Path(__file__).parents[2] / "scenarios"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_succeeds_in_plain_text(path: Path, tmp_path: Path) -> None:
    scenario = load_scenario(path)
    verdict = judge(scenario, run(scenario, configuration(), tmp_path, "text"))
    assert verdict.failures == ()
