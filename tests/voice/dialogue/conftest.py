"""What a controller does before the first call."""

import pytest

from storage.availability import remember_holidays
from tests.firms import configuration
from tests.voice.dialogue.test_emergency import NOW


@pytest.fixture(scope="session", autouse=True)
def holidays() -> None:
    """Computed once: a caller would wait for them, and the loop would stand still."""
    remember_holidays(configuration().businesses.values(), NOW)
