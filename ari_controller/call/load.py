"""How late the event loop is: when it is late, every caller hears it."""

import asyncio
from collections import deque

PERIOD_S = 0.05
_REMEMBERED = 40
"""Two seconds."""


class LoopLag:
    """Measures while it runs; costs 20 wake-ups a second."""

    def __init__(self) -> None:
        self._late_s: deque[float] = deque(maxlen=_REMEMBERED)

    @property
    def worst_ms(self) -> float:
        """The worst of the last two seconds but for two outliers."""
        late = sorted(self._late_s)
        return late[-3] * 1000 if len(late) > 2 else 0.0

    async def run(self) -> None:
        """Measures until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + PERIOD_S
            await asyncio.sleep(PERIOD_S)
            self._late_s.append(max(0.0, loop.time() - due))
