"""An event loop whose time jumps to the next thing to do, but waits for real work in threads and processes.

A call of a minute passes in the seconds that its recogniser and its voice need, with the same code and the
same result each time.
"""

import asyncio
import selectors
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
_WORK_POLL_S = 0.05
_IDLE_S = 30.0
"""Real seconds without anything to wait for before a virtual loop is given up: somebody waits for nothing."""


class _JumpingSelector(selectors.DefaultSelector):
    """Answers at once when nothing is ready, and lets the loop's time pass instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.working = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if self.working:
            # Time stands still: real work has to wake us through a thread-safe call or a pipe.
            return super().select(_WORK_POLL_S)
        if timeout is None:
            ready = super().select(_IDLE_S)
            if not ready:
                raise RuntimeError("the virtual loop waits for something that will never happen")
            return ready
        self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` is virtual; everything else is asyncio's."""

    def __init__(self) -> None:
        self.jumping = _JumpingSelector()
        super().__init__(self.jumping)

    def time(self) -> float:
        """Virtual seconds since the loop's beginning."""
        return self.jumping.now


class VirtualClock:
    """The clock of a virtual loop; wall time starts at a moment that the scenario names."""

    def __init__(self, loop: VirtualLoop, start: datetime) -> None:
        self._loop = loop
        self._start = start

    def monotonic(self) -> float:
        """Virtual seconds."""
        return self._loop.time()

    def now(self) -> datetime:
        """The start plus the virtual seconds; aware as the start is."""
        return self._start + timedelta(seconds=self._loop.time())

    async def sleep_until(self, deadline: float) -> None:
        """Returns at `deadline` in virtual time."""
        await asyncio.sleep(max(0.0, deadline - self._loop.time()))

    @contextmanager
    def working(self) -> Iterator[None]:
        """Virtual time stands still inside."""
        self._loop.jumping.working += 1
        try:
            yield
        finally:
            self._loop.jumping.working -= 1


def run_virtual(main: Coroutine[Any, Any, T], loop: VirtualLoop) -> T:
    """Runs a coroutine on a virtual loop to its end and closes the loop."""
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main)
