"""What many tests need: a private Asterisk, and ears for those who block the event loop."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx
from hypothesis import HealthCheck, settings

from ari_controller.app import prepare, prepare_others
from ari_controller.lab.addresses import LabAddresses, LabPorts
from ari_controller.lab.asterisk import Lab
from ari_controller.lab.errors import SetupError
from ari_controller.lab.lock import only_one
from ari_controller.logs import log_to
from tests.firms import configuration
from voice.clock import RealClock
from voice.studio import Studio

# Two test processes share two cores with a training: how fast a draw is says nothing here.
settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("shared")
log_to(sys.stderr, as_json=True)
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


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Makes a state folder that holds what the salon's controller renders at its first start.

    It is rendered once for all test processes; tests that want to see a first start ask for no such folder.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "rendered"
    shared.mkdir(exist_ok=True)
    with only_one(shared / "lock", lambda: None):
        if not (shared / "state").exists():
            asyncio.run(_render(shared / "part"))
            (shared / "part").rename(shared / "state")

    def into(folder: Path) -> Path:
        shutil.copytree(shared / "state", folder, dirs_exist_ok=True)
        return folder

    return into


async def _render(folder: Path) -> None:
    known = configuration()
    studio = Studio(known.site, RealClock(), folder)
    try:
        await prepare(studio, [known.businesses["friseur"]])
        await prepare_others(studio, [known.businesses["friseur"]])
    finally:
        await studio.close()


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test whose event loop reads files, sleeps or waits for a database itself."""
    if request.node.get_closest_marker("lab"):
        yield  # the lab's own phones and scripts read files beside the calls
        return
    with blockbuster_ctx(scanned_modules=["ari_controller.call", "voice", "storage"]) as guard:
        # A traceback on its way to the log reads the lines that it shows.
        for function in ("os.stat", "io.BufferedReader.read", "io.TextIOWrapper.read"):
            guard.functions[function].can_block_in("linecache.py", {"checkcache", "updatecache"})
            # A library that is imported for the first time may read its own version.
            guard.functions[function].can_block_in("importlib/metadata/__init__.py", {"read_text"})
        yield
