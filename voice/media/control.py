"""The control messages of Asterisk's chan_websocket, in both of their forms; no I/O."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from voice.media.transport import FRAME_MS


@dataclass(frozen=True)
class Message:
    """One control message: its kind, and its fields as text."""

    kind: str
    """"MEDIA_START", "MEDIA_XOFF", …; "malformed" when it was none."""
    fields: Mapping[str, str] = field(default_factory=dict)
    as_json: bool = True

    def get(self, name: str) -> str:
        """A field; empty when it is absent."""
        return self.fields.get(name, "")

    def number(self, name: str) -> int:
        """A whole number; 0 when it is absent or none."""
        value = self.get(name)
        return int(value) if value.isascii() and value.isdigit() else 0


@dataclass(frozen=True)
class Started:
    """What Asterisk says first."""

    connection_id: str = field(repr=False)
    channel_id: str
    format: str
    frame_bytes: int
    """The size of a frame that it likes best: 640 for slin16."""

    @classmethod
    def read(cls, message: Message) -> Self:
        """From MEDIA_START."""
        return cls(
            connection_id=message.get("connection_id"),
            channel_id=message.get("channel_id"),
            format=message.get("format"),
            frame_bytes=message.number("optimal_frame_size"),
        )


@dataclass(frozen=True)
class Status:
    """Asterisk's queue of what the caller has not heard yet."""

    queued_frames: int
    full: bool
    paused: bool

    @property
    def unplayed_ms(self) -> int:
        """How long the queue still plays."""
        return self.queued_frames * FRAME_MS

    @classmethod
    def read(cls, message: Message) -> Self:
        """From STATUS."""
        return cls(
            queued_frames=message.number("queue_length"),
            full=message.get("queue_full") == "true",
            paused=message.get("media_paused") == "true",
        )


def read_message(text: str) -> Message:
    """A message in JSON (`f(json)`) or in the plain form, which is the default of chan_websocket."""
    if text.lstrip().startswith("{"):
        return _read_json(text)
    kind, _, rest = text.strip().partition(" ")
    if not kind.replace("_", "").isalnum():
        return Message("malformed", as_json=False)
    fields: dict[str, str] = {}
    if kind == "ERROR":
        fields["error_text"] = rest.removeprefix("error_text:").strip()
    else:
        for word in rest.split():
            key, colon, value = word.partition(":")
            if colon:
                fields[key] = value
            else:
                # 22.6 wrote a mark's name without its key.
                fields.setdefault("correlation_id", word)
    return Message(kind, fields, as_json=False)


def _read_json(text: str) -> Message:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return Message("malformed")
    kind = record.get("event")
    if not isinstance(kind, str) or not kind:
        return Message("malformed")
    return Message(kind, {str(key): _flat(value) for key, value in record.items()})


def _flat(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def encode_command(command: str, name: str | None, *, as_json: bool) -> str:
    """A command with an optional name (`correlation_id`), in the form that the far side speaks."""
    if as_json:
        record = {"command": command}
        if name is not None:
            record["correlation_id"] = name
        return json.dumps(record)
    return command if name is None else f"{command} {name}"
