"""Asterisk's events as frozen dataclasses, read from text; no I/O and nothing here raises on input."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ari_controller.ari.records import Bridge, Channel, part, text


@dataclass(frozen=True)
class StasisStart:
    """A channel entered our application."""

    channel: Channel
    args: tuple[str, ...]
    """The dialplan's arguments, or an external channel's `data` split at commas."""


@dataclass(frozen=True)
class StasisEnd:
    """A channel left our application: for a caller this is the end of the call."""

    channel: Channel


@dataclass(frozen=True)
class ChannelStateChange:
    """A channel rings, or is up now."""

    channel: Channel


@dataclass(frozen=True)
class ChannelDtmfReceived:
    """A key was released."""

    channel: Channel
    digit: str
    duration_ms: int


@dataclass(frozen=True)
class ChannelHangupRequest:
    """Somebody wants the channel to end."""

    channel: Channel
    cause: int | None
    """Q.850; None when the far end simply hung up."""


@dataclass(frozen=True)
class ChannelDestroyed:
    """A channel is gone; comes for channels that we made, not for callers (their end is StasisEnd)."""

    channel: Channel
    cause: int
    """Q.850: 16 normal clearing, 3 no route, 19 no answer."""
    cause_text: str


@dataclass(frozen=True)
class ChannelVarset:
    """A channel variable changed; many RTPAUDIOQOS… come at a hang-up (the line's quality)."""

    channel: Channel | None
    """None: a global variable."""
    variable: str
    value: str


@dataclass(frozen=True)
class ChannelEnteredBridge:
    """A channel joined a bridge."""

    channel: Channel
    bridge: Bridge


@dataclass(frozen=True)
class ChannelLeftBridge:
    """A channel left a bridge."""

    channel: Channel
    bridge: Bridge


@dataclass(frozen=True)
class BridgeDestroyed:
    """A bridge is gone."""

    bridge: Bridge


@dataclass(frozen=True)
class Dial:
    """How the dialling of a channel goes on."""

    peer: Channel
    status: str
    """Empty at its start, then RINGING, ANSWER, BUSY, NOANSWER …"""


@dataclass(frozen=True)
class ApplicationReplaced:
    """Another connection registered our application; this one hears nothing more."""

    application: str


@dataclass(frozen=True)
class Reconnected:
    """The event socket is up; made by the link, not by Asterisk.

    Events of the gap are lost for good: whoever keeps calls compares them with this snapshot.
    """

    channels: tuple[Channel, ...]
    bridges: tuple[Bridge, ...]
    first: bool
    """True for the first connection of this process: what is there now are orphans."""


Event = (
    StasisStart
    | StasisEnd
    | ChannelStateChange
    | ChannelDtmfReceived
    | ChannelHangupRequest
    | ChannelDestroyed
    | ChannelVarset
    | ChannelEnteredBridge
    | ChannelLeftBridge
    | BridgeDestroyed
    | Dial
    | ApplicationReplaced
    | Reconnected
)


@dataclass(frozen=True)
class Unknown:
    """An event that we make no use of."""

    kind: str


@dataclass(frozen=True)
class Malformed:
    """A message that is no event; `why` holds nothing of what it said."""

    why: str


Record = Mapping[str, Any]


def _number(record: Record, key: str) -> int | None:
    value = record.get(key)
    return value if isinstance(value, int) else None


def _channel(record: Record, key: str = "channel") -> Channel:
    return Channel.read(part(record, key))


def _bridge(record: Record) -> Bridge:
    return Bridge.read(part(record, "bridge"))


def _args(record: Record) -> tuple[str, ...]:
    value = record.get("args")
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


_READERS: Mapping[str, Callable[[Record], Event]] = {
    "StasisStart": lambda r: StasisStart(_channel(r), _args(r)),
    "StasisEnd": lambda r: StasisEnd(_channel(r)),
    "ChannelStateChange": lambda r: ChannelStateChange(_channel(r)),
    "ChannelDtmfReceived": lambda r: ChannelDtmfReceived(
        _channel(r), text(r, "digit"), _number(r, "duration_ms") or 0
    ),
    "ChannelHangupRequest": lambda r: ChannelHangupRequest(_channel(r), _number(r, "cause")),
    "ChannelDestroyed": lambda r: ChannelDestroyed(
        _channel(r), _number(r, "cause") or 0, text(r, "cause_txt")
    ),
    "ChannelVarset": lambda r: ChannelVarset(
        _channel(r) if part(r, "channel") else None, text(r, "variable"), text(r, "value")
    ),
    "ChannelEnteredBridge": lambda r: ChannelEnteredBridge(_channel(r), _bridge(r)),
    "ChannelLeftBridge": lambda r: ChannelLeftBridge(_channel(r), _bridge(r)),
    "BridgeDestroyed": lambda r: BridgeDestroyed(_bridge(r)),
    "Dial": lambda r: Dial(_channel(r, "peer"), text(r, "dialstatus")),
    "ApplicationReplaced": lambda r: ApplicationReplaced(text(r, "application")),
}


def read_event(message: str | bytes) -> Event | Unknown | Malformed:
    """What one message of the event socket says; anything at all may be in it."""
    try:
        record = json.loads(message)
    except (ValueError, RecursionError):
        return Malformed("not JSON")
    if not isinstance(record, dict) or not text(record, "type"):
        return Malformed("no event")
    reader = _READERS.get(record["type"])
    if reader is None:
        return Unknown(record["type"])
    try:
        return reader(record)
    except ValueError:
        return Malformed("an event without its channel or bridge")
