"""Everything that is served below /v1: the desk's table, the orders to running calls, and what is live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ari_controller.control.log_ring import LEVELS
from ari_controller.control.steering import VERBS, Verb
from storage.desk import READS, WRITES
from storage.desk.table import Field, Read, RightName, Write

VERSION = 1
PREFIX = f"/v{VERSION}"
Kind = Literal["read", "write", "steer", "state", "log", "stream"]


@dataclass(frozen=True)
class Route:
    """One path with one method."""

    kind: Kind
    path: str
    """Below /v1, with {names}."""
    what: str
    right: RightName
    fields: tuple[Field, ...] = ()
    returns: Mapping[str, str] = field(default_factory=dict)
    entry: Read | Write | None = None
    """Of the desk's table."""

    @property
    def method(self) -> str:
        """GET reads, POST does."""
        return "POST" if self.kind in {"write", "steer"} else "GET"

    @property
    def names(self) -> tuple[str, ...]:
        """What stands in braces in its path."""
        parts = self.path.split("/")
        return tuple(part[1:-1] for part in parts if part.startswith("{"))


STATE = Route(
    "state", "/state", "How the controller is, and who asks.", "watch",
    returns={
        "version": "of this interface: 1", "node": "this machine's name", "now": "UTC",
        "operator": "key, name, rights, businesses (null: all), phone (true or false)",
        "asterisk": "state (connected, connecting, down) and since when",
        "lines": "used, most, refused", "parts": "stt, tts, llm, database: state (ok, slow, down, off), detail, since",
        "answer_ms": "p50 and p95 of the last 15 minutes, from the end of the caller's speech", "clients": "attached to the stream",
    },
)  # fmt: skip
LOG = Route(
    "log", "/log", "The latest lines of the log, the oldest first.", "admin",
    (
        Field("level", "At least that grave.", choices=LEVELS),
        Field("after", "Lines after this id; without it the last ones.", kind="integer"),
        Field("limit", "How many, at most 500 (100).", kind="integer"),
    ),
    {"items": "id, at, level, event, fields", "next": "the last id, for `after`"},
)  # fmt: skip
STREAM = Route(
    "stream", "/stream", "WebSocket: a snapshot, then everything as it happens.", "watch",
    (
        Field("levels", "1: how loud both sides of every call are, ten times a second.", kind="flag"),
        Field("log", "1: lines of the log too; for `admin` only.", kind="flag"),
    ),
)  # fmt: skip


def routes(
    reads: Sequence[Read], writes: Sequence[Write], verbs: Sequence[Verb] = VERBS
) -> tuple[Route, ...]:
    """All of them, in the order of the documentation."""
    return (
        STATE,
        LOG,
        STREAM,
        *(
            Route("read", one.path, one.what, one.right, one.fields, one.returns, one)
            for one in reads
        ),
        *(
            Route("write", one.path, one.what, one.right, one.fields, one.returns, one)
            for one in writes
        ),
        *(
            Route("steer", f"/calls/{{call}}/{one.name}", one.what, one.right, one.fields,
                  {"order": "its id; `operator_did` events with it tell what became of it"})
            for one in verbs
        ),
    )  # fmt: skip


def desk() -> tuple[Sequence[Read], Sequence[Write]]:
    """The desk's table."""
    return READS, WRITES
