"""Which brain answers simulated callers: the rules alone, or with a model in the loop."""

from typing import Literal

from ari_controller.app import Reception
from ari_controller.lab.errors import LabError
from ari_controller.lab.virtual_run import Prepare

Llm = Literal["none", "stand-in", "ollama"]


def with_brain(llm: Llm) -> Prepare:
    """What makes a reception answer by it.

    Raises:
        LabError: that model is not to be had here.
    """
    if llm != "none":
        raise LabError(f"--llm {llm}: no model is wired into the dialogue yet; only none")
    return _rules


def _rules(reception: Reception) -> None:
    """The rules answer as it is."""
    del reception
