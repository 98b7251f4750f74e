"""What ears report; times are the clock's monotonic seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SpeechStarted:
    """The caller began to speak."""

    at: float


@dataclass(frozen=True)
class SpeechStopped:
    """The caller paused; whether for good, the endpoint will tell."""

    at: float


@dataclass(frozen=True)
class PartialText:
    """Words so far."""

    text: str
    at: float


@dataclass(frozen=True)
class FinalText:
    """The caller's turn is over; `text` is empty when there was speech and nothing could be recognised."""

    text: str
    confidence: float | None
    """0 to 1, the mean of the words; None when there is none."""
    started_at: float
    speech_ended_at: float
    """The true end of the speech: the detector's own delay is taken off."""
    endpoint_at: float
    """When the pause had been long enough."""
    final_at: float
    """When the recogniser had given its last word."""


HearingEvent = SpeechStarted | SpeechStopped | PartialText | FinalText
