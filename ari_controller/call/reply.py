"""Where the answer to one turn stands: thought about, bridged with a filler, waiting to be played. No I/O."""

from dataclasses import dataclass

from storage.events import ExitReason

FILLER_S = 0.7
"""A reply that takes longer is bridged with a word, and again each `FILLER_AGAIN_S`."""
FILLER_AGAIN_S = 1.2
THINK_LIMIT_S = 20.0
"""A reply that takes longer never comes."""


@dataclass
class Reply:
    """Where the current reply stands."""

    generation: int = 0
    thinking: bool = False
    since: float = 0.0
    """When the brain was asked."""
    bridge_at: float = 0.0
    """When the next filler is due."""
    fillers: int = 0
    bridging: bool = False
    """A filler is on its way to the caller; nothing else is."""
    waiting: int = 0
    """Texts ordered and not yet played."""
    protected: int = 0
    """How many of them must be played to their last word."""
    ends: ExitReason | None = None

    @property
    def late(self) -> bool:
        """The caller was asked for patience; what they say meanwhile does not undo the reply."""
        return self.fillers > 0

    @property
    def awaited(self) -> bool:
        """The caller was asked for patience, and nothing has come yet."""
        return self.late and self.thinking

    @property
    def next_bridge(self) -> float | None:
        """When the silence has lasted long enough, while nothing is on its way to the caller."""
        return self.bridge_at if self.thinking and not self.waiting else None

    def ask(self, now: float) -> None:
        """The brain is asked; what it still says to an earlier question is void."""
        self.generation += 1
        self.thinking, self.fillers = True, 0
        self.since, self.bridge_at = now, now + FILLER_S

    def bridge(self) -> int:
        """A filler is ordered; gives its number."""
        self.fillers += 1
        self.waiting += 1
        self.bridging = True
        return self.fillers

    def bridged(self, now: float) -> None:
        """The filler was played."""
        self.bridging, self.bridge_at = False, now + FILLER_AGAIN_S

    def give_up(self) -> None:
        """Nothing of it is to be heard any more."""
        self.generation += 1
        self.thinking, self.ends = False, None
        self.bridging, self.fillers = False, 0
        self.waiting = self.protected = 0
