"""What Asterisk tells about its channels and bridges, as frozen records; no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_WITHHELD = frozenset({"", "anonymous", "unknown", "unavailable", "restricted", "private"})


def text(record: Mapping[str, Any], key: str) -> str:
    """The field as text; "" when it is absent or no text."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


def part(record: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The nested record; empty when it is absent or no record."""
    value = record.get(key)
    return value if isinstance(value, dict) else {}


def _stasis_app(dialplan: Mapping[str, Any]) -> str:
    if text(dialplan, "app_name") != "Stasis":
        return ""
    return text(dialplan, "app_data").partition(",")[0]


@dataclass(frozen=True)
class Channel:
    """One leg at the moment at which Asterisk described it."""

    id: str
    name: str
    """As in the dialplan: "PJSIP/trunk-0000000a", "WebSocket/…"."""
    state: str
    """Down | Ring | Ringing | Up | Busy …"""
    caller_number: str | None = field(default=None, repr=False)
    """None: withheld."""
    caller_name: str | None = field(default=None, repr=False)
    dialled: str = ""
    """The extension that the caller reached."""
    protocol_id: str = ""
    """The SIP Call-ID."""
    stasis_app: str = ""
    """The Stasis application that the dialplan handed it to; empty while it is elsewhere."""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """From ARI's JSON; absent fields get their defaults.

        Raises:
            ValueError: it has no id.
        """
        identity = text(record, "id")
        if not identity:
            raise ValueError("a channel without an id")
        caller = part(record, "caller")
        number = text(caller, "number").strip()
        return cls(
            id=identity,
            name=text(record, "name"),
            state=text(record, "state"),
            caller_number=None if number.lower() in _WITHHELD else number,
            caller_name=text(caller, "name") or None,
            dialled=text(part(record, "dialplan"), "exten"),
            protocol_id=text(record, "protocol_id"),
            stasis_app=_stasis_app(part(record, "dialplan")),
            variables={k: str(v) for k, v in part(record, "channelvars").items()},
        )


@dataclass(frozen=True)
class Bridge:
    """One bridge and the ids of the channels in it."""

    id: str
    name: str
    kind: str
    """mixing | holding."""
    channels: tuple[str, ...]

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """From ARI's JSON.

        Raises:
            ValueError: it has no id.
        """
        identity = text(record, "id")
        if not identity:
            raise ValueError("a bridge without an id")
        members = record.get("channels")
        return cls(
            id=identity,
            name=text(record, "name"),
            kind=text(record, "bridge_type"),
            channels=tuple(str(member) for member in members) if isinstance(members, list) else (),
        )


@dataclass(frozen=True)
class Application:
    """What Asterisk knows about a Stasis application."""

    name: str
    channels: tuple[str, ...]
    """Ids of the channels that it is subscribed to."""
    bridges: tuple[str, ...]

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """From ARI's JSON."""

        def ids(key: str) -> tuple[str, ...]:
            value = record.get(key)
            return tuple(str(item) for item in value) if isinstance(value, list) else ()

        return cls(text(record, "name"), ids("channel_ids"), ids("bridge_ids"))


@dataclass(frozen=True)
class MediaEndpoint:
    """Where one external media channel's audio waits to be fetched (chan_websocket, server side)."""

    channel_id: str
    connection_id: str = field(repr=False)
    """Whoever knows it may connect: it is the only secret of the media socket."""
    url: str = field(repr=False)
    """ws://HOST:PORT/media/<connection id>, subprotocol `media`."""
    format: str
