"""What a call machine is told and what it orders: plain frozen records, times in monotonic seconds."""

from dataclasses import dataclass
from typing import Any, Literal

from ari_controller.call.orders import Errand, Order, Tell, Told
from storage.events import ExitReason, SlotName
from voice.dialogue.acts import Input

# --- told -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arrived:
    """The caller's channel entered our application."""


@dataclass(frozen=True)
class MediaReady:
    """Both directions of audio are up."""


@dataclass(frozen=True)
class CallerBegan:
    """The caller started to speak."""


@dataclass(frozen=True)
class CallerPaused:
    """The caller stopped; whether for good, the endpoint will tell."""


@dataclass(frozen=True)
class CallerPartial:
    """Words so far; `meaningful` is False for "mhm" and the like."""

    text: str
    meaningful: bool


@dataclass(frozen=True)
class CallerSaid:
    """The caller's turn is over. `text` is empty when nothing could be recognised."""

    text: str
    meaningful: bool
    confidence: float | None
    speech_ended_at: float
    endpoint_at: float
    final_at: float
    started_at: float | None = None
    echo: bool = False
    """It was our own voice."""


@dataclass(frozen=True)
class KeyPressed:
    """A key of the caller's telephone."""

    digit: str


@dataclass(frozen=True)
class ReplySay:
    """The brain wants a text spoken."""

    generation: int
    text: str
    protected: bool = False
    token_at: float | None = None
    """When a model began to answer."""


@dataclass(frozen=True)
class ReplyAsk:
    """The brain's texts so far end in this question."""

    generation: int
    slot: SlotName
    attempt: int


@dataclass(frozen=True)
class ReplyHold:
    """The caller wants a moment; silence counts as none for a while."""

    generation: int


@dataclass(frozen=True)
class ReplyEnd:
    """Hang up after the last word."""

    generation: int
    reason: ExitReason


@dataclass(frozen=True)
class ReplyDone:
    """The brain has nothing more for this turn."""

    generation: int


@dataclass(frozen=True)
class SpeechBegan:
    """The first frame of a text was handed to the line; rendered at `rendered_at`."""

    generation: int
    rendered_at: float
    typed: bool = False
    """An operator's: it is no answer, so its delay says nothing."""


@dataclass(frozen=True)
class SpeechDone:
    """A text was played, or cut: then `text` is the part that was heard."""

    generation: int
    text: str
    cut: bool
    played_ms: int
    wanted: str = ""
    """The whole text, where it was cut."""
    order: Order | None = None
    """The operator's who typed it."""


@dataclass(frozen=True)
class HungUp:
    """The caller's channel is gone."""


@dataclass(frozen=True)
class Broken:
    """A part that this call needs failed; `part` names it."""

    part: str


@dataclass(frozen=True)
class Apologised:
    """The apology was spoken, or could not be; the call-back is stored."""


@dataclass(frozen=True)
class Stopped:
    """The controller ends, or an operator ended the call."""

    reason: ExitReason


@dataclass(frozen=True)
class Timeout:
    """The deadline that the machine asked for has come."""


Signal = (
    Arrived
    | MediaReady
    | CallerBegan
    | CallerPaused
    | CallerPartial
    | CallerSaid
    | KeyPressed
    | ReplySay
    | ReplyAsk
    | ReplyHold
    | ReplyEnd
    | ReplyDone
    | SpeechBegan
    | SpeechDone
    | HungUp
    | Broken
    | Apologised
    | Stopped
    | Timeout
    | Told
)

# --- ordered --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """Answer the channel and open its audio."""


@dataclass(frozen=True)
class Think:
    """Hand an input to the brain; its reply carries `generation` and `turn`."""

    generation: int
    turn: int
    input: Input


@dataclass(frozen=True)
class Speak:
    """Play a text after those before it; an operator's comes next."""

    generation: int
    text: str
    order: Order | None = None


@dataclass(frozen=True)
class Filler:
    """The reply is late: say for the first, second, … time that it takes a moment."""

    generation: int
    attempt: int


@dataclass(frozen=True)
class StopSpeaking:
    """Drop everything that is not played yet and give up the current reply."""


@dataclass(frozen=True)
class Duck:
    """Speak quieter, or as before."""

    on: bool


@dataclass(frozen=True)
class PauseSpeaking:
    """Fall silent at once, but give nothing up."""


@dataclass(frozen=True)
class ResumeSpeaking:
    """Go on, from the beginning of the sentence."""


@dataclass(frozen=True)
class Expect:
    """Tell the ears which question is open."""

    slot: SlotName


@dataclass(frozen=True)
class Apologise:
    """Say that something is broken and store a call-back, then hang up."""


@dataclass(frozen=True)
class HangUp:
    """End the call; idempotent, and the only place that does."""


@dataclass(frozen=True)
class Record:
    """An event for the journal: its kind and its own fields."""

    kind: Literal[
        "state_changed",
        "heard",
        "said",
        "asked",
        "turn_timed",
        "barge_in",
        "dtmf",
        "needs_human",
        "call_ended",
        "partial",
        "decided",
        "operator_did",
    ]
    body: dict[str, Any]


Command = (
    Answer
    | Think
    | Speak
    | Filler
    | StopSpeaking
    | Duck
    | PauseSpeaking
    | ResumeSpeaking
    | Expect
    | Apologise
    | HangUp
    | Record
    | Errand
    | Tell
)
