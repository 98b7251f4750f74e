"""A scripted caller as a machine: fed the call's events and the time, it says what to do. No I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ari_controller.lab.scenarios import Step
from storage.events import Asked, BargeIn, CallEnded, Event, Said, SlotName, StateChanged

WHAT_TO_CHANGE, THE_NAME = "Was soll ich ändern", "den Namen"
IN_THE_NAME, THE_NAME_IS = "auf den namen", "nein der Name ist {name}"
IN_THE_NUMBER, THE_NUMBER_IS_WRONG, THE_NUMBER = (
    "telefon",
    "nein die Nummer ist falsch",
    "die Nummer",
)
"""What German callers listen for in a read-back, and what they say."""
PATIENCE = 4
"""So often in a call somebody repeats or corrects before they give up."""


@dataclass
class Patience:
    """What callers on a bad line do: answer again when they are asked again, and object to a wrong name."""

    name: str | None
    """Theirs, as it must be read back."""
    number: str | None = None
    """Theirs, as it is spoken."""
    left: int = PATIENCE

    def once_more(self, step: Step) -> Step:
        """The answer that was not understood, said again."""
        return Step(say=step.say, wait_s=step.wait_s + 0.6)

    def objection(self, step: Step, said: str) -> Step | None:
        """Instead of a yes to a read-back with another name or number in it; None where nothing is wrong.

        Nobody says yes to that because they are tired of it: at last they hang up.
        """
        if step.say is None or not step.say.lower().startswith("ja"):
            return None
        said = said.lower()
        name = self.name if IN_THE_NAME in said else None
        wrong_name = name is not None and name.lower() not in said
        wrong_number = IN_THE_NUMBER in said and self.number is not None and self.number not in said
        if not (wrong_name or wrong_number):
            return None
        if self.left <= 0:
            return Step(hang_up=True)
        objection = THE_NAME_IS.format(name=name) if wrong_name else THE_NUMBER_IS_WRONG
        return Step(say=objection, wait_s=step.wait_s)


@dataclass
class CallerScript:
    """Takes the steps in their order; a step that is not due yet lets the caller be silent.

    `deadline` is when `due` wants to be asked again; None: after the next event.
    """

    steps: Sequence[Step]
    patience: Patience | None = None
    """None: says each thing once, and yes to whatever is read back."""
    deadline: float | None = None
    over: bool = False
    _next: int = 0
    _question: SlotName | None = None
    _said: list[str] = field(default_factory=list)
    _listening_since: float | None = None
    _speaking_since: float | None = None
    _extra: Step | None = None
    """What is due between two steps of the script."""

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
        step = self._extra or self.steps[self._next]
        if self._extra is None:
            self._next += 1
        elif self.patience is not None:
            self.patience.left -= 1
        self._said.clear()
        self._listening_since = None
        self._set_deadline()
        return step

    def _set_deadline(self) -> None:
        self.deadline, self._extra = None, None
        if self.over:
            return
        extra = self._between()
        if extra is not None and self._listening_since is not None:
            self._extra, self.deadline = extra, self._listening_since + extra.wait_s
            return
        if self._next >= len(self.steps):
            return
        step = self.steps[self._next]
        if step.interrupt_after_s is not None:
            if self._speaking_since is not None and self._matches(step):
                self.deadline = self._speaking_since + step.interrupt_after_s
        elif self._listening_since is not None and self._matches(step):
            self.deadline = self._listening_since + step.wait_s

    def _between(self) -> Step | None:
        """What people say who are asked again, or hear their name read back wrong."""
        patience, said = self.patience, " ".join(self._said)
        if patience is None or self._listening_since is None:
            return None
        upcoming = self.steps[self._next] if self._next < len(self.steps) else None
        due = upcoming is not None and self._matches(upcoming)
        if due and upcoming is not None and self._question == "confirm":
            return patience.objection(upcoming, said)
        if due or upcoming is None or patience.left <= 0:
            return None
        if WHAT_TO_CHANGE in said and (patience.name or patience.number):
            return Step(say=THE_NAME if patience.name else THE_NUMBER)
        answered = [
            step
            for step in self.steps[: self._next]
            if step.say and (step.when.asks or "open") == self._question
        ]
        return patience.once_more(answered[-1]) if answered else None

    def _matches(self, step: Step) -> bool:
        if step.when.asks is not None and step.when.asks != self._question:
            return False
        said = " ".join(self._said)
        return step.when.says is None or re.search(step.when.says, said, re.IGNORECASE) is not None
