"""When a caller has finished: silence, the open question, and how finished the words look. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.events import SlotName
from voice.language.values import TextState

Delays = Mapping[TextState, int]
_YES_NO: Delays = {"complete": 400, "neutral": 600, "open": 1000, "empty": 800}
_WHEN: Delays = {"complete": 400, "neutral": 700, "open": 1300, "empty": 1000}
_FREE: Delays = {"complete": 600, "neutral": 800, "open": 1400, "empty": 1000}
_PHONE: Delays = {"complete": 700, "neutral": 1400, "open": 1800, "empty": 1500}
_EMAIL: Delays = {"complete": 1000, "neutral": 1600, "open": 2000, "empty": 1500}
_OPEN: Delays = {"complete": 800, "neutral": 800, "open": 1400, "empty": 1200}
DELAYS_MS: Mapping[SlotName, Delays] = {
    "confirm": _YES_NO, "more": _YES_NO, "service": _WHEN, "staff": _WHEN, "when": _WHEN,
    "name": _FREE, "problem": _FREE, "urgency": _FREE, "address": _FREE,
    "phone": _PHONE, "email": _EMAIL, "open": _OPEN,
}  # fmt: skip
"""How long a pause ends the answer to each question. Starting points: a human's pause within a turn is
shorter when the answer is whole; silence alone would need 800 ms to cut in on only one turn in ten."""
CAP_S = 2.5
USUAL_PAUSE_S = 0.35
"""How long people pause within an answer, where the table above fits them."""
NEWEST = 0.3
"""How much the newest pause counts against all before: an exponential mean."""
QUICKEST, SLOWEST = 0.8, 1.6
"""The bounds of what a caller's own pauses do to the table."""
LEAST_PAUSE_S = 0.15
"""Less is the hold of a consonant."""


@dataclass
class Endpointer:
    """One caller's turns; all times are monotonic seconds.

    Whoever pauses longer within an answer than most is given more time, whoever never does is answered sooner.
    """

    slot: SlotName = "open"
    _state: TextState = "empty"
    _silent_since: float | None = None
    _pause_s: float = USUAL_PAUSE_S

    def expect(self, slot: SlotName) -> None:
        """Another question is open."""
        self.slot = slot

    def speech(self, at: float | None = None) -> None:
        """The caller speaks; `at` is when they went on, after a pause within their answer."""
        if at is not None and self._silent_since is not None:
            self._paused(at - self._silent_since)
        self._silent_since = None

    def cut_in(self, pause_s: float) -> None:
        """We answered in a pause of theirs: they went on so long after they had fallen silent."""
        self._paused(max(pause_s, 2 * self._pause_s))

    def _paused(self, pause_s: float) -> None:
        if pause_s >= LEAST_PAUSE_S:
            self._pause_s += NEWEST * (min(pause_s, CAP_S) - self._pause_s)

    @property
    def patience(self) -> float:
        """What the table's delays are multiplied by for this caller."""
        return min(max(self._pause_s / USUAL_PAUSE_S, QUICKEST), SLOWEST)

    def silence(self, since: float) -> None:
        """The caller has been silent since then."""
        self._silent_since = since

    def text(self, state: TextState) -> None:
        """How finished the words so far look."""
        self._state = state

    def reset(self) -> None:
        """The turn was taken; the next one begins empty."""
        self._state, self._silent_since = "empty", None

    @property
    def deadline(self) -> float | None:
        """When the turn is over if nothing more is said; None while the caller speaks."""
        if self._silent_since is None:
            return None
        delay = DELAYS_MS[self.slot][self._state] / 1000 * self.patience
        return self._silent_since + min(delay, CAP_S)
