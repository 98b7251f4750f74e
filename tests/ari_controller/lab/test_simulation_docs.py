"""Every key of a scenario file, and every kind, is in the docs."""

import re
from pathlib import Path
from typing import get_args

import pytest

from ari_controller.lab.scenarios import (
    Caller,
    Expected,
    ExpectedBooking,
    ExpectedInquiry,
    ExpectedMessage,
    GivenBooking,
    Kind,
    LineQuality,
    Scenario,
    Step,
    Trigger,
)
from config.models import Frozen

TEXT = (Path(__file__).parents[3] / "docs/simulation.md").read_text("utf-8")
SHAPES: tuple[type[Frozen], ...] = (
    Scenario, Caller, Step, Trigger, LineQuality, GivenBooking, Expected, ExpectedBooking, ExpectedInquiry, ExpectedMessage,
)  # fmt: skip
KEYS = sorted({key for shape in SHAPES for key in shape.model_fields} - {"given"})


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_a_scenario_is_in_the_docs(key: str) -> None:
    assert re.search(rf"`[^`]*\b{key}\b[^`]*`", TEXT)


def test_every_kind_is_in_the_docs() -> None:
    assert [kind for kind in get_args(Kind) if not re.search(rf"\b{kind}\b", TEXT)] == []
