from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.audit import By
from storage.database import connect
from storage.mirror import mirror
from tests.firms import configuration

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ANNA = By("operator:anna", "asked by telephone")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vorzimmer.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    database = connect(path)
    mirror(database, configuration().businesses, NOW)
    yield database
    database.close()
