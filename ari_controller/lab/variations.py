"""Other callers with the same wish: a pure function of a scenario and a seed, whose outcome stays known."""

from ari_controller.lab.scenarios import Scenario
from config.models import Business


def vary(scenario: Scenario, business: Business, seed: int) -> Scenario | None:
    """The scenario as the seed's caller plays it; None when nothing of it can vary."""
    return None
