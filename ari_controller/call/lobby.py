"""All calls of this controller: each in a task of its own, all ended before the controller ends."""

import asyncio
from collections.abc import Callable

import structlog

from ari_controller.call.leg import Arrival, Leg
from ari_controller.call.session import Session
from ari_controller.call.signals import Stopped
from storage.events import ExitReason

log = structlog.get_logger(__name__)
MakeSession = Callable[[Arrival, Leg], Session]


class Lobby:
    """Starts calls and knows those that run."""

    def __init__(self, make_session: MakeSession) -> None:
        self._make_session = make_session
        self._calls: dict[str, tuple[Session, asyncio.Task[None]]] = {}

    @property
    def calls(self) -> tuple[Session, ...]:
        """The running calls, the oldest first."""
        return tuple(session for session, _ in self._calls.values())

    def admit(self, arrival: Arrival, leg: Leg) -> Session:
        """Starts a call; it runs until it ends by itself."""
        session = self._make_session(arrival, leg)
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
