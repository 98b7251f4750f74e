"""One clock for all paced calls: every 20 ms by absolute deadlines, lateness counted."""

import asyncio
from collections import deque
from collections.abc import Callable

from voice.media.transport import FRAME_MS

PERIOD_S = FRAME_MS / 1000
_REMEMBERED = 5000
MOST_BEHIND_S = 0.06
"""Later than this, ticks are skipped instead of sent in a burst."""


class Ticker:
    """Calls its members every 20 ms while it has any."""

    def __init__(self) -> None:
        self._members: dict[object, Callable[[], None]] = {}
        self._task: asyncio.Task[None] | None = None
        self.lateness_s: deque[float] = deque(maxlen=_REMEMBERED)
        """How late the last ticks were."""
        self.skipped = 0

    def late_ms(self, share: float) -> float:
        """How late at most that share of the last ticks was; 0 when there were none."""
        late = sorted(self.lateness_s)
        return late[min(len(late) - 1, int(share * len(late)))] * 1000 if late else 0.0

    def join(self, member: object, tick: Callable[[], None]) -> None:
        """From now on `tick` is called; it must be quick and must not raise."""
        self._members[member] = tick
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="audio clock")

    def leave(self, member: object) -> None:
        """No more ticks for this member."""
        self._members.pop(member, None)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while self._members:
            now = loop.time()
            self.lateness_s.append(now - due)
            if now - due > MOST_BEHIND_S:
                missed = int((now - due) / PERIOD_S)
                self.skipped += missed
                due += missed * PERIOD_S
            for tick in list(self._members.values()):
                tick()
            due += PERIOD_S
            await asyncio.sleep(max(0.0, due - loop.time()))
