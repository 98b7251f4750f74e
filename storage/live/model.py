"""A running or stored call as its events tell it: what operators see of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from storage.events import CallState, ExitReason, Json

TALKING: frozenset[CallState] = frozenset({"greeting", "listening", "thinking", "speaking"})


@dataclass
class Speech:
    """One stretch of speech in a turn."""

    who: Literal["caller", "assistant"]
    at: str
    """When it ended."""
    text: str
    """What was said; of the assistant, what was heard of it."""
    interim: bool = False
    """True while the recogniser may still change it."""
    cut: bool = False
    wanted: str = ""
    """The whole text, where it was cut."""
    ms: float | None = None
    """How long it took; None where nobody measured it."""
    since_ms: float = 0.0
    """How long before `at` it stopped."""
    confidence: float | None = None

    @property
    def unheard(self) -> str:
        """The words that an interruption swallowed."""
        if not self.cut or not self.wanted.startswith(self.text):
            return self.wanted if self.cut and not self.text else ""
        return self.wanted[len(self.text) :].strip()

    @property
    def words_heard(self) -> tuple[int, int]:
        """How many words were heard, of how many."""
        heard, wanted = (
            sum(any(map(str.isalnum, word)) for word in text.split())
            for text in (self.text, self.wanted)
        )
        return heard, max(heard, wanted)


@dataclass
class Tool:
    """What the dialogue asked the house for."""

    at: str
    name: str
    outcome: str
    detail: Mapping[str, Json]
    ms: float | None = None
    """How long it took, where the event says so."""


@dataclass
class Timing:
    """One turn's stages, in ms from the end of the caller's speech; None where one did not occur."""

    turn: int
    slot: str
    endpoint: float | None = None
    final: float | None = None
    decision: float | None = None
    first_token: float | None = None
    first_audio: float | None = None
    audible: float | None = None


@dataclass
class Turn:
    """What belongs to one turn, in the order of the events."""

    number: int
    at: str
    said: list[Speech | Tool] = field(default_factory=list)
    decided: list[tuple[str, str]] = field(default_factory=list)
    """By whom and why."""
    asked: str | None = None
    attempt: int = 1
    timing: Timing | None = None


@dataclass
class Fact:
    """One thing that was understood, and where from."""

    slot: str
    value: str
    quote: str
    turn: int
    confirmed: bool = False
    """True when the caller said yes to it as it stands."""


@dataclass
class Span:
    """Somebody spoke from when until when, in seconds of the call."""

    who: Literal["caller", "assistant", "operator"]
    start_s: float
    end_s: float
    cut: bool = False
    """True where an interruption ended it."""


@dataclass
class Order:
    """What an operator asked for, and what became of it."""

    order: str
    operator: str
    verb: str
    outcome: Literal["requested", "done", "failed"]
    reason: str
    at: str
    asked_at: str


@dataclass
class LiveCall:
    """Everything that is known of one call."""

    call: str
    business: str
    taken: set[int] = field(default_factory=set)
    """Numbers of the events that were taken in."""
    started: str = ""
    ended: str | None = None
    last_at: str = ""
    caller: str | None = None
    dialled: str = ""
    transport: str = ""
    channel: str = ""
    state: CallState = "ringing"
    since: str = ""
    """When it came into this state."""
    language: str | None = None
    turns: list[Turn] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    interruptions: list[tuple[float, bool]] = field(default_factory=list)
    """When the caller spoke over us, in seconds of the call, and whether we fell silent."""
    orders: list[Order] = field(default_factory=list)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    """(when, reason) of every needs_human."""
    engines: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    """(when, part, before, after, reason)."""
    digits: list[tuple[str, str]] = field(default_factory=list)
    """(when, key)."""
    bookings: dict[str, str] = field(default_factory=dict)
    """Status of appointments and inquiries by their ids."""
    messages: dict[str, bool] = field(default_factory=dict)
    """True where a call-back was promised."""
    consent: str | None = None
    muted: bool = False
    taken_by: str | None = None
    """The operator who talks instead of the assistant."""
    listening: set[str] = field(default_factory=set)
    """Operators who listen in."""
    exit_reason: ExitReason | None = None
    asked: str | None = None
    attempt: int = 0
    levels: tuple[float, float] | None = None
    """dBFS of caller and assistant."""

    @property
    def running(self) -> bool:
        """True until the call is over."""
        return self.ended is None

    @property
    def name(self) -> str:
        """The caller's name, where it was understood."""
        fact = self.facts.get("name")
        return fact.value if fact else ""

    @property
    def last_speech(self) -> Speech | None:
        """What was said last."""
        for turn in reversed(self.turns):
            for one in reversed(turn.said):
                if isinstance(one, Speech) and (one.text or one.wanted):
                    return one
        return None

    @property
    def answer_ms(self) -> float | None:
        """How long the last answer took until it was audible."""
        for turn in reversed(self.turns):
            if turn.timing is not None and turn.timing.audible is not None:
                return turn.timing.audible
        return None
