"""What operators' programs may ask of the desk and do at it, as a table: path, right, fields, function.

The control API serves this table over its socket; the recorded afternoon of `vorzimmer tui --demo`
serves the same table from a file. Neither knows what stands behind an entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from config.models import Business
from storage.audit import By

Row = dict[str, Any]
RightName = Literal["watch", "steer", "book", "admin"]
FieldKind = Literal["text", "integer", "number", "flag", "texts"]


@dataclass(frozen=True)
class Scope:
    """Which businesses somebody may see."""

    businesses: frozenset[str] | None = None
    """None: all."""

    def sees(self, business: str) -> bool:
        """True for a business inside it."""
        return self.businesses is None or business in self.businesses


@dataclass(frozen=True)
class Asker:
    """On whose behalf, when, and about which businesses something is asked or done."""

    businesses: Mapping[str, Business]
    """Those in force, by their keys; the scope is not applied to it."""
    scope: Scope
    now: datetime
    by: By
    new_id: Callable[[], str]

    @property
    def seen(self) -> dict[str, Business]:
        """The businesses in scope."""
        return {key: one for key, one in self.businesses.items() if self.scope.sees(key)}


@dataclass(frozen=True)
class Field:
    """One value that a request carries, in its query or its JSON body."""

    name: str
    what: str
    kind: FieldKind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


Answer = Callable[[Database, Asker, Mapping[str, Any]], Row]
"""Fields, and the path's `{names}` among them, already of their kinds; gives what JSON can hold."""


@dataclass(frozen=True)
class Read:
    """GET: changes nothing, runs on a reader's connection."""

    path: str
    """Below /v1: "/bookings/{booking}"."""
    what: str
    run: Answer
    fields: tuple[Field, ...] = ()
    right: RightName = "watch"
    returns: Mapping[str, str] = field(default_factory=dict)
    """Each key of the answer and what it holds."""


@dataclass(frozen=True)
class Write:
    """POST: one transaction on the writer's connection, audited by it."""

    path: str
    what: str
    run: Answer
    fields: tuple[Field, ...] = ()
    right: RightName = "book"
    returns: Mapping[str, str] = field(default_factory=dict)
