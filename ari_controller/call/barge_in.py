"""The caller speaks while we do: quieter at once, silent when it is meant, on again when it was nothing. No I/O.

`open` → `ducked` at the onset of speech → `held` when it goes on without being a listener's "mhm" → `open`.
A word that means something ends the reply; that is the machine's to decide. Each gate has an end of its own.
"""

from dataclasses import dataclass
from typing import Literal

from ari_controller.call.signals import Command, Duck, PauseSpeaking, ResumeSpeaking

DECIDE_S = 0.6
"""450 ms of speech are meant, also when no word of it is recognised; 130 ms more pass until a pause is known as one."""
DUCKED_MOST_S = 3.0
"""Longer than this nobody says "mhm": it is noise on the line."""
HELD_MOST_S = 4.0
NOTHING_AFTER_S = 2.0
"""After the caller's pause: what is not a word by then was none."""


@dataclass
class BargeIn:
    """One call's gate over our voice; times are monotonic seconds."""

    gate: Literal["open", "ducked", "held"] = "open"
    deadline: float | None = None
    """When it decides although nothing happens."""
    _decided: bool = False
    _listener: bool = False
    """What was recognised so far is a listener's noise."""

    def began(self, now: float) -> list[Command]:
        """The caller started to speak while our voice may be interrupted."""
        if self.gate != "open":
            return []
        self.gate, self.deadline = "ducked", now + DECIDE_S
        self._decided = self._listener = False
        return [Duck(on=True)]

    def recognised(self, *, listener: bool) -> None:
        """Words so far, none of which means anything: `listener` is False when there are none."""
        self._listener = listener

    def paused(self, now: float) -> list[Command]:
        """The caller stopped: that was nothing, or the words of it are to come."""
        if self.gate == "held":
            self.deadline = now + NOTHING_AFTER_S
            return []
        return self.over()

    def timeout(self, now: float) -> list[Command]:
        """The deadline has come."""
        if self.deadline is None or now < self.deadline:
            return []
        if self.gate == "held" or self._decided:
            return self.over()
        self._decided = True
        if self._listener:
            self.deadline = now + DUCKED_MOST_S
            return []
        self.gate, self.deadline = "held", now + HELD_MOST_S
        return [PauseSpeaking()]

    def over(self) -> list[Command]:
        """It was nothing, or there is nothing left to interrupt: our voice is as it was."""
        before, self.gate, self.deadline = self.gate, "open", None
        if before == "held":
            return [Duck(on=False), ResumeSpeaking()]
        return [Duck(on=False)] if before == "ducked" else []
