"""A small client of the control API, for commands: finds the socket, asks, follows the stream and comes back to it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from ari_controller.control.routes import PREFIX
from ari_controller.control.stream import REVOKED

FIRST_RETRY_S, LAST_RETRY_S = 0.2, 5.0
SILENT_S = 60.0
"""A controller pings every 20 s: one that says nothing for so long is gone."""


class ControlClientError(Exception):
    """The controller cannot be asked; the sentence says why and what to do."""


class NoController(ControlClientError):
    """No controller runs here."""


class RefusedByController(ControlClientError):
    """The controller does not let this account do that."""


class ControlClient:
    """One account's way to one controller."""

    def __init__(self, places: Sequence[Path]) -> None:
        """`places`: where the socket may be, the likeliest first."""
        self._places = places

    @property
    def socket(self) -> Path:
        """The first place where something is; else the likeliest."""
        return next((place for place in self._places if place.exists()), self._places[0])

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """One answer.

        Raises:
            ControlClientError: there is none.
        """
        async with self._session() as session:
            try:
                async with session.get(f"http://controller{PREFIX}{path}", params=query) as answer:
                    body = await answer.json()
            except (OSError, aiohttp.ClientError, ValueError) as error:
                raise self._unreachable(error) from error
            if answer.status != 200:
                raise RefusedByController(str(body.get("message")))
            assert isinstance(body, dict)
            return body

    async def messages(self, *, reconnect: bool = True) -> AsyncGenerator[dict[str, Any], None]:
        """The stream, and {"type": "link", "state": …} where it breaks off and comes back.

        Raises:
            NoController: none runs at the first try; later ones are waited for.
            RefusedByController: this account may not watch, or not any more.
        """
        attempt, attached = 0, False
        while True:
            try:
                async with contextlib.aclosing(self._attached()) as stream:
                    async for message in stream:
                        if not attached:
                            yield {"type": "link", "state": "connected"}
                        attempt, attached = 0, True
                        yield message
                why = "the controller closed the stream"
            except NoController as error:
                if not attached and attempt == 0:
                    raise
                why = str(error)
            if not reconnect:
                return
            yield {"type": "link", "state": "reconnecting", "why": why}
            attached = False
            attempt += 1
            await asyncio.sleep(min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** min(attempt - 1, 10)))

    async def _attached(self) -> AsyncGenerator[dict[str, Any], None]:
        async with self._session() as session:
            try:
                stream = await session.ws_connect(
                    f"http://controller{PREFIX}/stream", heartbeat=SILENT_S, max_msg_size=0
                )
            except aiohttp.WSServerHandshakeError as error:
                if error.status == 403:
                    await self.get("/state")
                raise self._unreachable(error) from error
            except (OSError, aiohttp.ClientError) as error:
                raise self._unreachable(error) from error
            try:
                async for message in stream:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        yield json.loads(message.data)
            finally:
                await stream.close()
            if stream.close_code == REVOKED:
                raise RefusedByController("this account may not watch any more")

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(self.socket)))

    def _unreachable(self, error: Exception) -> ControlClientError:
        cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
        if isinstance(cause, PermissionError):
            return RefusedByController(
                f"{self.socket}: this account may not connect; whoever looks after the machine adds it to the group of "
                "`control.group`"
            )
        if isinstance(cause, OSError):
            return NoController(
                f"no controller runs here ({self.socket}): start it with `vorzimmer run`"
            )
        return RefusedByController(f"the controller does not answer: {error}")
