"""What many tests need: a private Asterisk, and ears for those who block the event loop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ari_controller.lab.addresses import LabAddresses, LabPorts
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.errors import SetupError

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def asterisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running lab of this test process alone; the unpacked packages are shared."""
    root = tmp_path_factory.mktemp("lab")
    lab = Lab(root, tree=CHECKOUT / ".lab/asterisk-22")
    try:
        lab.setup()
    except SetupError as error:
        pytest.skip(f"lab: Debian's Asterisk packages cannot be had here ({error})")
    lab.up(LabPorts.free())
    yield lab
    lab.down()


@pytest.fixture
def addresses(asterisk: Lab) -> LabAddresses:
    """Where the running lab listens."""
    found = asterisk.status().addresses
    assert found is not None
    return found
