"""The one vocabulary of what happens in a call: what is live is what is stored is what is replayed.

Each event is a frozen dataclass: the envelope of `Event` and its own fields. `encode` gives plain JSON
values and `decode` gives the event back; what a newer version wrote comes back as `Unknown`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, Literal

CallState = Literal[
    "ringing",
    "answering",
    "greeting",
    "listening",
    "thinking",
    "speaking",
    "transferring",
    "with_operator",
    "recording_message",
    "ending",
    "ended",
]
ExitReason = Literal[
    "farewell",
    "caller_hung_up",
    "operator_hung_up",
    "silence",
    "limit",
    "transferred",
    "busy",
    "error",
    "interrupted",
]
SlotName = Literal[
    "service",
    "staff",
    "when",
    "name",
    "phone",
    "address",
    "problem",
    "urgency",
    "email",
    "confirm",
    "more",
    "open",
]
Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, kw_only=True)
class Event:
    """The envelope; `kind` names the class."""

    kind: ClassVar[str] = ""
    live_only: ClassVar[bool] = False

    seq: int
    """Grows from 1 within a call, with a gap where a booking failed; live-only events repeat the last one's."""
    at: str
    """UTC, ISO 8601 with milliseconds: 2026-03-04T09:00:00.000Z."""
    business: str
    call: str


@dataclass(frozen=True, kw_only=True)
class CallStarted(Event):
    """A call reached us."""

    kind: ClassVar[str] = "call_started"
    caller: str | None
    """The caller's number as it was signalled; None when withheld."""
    dialled: str
    transport: str
    channel: str = ""
    sip_call_id: str = ""


@dataclass(frozen=True, kw_only=True)
class StateChanged(Event):
    """The call machine moved."""

    kind: ClassVar[str] = "state_changed"
    before: CallState
    after: CallState


@dataclass(frozen=True, kw_only=True)
class Heard(Event):
    """What the caller said, finally."""

    kind: ClassVar[str] = "heard"
    turn: int
    text: str
    confidence: float | None = None
    spoke_ms: float | None = None
    """How long they spoke."""
    since_ms: float | None = None
    """How long before `at` they stopped."""


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    """What the caller heard of what we said."""

    kind: ClassVar[str] = "said"
    turn: int
    text: str
    cut: bool = False
    """True when an interruption left a part of it unheard; `text` is then the part that was heard."""
    wanted: str = ""
    """What should have been said, where it was cut."""
    played_ms: float | None = None
    """How long it was audible, until `at`."""


@dataclass(frozen=True, kw_only=True)
class Asked(Event):
    """A question is open: the caller's next words answer it."""

    kind: ClassVar[str] = "asked"
    turn: int
    slot: SlotName
    attempt: int = 1


@dataclass(frozen=True, kw_only=True)
class SlotFilled(Event):
    """A fact was understood."""

    kind: ClassVar[str] = "slot_filled"
    turn: int
    slot: SlotName
    value: str
    quote: str
    """The caller's words that it came from; empty when it did not come from words."""


@dataclass(frozen=True, kw_only=True)
class ToolCalled(Event):
    """The dialogue asked the house for something: free slots, a booking, a message."""

    kind: ClassVar[str] = "tool_called"
    turn: int
    tool: str
    outcome: str
    detail: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TurnTimed(Event):
    """How long a turn took, in ms from the end of the caller's speech; None where a stage did not occur."""

    kind: ClassVar[str] = "turn_timed"
    turn: int
    slot: SlotName
    """The question that this turn answered."""
    endpoint: float | None = None
    final: float | None = None
    decision: float | None = None
    first_token: float | None = None
    first_audio: float | None = None
    audible: float | None = None


@dataclass(frozen=True, kw_only=True)
class BargeIn(Event):
    """The caller interrupted us."""

    kind: ClassVar[str] = "barge_in"
    turn: int
    heard_ms: int
    outcome: Literal["cut", "resumed"] = "cut"
    """How much of the utterance had been played."""


@dataclass(frozen=True, kw_only=True)
class Dtmf(Event):
    """A key was pressed."""

    kind: ClassVar[str] = "dtmf"
    digit: str


@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """Who decided a turn, and why."""

    kind: ClassVar[str] = "decided"
    turn: int
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BookingChanged(Event):
    """An appointment or an inquiry was made or changed; `booking` is its id."""

    kind: ClassVar[str] = "booking_changed"
    booking: str
    status: str
    before: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageTaken(Event):
    """A message or a promise to call back was stored."""

    kind: ClassVar[str] = "message_taken"
    message: str
    callback: bool


@dataclass(frozen=True, kw_only=True)
class LanguageChanged(Event):
    """From here on both sides speak another language."""

    kind: ClassVar[str] = "language_changed"
    turn: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class EngineChanged(Event):
    """A recogniser, voice or model was replaced by another."""

    kind: ClassVar[str] = "engine_changed"
    part: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NeedsHuman(Event):
    """An operator should look at this call."""

    kind: ClassVar[str] = "needs_human"
    reason: str


@dataclass(frozen=True, kw_only=True)
class OperatorDid(Event):
    """An operator acted on the call."""

    kind: ClassVar[str] = "operator_did"
    operator: str
    verb: str
    outcome: Literal["requested", "done", "failed"]
    reason: str = ""
    order: str = ""
    """The same for all that is told of one order; whoever gave it has it from the answer."""


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    """The caller allowed or refused a recording."""

    kind: ClassVar[str] = "consent_changed"
    consent: Literal["asked", "given", "refused", "withdrawn"]


@dataclass(frozen=True, kw_only=True)
class CallEnded(Event):
    """The call is over."""

    kind: ClassVar[str] = "call_ended"
    reason: ExitReason
    turns: int


@dataclass(frozen=True, kw_only=True)
class Partial(Event):
    """Words so far, before the caller has finished."""

    kind: ClassVar[str] = "partial"
    live_only: ClassVar[bool] = True
    turn: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Level(Event):
    """How loud both sides are, dBFS."""

    kind: ClassVar[str] = "level"
    live_only: ClassVar[bool] = True
    caller_dbfs: float
    assistant_dbfs: float


@dataclass(frozen=True, kw_only=True)
class Unknown(Event):
    """An event of a kind that this version does not know; `body` holds all of it."""

    kind: ClassVar[str] = "unknown"
    body: Mapping[str, Json]


KINDS: Mapping[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        CallStarted,
        StateChanged,
        Heard,
        Said,
        Asked,
        SlotFilled,
        ToolCalled,
        TurnTimed,
        BargeIn,
        Dtmf,
        Decided,
        BookingChanged,
        MessageTaken,
        LanguageChanged,
        EngineChanged,
        NeedsHuman,
        OperatorDid,
        ConsentChanged,
        CallEnded,
        Partial,
        Level,
    )
}
_ENVELOPE = ("seq", "at", "business", "call")


def encode(event: Event) -> dict[str, Any]:
    """Plain JSON values, `kind` first."""
    if isinstance(event, Unknown):
        return dict(event.body)
    return {"kind": event.kind, **asdict(event)}


def decode(body: Mapping[str, Any]) -> Event:
    """The event that `encode` gave; `Unknown` where the kind or a field is not known here.

    Raises:
        KeyError: a field of the envelope is missing.
    """
    cls = KINDS.get(body["kind"])
    envelope = {key: body[key] for key in _ENVELOPE}
    if cls is None:
        return Unknown(**envelope, body=dict(body))
    known = {f.name for f in fields(cls)}
    own = {key: value for key, value in body.items() if key != "kind"}
    if not own.keys() <= known:
        return Unknown(**envelope, body=dict(body))
    return cls(**own)
