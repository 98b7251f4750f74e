"""The desk of three firms, as an operator's program reaches it: by a method and a path."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from sqlite_utils import Database

from config.models import Business, Notify
from storage.audit import By
from storage.desk.serving import answer, find
from storage.desk.table import Asker, Scope
from storage.ids import Ids
from storage.mirror import mirror
from tests.firms import configuration
from tests.storage.conftest import NOW

FIRMS: dict[str, Business] = {
    key: one.model_copy(update={"notify": Notify(business=("mail",), customers="sms")})
    for key, one in configuration().businesses.items()
    if key in ("friseur", "installateur", "kosmetik")
}


@dataclass
class Desk:
    """One operator's program."""

    db: Database
    asker: Asker

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return answer(self.db, self.asker, find("GET", path), query)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return answer(self.db, self.asker, find("POST", path), body)

    def later(self, moment: datetime) -> "Desk":
        return Desk(self.db, replace(self.asker, now=moment))

    def seeing(self, *businesses: str) -> "Desk":
        return Desk(self.db, replace(self.asker, scope=Scope(frozenset(businesses))))

    def of(self, who: str) -> "Desk":
        return Desk(self.db, replace(self.asker, by=By(f"operator:{who}")))


def asker(now: datetime = NOW) -> Asker:
    return Asker(FIRMS, Scope(), now, By("operator:anna"), Ids(lambda: now).new)


@pytest.fixture
def desk(db: Database) -> Desk:
    mirror(db, FIRMS, NOW)
    return Desk(db, asker())


Ask = Callable[..., dict[str, Any]]
