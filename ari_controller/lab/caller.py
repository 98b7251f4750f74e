"""A scripted caller as a machine: fed the call's events and the time, it says what to do. No I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ari_controller.lab.scenarios import Step
from storage.events import Asked, BargeIn, CallEnded, Event, Said, SlotName, StateChanged


@dataclass
class CallerScript:
    """Takes the steps in their order; a step that is not due yet lets the caller be silent.

    `deadline` is when `due` wants to be asked again; None: after the next event.
    """

    steps: Sequence[Step]
    deadline: float | None = None
    over: bool = False
    _next: int = 0
    _question: SlotName | None = None
    _said: list[str] = field(default_factory=list)
    _listening_since: float | None = None
    _speaking_since: float | None = None

    @property
    def unused(self) -> Sequence[Step]:
        """Steps that never became due."""
        return self.steps[self._next :]

    def on_event(self, event: Event, now: float) -> None:
        """Something happened in the call."""
        match event:
            case Asked():
                self._question = event.slot
            case Said():
                self._said.append(event.text)
            case StateChanged():
                listening = event.after == "listening"
                self._listening_since = now if listening else None
                speaks = event.after in ("greeting", "speaking")
                self._speaking_since = now if speaks else None
            case BargeIn(outcome="cut"):
                # They listen because this caller speaks: the answer to that is still to come.
                self._listening_since = None
            case CallEnded():
                self.over = True
            case _:
                pass
        self._set_deadline()

    def due(self, now: float) -> Step | None:
        """The step to take now, or None; a step is given once."""
        if self.deadline is None or now < self.deadline - 1e-6 or self.over:
            return None
        step = self.steps[self._next]
        self._next += 1
        self._said.clear()
        self._listening_since = None
        self._set_deadline()
        return step

    def _set_deadline(self) -> None:
        self.deadline = None
        if self.over or self._next >= len(self.steps):
            return
        step = self.steps[self._next]
        if step.interrupt_after_s is not None:
            if self._speaking_since is not None and self._matches(step):
                self.deadline = self._speaking_since + step.interrupt_after_s
        elif self._listening_since is not None and self._matches(step):
            self.deadline = self._listening_since + step.wait_s

    def _matches(self, step: Step) -> bool:
        if step.when.asks is not None and step.when.asks != self._question:
            return False
        said = " ".join(self._said)
        return step.when.says is None or re.search(step.when.says, said, re.IGNORECASE) is not None
