"""Every fault scenario, in memory and through the real Asterisk: what the caller gets, and that nothing is left."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ari_controller.ari.client import AriClient
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.scenarios import scenario_files
from ari_controller.lab.verdict import judge
from tests.ari_controller.ari.test_client import login
from tests.faults.scenarios import FOLDER, load_faulty, run_in_memory, run_over_sip
from tests.firms import configuration

SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
FILES = scenario_files([FOLDER])
IN_MEMORY = [path for path in FILES if "memory" in load_faulty(path).via]
ALWAYS = {"media_cut_in_the_read_back", "hangs_up_while_events_are_cut"}
"""Two of fourteen; the others in `make soak`."""
OVER_SIP = [
    path for path in FILES if "sip" in load_faulty(path).via and (SOAK or path.stem in ALWAYS)
]


@pytest.mark.parametrize("path", IN_MEMORY, ids=lambda path: path.stem)
def test_a_fault_in_memory(path: Path, tmp_path: Path) -> None:
    scenario = load_faulty(path)
    verdict = judge(scenario, run_in_memory(scenario, configuration(), tmp_path))
    assert verdict.failures == ()


@pytest.mark.lab
@pytest.mark.soak
@pytest.mark.xdist_group("lab of faults")
@pytest.mark.parametrize("path", OVER_SIP, ids=lambda path: path.stem)
async def test_a_fault_over_sip(
    path: Path, addresses: LabAddresses, rendered: Callable[[Path], Path], tmp_path: Path
) -> None:
    scenario = load_faulty(path)
    verdict = judge(scenario, await run_over_sip(scenario, addresses, rendered(tmp_path)))
    assert verdict.failures == ()
    async with AriClient(login(addresses)) as client:
        assert [channel.id for channel in await client.channels.all()] == []
        assert [bridge.id for bridge in await client.bridges.all()] == []
