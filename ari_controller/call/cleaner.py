"""What could not be freed on Asterisk at a call's end is asked for again until it is gone."""

import asyncio

import structlog

from ari_controller.ari.client import AriClient
from ari_controller.ari.errors import AriError
from ari_controller.call.media import Place

log = structlog.get_logger(__name__)
FIRST_AGAIN_S = 0.5
LAST_AGAIN_S = 2.0
LAST_TRIES_S = 5.0


class Cleaner:
    """Ends the caller's channel, its media channel and its bridge, however long Asterisk does not listen."""

    def __init__(self, client: AriClient) -> None:
        self._client = client
        self._left: dict[str, Place] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def left(self) -> frozenset[str]:
        """The callers' channels of which something is still there."""
        return frozenset(self._left)

    def free(self, place: Place) -> None:
        """Everything that a call has on Asterisk has to go."""
        self._left[place.caller] = place
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="cleaner")

    async def close(self) -> None:
        """Tries a little longer; what is left then is found by the next start, by its ids."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=LAST_TRIES_S)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        wait_s = FIRST_AGAIN_S
        while self._left:
            await asyncio.sleep(wait_s)
            wait_s = min(LAST_AGAIN_S, 2 * wait_s)
            for place in list(self._left.values()):
                try:
                    await self._client.channels.hang_up(place.media)
                    await self._client.bridges.destroy(place.bridge)
                    await self._client.channels.hang_up(place.caller)
                except AriError as error:
                    log.warning("still not freed on asterisk", error=type(error).__name__)
                    continue
                self._left.pop(place.caller, None)
