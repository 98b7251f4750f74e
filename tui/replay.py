"""A call's events at their original pace, without a clock of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage.events import Event, Heard
from storage.live.fold import apply
from storage.live.model import LiveCall

SPEEDS = (1, 2, 8)
LONGEST_GAP_S = 5.0


@dataclass
class Replay:
    """Where a replay stands: so many of the events are taken in."""

    events: Sequence[Event]
    place: int
    playing: bool = False
    speed: int = 1
    _due_s: float = field(default=0.0, repr=False)
    """How much of the pause before the next event is left, at its own pace."""

    @classmethod
    def of(cls, events: Sequence[Event]) -> "Replay":
        """All of it is there at first, as a stored call is opened."""
        return cls(events, len(events))

    def call(self) -> LiveCall | None:
        """The call as it stands at this place."""
        calls: dict[str, LiveCall] = {}
        for event in self.events[: self.place]:
            apply(calls, event)
        return next(iter(calls.values()), None)

    @property
    def at_end(self) -> bool:
        """True when everything is taken in."""
        return self.place >= len(self.events)

    def play(self) -> None:
        """Plays on, from the beginning when it stands at the end; pauses when it plays."""
        if not self.playing and self.at_end:
            self.place = min(1, len(self.events))
        self.playing = not self.playing
        self._due_s = self._gap()

    def _gap(self) -> float:
        if self.place == 0 or self.at_end:
            return 0.0
        before, after = (
            datetime.fromisoformat(one.at) for one in self.events[self.place - 1 : self.place + 1]
        )
        return min(LONGEST_GAP_S, max(0.0, (after - before).total_seconds()))

    def forward(self, seconds: float) -> bool:
        """So much time passed; True when events were taken in."""
        if not self.playing:
            return False
        left, moved = seconds * self.speed, False
        while not self.at_end and left >= self._due_s:
            left -= self._due_s
            self.place += 1
            self._due_s = self._gap()
            moved = True
        self._due_s -= left
        if self.at_end:
            self.playing = False
        return moved

    def faster(self, step: int) -> None:
        """The next speed in one direction."""
        at = SPEEDS.index(self.speed) + step
        self.speed = SPEEDS[min(len(SPEEDS) - 1, max(0, at))]

    def turns(self) -> list[int]:
        """Places right after each turn's first words."""
        return [at + 1 for at, event in enumerate(self.events) if isinstance(event, Heard)]

    def to_turn(self, step: int) -> None:
        """To the turn before or after; the beginning and the end are turns too."""
        places = sorted({min(1, len(self.events)), *self.turns(), len(self.events)})
        beyond = [at for at in places if (at - self.place) * step > 0]
        if beyond:
            self.place = beyond[0] if step > 0 else beyond[-1]
        self._due_s = self._gap()

    def to(self, place: int) -> None:
        """To the beginning (0) or the end (-1)."""
        self.place = min(1, len(self.events)) if place == 0 else len(self.events)
        self.playing = self.playing and not self.at_end
        self._due_s = self._gap()
