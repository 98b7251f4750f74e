"""What waits to be sent to one client, without I/O: bounded, and the controller never waits for it."""

from collections import deque
from dataclasses import dataclass, field

MOST_MESSAGES = 2000
MOST_BYTES = 2 * 1024 * 1024


@dataclass
class Mailbox:
    """Messages in order; of levels only the latest. One that is full is emptied: its client needs a new snapshot."""

    most_messages: int = MOST_MESSAGES
    most_bytes: int = MOST_BYTES
    lagging: bool = False
    """True once something was dropped; nothing but the count grows then, until `caught_up`."""
    dropped: int = 0
    size: int = 0
    _messages: deque[bytes] = field(default_factory=deque)
    _levels: bytes | None = None

    @property
    def empty(self) -> bool:
        """True when there is nothing to send."""
        return not self._messages and self._levels is None and not self.lagging

    def put(self, message: bytes) -> None:
        """Adds a message, or begins to lag."""
        if self.lagging:
            self.dropped += 1
            return
        if len(self._messages) >= self.most_messages or self.size + len(message) > self.most_bytes:
            self.dropped += 1
            self.lag()
            return
        self._messages.append(message)
        self.size += len(message)

    def lag(self) -> None:
        """Drops what waits: a snapshot will say all of it."""
        self.dropped += len(self._messages)
        self._clear()
        self.lagging = True

    def put_levels(self, message: bytes) -> None:
        """Replaces levels that still wait; a client that is behind gets none."""
        behind = self.lagging or len(self._messages) > self.most_messages // 4
        self._levels = None if behind else message

    def take(self) -> list[bytes]:
        """All that waits, in order; levels last, as they are of now."""
        taken = list(self._messages)
        if self._levels is not None:
            taken.append(self._levels)
        self._clear()
        return taken

    def caught_up(self) -> int:
        """A snapshot begins: what waited is in it. Gives how many messages were dropped."""
        dropped, self.dropped, self.lagging = self.dropped, 0, False
        self._clear()
        return dropped

    def _clear(self) -> None:
        self._messages.clear()
        self._levels, self.size = None, 0
