"""Time is handed in: one clock for monotonic seconds, wall time, and the work that virtual time waits for."""

import asyncio
from collections.abc import Awaitable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """What everything that waits or stamps is given."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    def now(self) -> datetime:
        """Wall time, UTC, aware."""
        ...

    async def sleep_until(self, deadline: float) -> None:
        """Returns at `deadline` on `monotonic`, at once when it has passed."""
        ...

    def working(self) -> AbstractContextManager[None]:
        """Around each wait for another thread or process: virtual time stands still meanwhile."""
        ...


async def work(clock: Clock, job: Awaitable[T]) -> T:
    """Awaits what another thread or process does, with virtual time standing still."""
    with clock.working():
        return await job


class RealClock:
    """The running loop's clock; wall time may be shifted so that a lab's day is a fixed one."""

    def __init__(self, shift: timedelta = timedelta()) -> None:
        self._shift = shift

    def monotonic(self) -> float:
        """Seconds of the running event loop."""
        return asyncio.get_running_loop().time()

    def now(self) -> datetime:
        """The system's time plus the shift."""
        return datetime.now(UTC) + self._shift

    async def sleep_until(self, deadline: float) -> None:
        """Sleeps on the running loop."""
        delay = deadline - self.monotonic()
        await asyncio.sleep(max(0.0, delay))

    def working(self) -> AbstractContextManager[None]:
        """Real time goes on."""
        return nullcontext()
