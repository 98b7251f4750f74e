"""What one terminal knows: running calls, the link, the server; messages go in, areas that look different come out."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from storage.events import decode
from storage.live import fold
from storage.live.model import LiveCall

LINK, SERVER, DESK, LOG, CLOCK, NOTICES = "link", "server", "desk", "log", "clock", "notices"
"""Areas besides those of the calls: connection, state of the parts, entries of the desk, log lines, time, banner."""
CALLS = frozenset({fold.LIST})
EVERYTHING = frozenset(
    {LINK, SERVER, DESK, LOG, CLOCK, NOTICES, fold.LIST, fold.TALK, fold.FACTS, fold.TIMES}
    | {fold.SPANS, fold.LINE, fold.LEVELS, fold.ORDERS}
)
VERSION = 1
FINISHED_KEPT = 10
LOG_KEPT = 2000
LinkState = Literal[
    "starting", "connected", "reconnecting", "no_controller", "refused", "older", "newer"
]
Areas = frozenset[str]


@dataclass(frozen=True)
class Link:
    """How we stand with the controller."""

    state: LinkState = "starting"
    since: str = ""
    tries: int = 0
    why: str = ""

    @property
    def live(self) -> bool:
        """True while what is shown is what is."""
        return self.state == "connected"


@dataclass(frozen=True)
class Operator:
    """Who sits here, as the controller knows them."""

    key: str = ""
    name: str = ""
    rights: frozenset[str] = frozenset()
    businesses: tuple[str, ...] | None = None
    phone: bool = False


@dataclass
class DeskState:
    """All of it; `apply` is the only one that changes it."""

    link: Link = Link()
    operator: Operator = Operator()
    server: Mapping[str, Any] = field(default_factory=dict)
    """GET /state: lines, parts, answer_ms, asterisk; empty until we were told."""
    calls: dict[str, LiveCall] = field(default_factory=dict)
    finished: deque[LiveCall] = field(default_factory=lambda: deque(maxlen=FINISHED_KEPT))
    """The last ones that ended while we watched, newest first."""
    log: deque[Mapping[str, Any]] = field(default_factory=lambda: deque(maxlen=LOG_KEPT))
    entries: deque[Mapping[str, Any]] = field(default_factory=lambda: deque(maxlen=50))
    """What changed in the desk, newest last: {business, entry, verb, who, at}."""
    lagged: int = 0
    """How many messages the controller left out for us, until the picture was renewed."""
    touched: set[str] = field(default_factory=set)
    """Calls that changed since somebody cleared this."""
    _incoming: dict[str, LiveCall] | None = None

    def apply(self, message: Mapping[str, Any]) -> Areas:
        """Takes in one message of the stream; unknown ones change nothing."""
        take = _TAKERS.get(str(message.get("type")))
        return take(self, message) if take is not None else frozenset()

    def call(self, call: str) -> LiveCall | None:
        """A running or just finished call."""
        running = self.calls.get(call)
        return running or next((one for one in self.finished if one.call == call), None)


def _link(state: DeskState, message: Mapping[str, Any]) -> Areas:
    found = (message["state"], message.get("since", ""), message.get("tries", 0))
    state.link = Link(*found, str(message.get("why") or ""))
    return frozenset({LINK, NOTICES})


def _hello(state: DeskState, message: Mapping[str, Any]) -> Areas:
    who = message.get("operator") or {}
    businesses = who.get("businesses")
    state.operator = Operator(
        key=str(who.get("key") or ""),
        name=str(who.get("name") or who.get("key") or ""),
        rights=frozenset(who.get("rights") or ()),
        businesses=None if businesses is None else tuple(businesses),
        phone=bool(who.get("phone")),
    )
    version = message.get("version", VERSION)
    if version != VERSION:
        side: LinkState = "older" if version < VERSION else "newer"
        state.link = Link(side, str(message.get("now") or ""), 0, str(version))
    return frozenset({LINK, SERVER, NOTICES})


def _begin(state: DeskState, message: Mapping[str, Any]) -> Areas:
    state._incoming = {}  # noqa: SLF001  # the takers are this module's own half of the class
    state.server = message.get("state") or state.server
    return frozenset({SERVER})


def _snapshot_call(state: DeskState, message: Mapping[str, Any]) -> Areas:
    into = state.calls if state._incoming is None else state._incoming  # noqa: SLF001
    for body in message.get("events") or ():
        fold.apply(into, decode(body))
    return frozenset()


def _end(state: DeskState, message: Mapping[str, Any]) -> Areas:
    del message
    if state._incoming is not None:  # noqa: SLF001
        state.calls, state._incoming = state._incoming, None  # noqa: SLF001
    state.lagged = 0
    state.touched |= state.calls.keys()
    return EVERYTHING - {CLOCK, LOG}


def _event(state: DeskState, message: Mapping[str, Any]) -> Areas:
    event = decode(message["event"])
    into = state.calls if state._incoming is None else state._incoming  # noqa: SLF001
    areas = fold.follow(into, event)
    state.touched.add(event.call)
    call = into.get(event.call)
    if call is None:
        return frozenset({DESK})
    if not call.running:
        del into[event.call]
        state.finished.appendleft(call)
    return areas


def _levels(state: DeskState, message: Mapping[str, Any]) -> Areas:
    for key, (caller, assistant) in (message.get("levels") or {}).items():
        if call := state.calls.get(key):
            call.levels = (caller, assistant)
    return frozenset({fold.LEVELS})


def _entry(state: DeskState, message: Mapping[str, Any]) -> Areas:
    state.entries.append(message)
    return frozenset({DESK})


def _server(state: DeskState, message: Mapping[str, Any]) -> Areas:
    state.server = {key: value for key, value in message.items() if key != "type"}
    return frozenset({SERVER, NOTICES})


def _log(state: DeskState, message: Mapping[str, Any]) -> Areas:
    state.log.append(message.get("line") or {})
    return frozenset({LOG})


def _lagging(state: DeskState, message: Mapping[str, Any]) -> Areas:
    state.lagged += int(message.get("dropped") or 0)
    return frozenset({LINK, NOTICES})


_TAKERS = {
    "link": _link,
    "hello": _hello,
    "snapshot_begin": _begin,
    "snapshot_call": _snapshot_call,
    "snapshot_end": _end,
    "event": _event,
    "levels": _levels,
    "entry": _entry,
    "state": _server,
    "log": _log,
    "lagging": _lagging,
}


def longest_wait(state: DeskState, now: datetime) -> tuple[int, float]:
    """How many callers ring unanswered, and how long the first of them, in seconds."""
    ringing = [one for one in state.calls.values() if one.state in {"ringing", "answering"}]
    begun = [datetime.fromisoformat(one.started) for one in ringing]
    return len(ringing), max(((now - one).total_seconds() for one in begun), default=0.0)
