"""Whole calls through the lab's real Asterisk; `make soak` runs forty scenarios three ways, `make test` a few."""

import asyncio
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pytest

from ari_controller.lab.asterisk import Lab
from ari_controller.lab.scenarios import LineQuality, load_scenario
from ari_controller.lab.sip_run import run_sip
from ari_controller.lab.site import lab_site
from ari_controller.lab.suite import known_failures
from ari_controller.lab.verdict import judge

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab of calls"), pytest.mark.timeout(240)]
CHECKOUT = Path(__file__).parents[2]
SCENARIOS = CHECKOUT / "tests/scenarios"
SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
KNOWN = known_failures([SCENARIOS])
OVER_SIP = (
    "friseur/plain_booking friseur/two_callers friseur/interrupts friseur/all_at_once friseur/as_soon_as_possible friseur/bad_line "
    "friseur/by_hand friseur/call_back friseur/cancel_own friseur/cancel_which friseur/complaint friseur/correction friseur/hangs_up "
    "friseur/keys friseur/listens_with_mhm friseur/move_own friseur/move_in_one_sentence friseur/number_by_keys "
    "friseur/opening_hours friseur/person_wanted friseur/price_then_booking friseur/say_it_again friseur/silent_after_the_wish "
    "friseur/spelled_fast friseur/staff_wish friseur/withheld_number friseur/wrong_number friseur/yes_too_early "
    "handwerk/plain_inquiry handwerk/complaint handwerk/keys arztpraxis/consultation arztpraxis/cancel_own "
    "gastronomie/table_for_two kosmetik/staff_wish immobilien/valuation anwalt/first_consultation "
    "redteam/cancels_by_name redteam/moves_somebodys redteam/say_that_it_is_booked"
).split()
"""Of each branch and of nearly each kind; one takes up to a minute of real time."""
ALWAYS = ("friseur/plain_booking", "friseur/two_callers")
ALWAYS_WITH_LOSS = ("friseur/cancel_own",)
LOSS = 0.03


def chosen(always: Sequence[str], misheard: Collection[str] = (), why: str = "") -> list[object]:
    """In soak all of them, else a few; what may fail is told why."""
    reasons = {name: why if name in misheard else KNOWN.sip.get(name) for name in OVER_SIP}
    return [
        pytest.param(
            SCENARIOS / f"{name}.yaml",
            id=name,
            marks=pytest.mark.xfail(reason=reason) if (reason := reasons[name]) else (),
        )
        for name in (OVER_SIP if SOAK else always)
    ]


@pytest.fixture(scope="module")
def state(rendered: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all calls: the database is new each time, known sentences are rendered once."""
    return rendered(tmp_path_factory.mktemp("state"))


@pytest.mark.soak
@pytest.mark.parametrize("path", chosen(ALWAYS))
def test_a_scenario_succeeds_over_sip(path: Path, asterisk: Lab, state: Path) -> None:
    addresses = asterisk.status().addresses
    assert addresses is not None
    scenario = load_scenario(path)
    site = lab_site(asterisk.root, addresses, only=[scenario.business])
    before = set(asterisk.problems())
    outcome = asyncio.run(run_sip(scenario, site, addresses, state))
    assert judge(scenario, outcome).failures == ()
    assert "active channels" in (shown := asterisk.command("core show channels"))
    assert "\n0 active channels" in shown
    assert [line for line in set(asterisk.problems()) - before if "ERROR[" in line] == []


@pytest.mark.soak
@pytest.mark.parametrize("path", chosen(ALWAYS_WITH_LOSS, ("friseur/bad_line",), "misheard"))
def test_a_scenario_succeeds_where_packets_are_lost(path: Path, asterisk: Lab, state: Path) -> None:
    """Three of a hundred packets never reach Asterisk."""
    addresses = asterisk.status().addresses
    assert addresses is not None
    scenario = load_scenario(path)
    site = lab_site(asterisk.root, addresses, only=[scenario.business])
    line = scenario.line.model_copy(update={"loss": LOSS})
    lossy = scenario.model_copy(update={"line": line})
    outcome = asyncio.run(run_sip(lossy, site, addresses, state))
    assert judge(lossy, outcome).failures == ()


MOBILE = LineQuality(snr_db=15, loss=0.02)
"""A bad mobile line: white noise 15 dB below the voice, one packet in fifty never arrives."""
MISHEARD = frozenset(
    "friseur/all_at_once friseur/bad_line friseur/spelled_fast friseur/withheld_number handwerk/plain_inquiry".split()
)
"""Scenarios that do not always succeed on such a line: the model mishears more than callers have patience for."""
ON_A_BAD_LINE = chosen(("friseur/plain_booking",), MISHEARD, "misheard on a bad line")


@pytest.mark.soak
@pytest.mark.parametrize("path", ON_A_BAD_LINE)
def test_a_scenario_succeeds_on_a_bad_line(path: Path, asterisk: Lab, state: Path) -> None:
    """Packets are really lost on their way to Asterisk; noise is in the caller's voice."""
    addresses = asterisk.status().addresses
    assert addresses is not None
    scenario = load_scenario(path).model_copy(update={"line": MOBILE})
    site = lab_site(asterisk.root, addresses, only=[scenario.business])
    outcome = asyncio.run(run_sip(scenario, site, addresses, state))
    assert judge(scenario, outcome).failures == ()
