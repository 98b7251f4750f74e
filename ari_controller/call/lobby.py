"""All calls of this controller: each in a task of its own, all ended before the controller ends."""

import asyncio
from collections.abc import Callable

import structlog

from ari_controller.call.leg import Arrival, Leg
from ari_controller.call.session import Session
from ari_controller.call.signals import Stopped
from storage.events import ExitReason

log = structlog.get_logger(__name__)
MakeSession = Callable[[Arrival, Leg, bool], Session]
"""The last one: all lines are busy."""


class Lobby:
    """Starts calls and knows those that run."""

    def __init__(
        self,
        make_session: MakeSession,
        most: int = 10,
        late: Callable[[], bool] = lambda: False,
    ) -> None:
        """Talks with `most` callers at once; fewer while `late` says that the machine does not keep up."""
        self._make_session = make_session
        self._most = most
        self._late = late
        self.refused = 0
        """Callers who heard the engaged tone."""
        self._calls: dict[str, tuple[Session, asyncio.Task[None]]] = {}

    @property
    def calls(self) -> tuple[Session, ...]:
        """The running calls, the oldest first."""
        return tuple(session for session, _ in self._calls.values())

    @property
    def full(self) -> bool:
        """True when even telling that all lines are busy would be too much."""
        return len(self._calls) >= 2 * self._most

    def admit(self, arrival: Arrival, leg: Leg) -> Session:
        """Starts a call; it runs until it ends by itself. Above the limit it is a short one."""
        busy = len(self._calls) >= self._most or self._late()
        session = self._make_session(arrival, leg, busy)
        name = session.new.id
        task = asyncio.create_task(session.run(), name=f"call {name}")
        self._calls[name] = (session, task)
        task.add_done_callback(lambda done: self._over(name, done))
        return session

    def _over(self, name: str, task: asyncio.Task[None]) -> None:
        del self._calls[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("call crashed", call=name, error=type(error).__name__, exc_info=error)

    async def idle(self) -> None:
        """Returns when no call runs."""
        while self._calls:
            await asyncio.wait([task for _, task in self._calls.values()])

    async def close(self, reason: ExitReason = "interrupted") -> None:
        """Ends every call, and waits until all of them are stored."""
        for session, _ in self._calls.values():
            session.post(Stopped(reason))
        await self.idle()
