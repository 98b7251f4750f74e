"""The controller's control API over its Unix socket: what is asked, what is told, and how the link stands.

aiohttp is fetched when the first connection is made: the first picture does not wait for it.
"""

import asyncio
import contextlib
import importlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from storage.times import stamp

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 5.0
ANSWER_S = 10.0
SILENT_S = 60.0
"""A controller pings every 20 s: one that says nothing for so long is gone."""
REVOKED = 4403
"""The stream's close code for an account that may not watch any more."""


class Refused(Exception):
    """The controller answered no; trying the same again will not help.

    Attributes:
        code: the contract's word: no_right, conflict, not_found …
        message: what, where, remedy, in English.
        detail: what belongs to it.
    """

    def __init__(
        self, code: str, message: str = "", detail: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message or code)
        self.code, self.message, self.detail = code, message, dict(detail or {})


class Unreachable(Exception):
    """Nobody answered; the same may work when the link is back."""


class Client(Protocol):
    """What the terminal needs of a controller, real or recorded."""

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Reads below /v1; `None` values of the query are left out, `from_` stands for `from`.

        Raises:
            Refused: with the controller's code.
            Unreachable: nobody answered.
        """
        ...

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Does something; raises like `get`."""
        ...

    def messages(self) -> AsyncIterator[dict[str, Any]]:
        """The stream, for as long as the terminal runs: messages of the controller, and `link` whenever that changes."""
        ...

    async def watch(self, calls: tuple[str, ...]) -> None:
        """Whose levels are wanted; nothing happens without a link."""
        ...

    async def close(self) -> None:
        """Lets go of everything."""
        ...


def query_of(query: Mapping[str, Any]) -> dict[str, str]:
    """Values as text, flags as 0 and 1, lists by commas."""
    plain: dict[str, str] = {}
    for key, value in query.items():
        if value is None:
            continue
        if isinstance(value, bool):
            text = "1" if value else "0"
        elif isinstance(value, list | tuple):
            text = ",".join(str(one) for one in value)
        else:
            text = str(value)
        plain[key.removesuffix("_")] = text
    return plain


class SocketClient:
    """The client of a running controller."""

    def __init__(self, find: Callable[[], Path]) -> None:
        """`find` names the socket, anew for each connection; it may read files and is called in a thread."""
        self._find = find
        self._session: Any = None
        self._stream: Any = None
        self._aiohttp: Any = None
        self._path = Path()

    async def _open(self) -> Any:
        """One session for one socket; both are looked for again after a connection was lost."""
        if self._session is None:
            self._aiohttp = await asyncio.to_thread(importlib.import_module, "aiohttp")
            self._path = await asyncio.to_thread(self._find)
            aiohttp = self._aiohttp
            connector = aiohttp.UnixConnector(str(self._path))
            timeout = aiohttp.ClientTimeout(total=ANSWER_S)
            self._session = aiohttp.ClientSession(
                "http://controller", connector=connector, timeout=timeout
            )
        return self._session

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        return await self._ask("GET", path, params=query_of(query))

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return await self._ask("POST", path, json=dict(body or {}))

    async def _ask(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        session = await self._open()
        try:
            async with session.request(method, f"/v1{path}", **how) as answer:
                found = json.loads(await answer.text())
                status = answer.status
        except (OSError, TimeoutError, ValueError, self._aiohttp.ClientError) as error:
            raise Unreachable(str(error)) from error
        if not isinstance(found, dict):
            raise Unreachable("the answer is no JSON object")
        if status >= 400:  # RFC 9110, 15.5
            detail = found.get("detail") or {}
            raise Refused(str(found.get("error")), str(found.get("message") or ""), detail)
        return found

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        tries, lost = 0, stamp(datetime.now(UTC))
        while True:
            try:
                async with contextlib.aclosing(self._connected()) as stream:
                    async for message in stream:
                        if message["type"] == "link":
                            tries = 0
                        yield message
                lost = stamp(datetime.now(UTC))
                link = {"state": "reconnecting", "why": ""}
            except Refused as refusal:
                link = {"state": "refused", "why": refusal.message}
            except Unreachable as problem:
                link = {"state": "no_controller", "why": str(problem)}
            tries += 1
            yield {"type": "link", **link, "since": lost, "tries": tries}
            await self.close()
            await asyncio.sleep(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(tries - 1, 8)))

    async def _connected(self) -> AsyncGenerator[dict[str, Any], None]:
        """One connection's messages, after a `link` that says so."""
        try:
            session = await self._open()
            params = {"levels": "0", "log": "1"}
            async with session.ws_connect(
                "/v1/stream", params=params, heartbeat=SILENT_S, max_msg_size=0
            ) as stream:
                self._stream = stream
                since = stamp(datetime.now(UTC))
                yield {"type": "link", "state": "connected", "since": since, "tries": 0, "why": ""}
                async for message in self._frames(stream):
                    yield message
        except (OSError, TimeoutError, ValueError, self._aiohttp.ClientError) as error:
            raise await self._why(error) from error
        finally:
            self._stream = None

    async def _frames(self, stream: Any) -> AsyncIterator[dict[str, Any]]:
        """What is told until it is closed.

        Raises:
            Refused: closed because this account may not watch any more.
        """
        kinds = self._aiohttp.WSMsgType
        while (frame := await stream.receive()).type is kinds.TEXT:
            message = json.loads(frame.data)
            if isinstance(message, dict) and isinstance(message.get("type"), str):
                yield message
        if frame.type is kinds.CLOSE and frame.data == REVOKED:
            raise Refused("no_right", str(frame.extra or ""))

    async def _why(self, error: Exception) -> Refused | Unreachable:
        """Why there is no stream: an account that is not admitted gets a sentence where it asks."""
        status = getattr(error, "status", None)
        cause = getattr(error, "os_error", error)
        if isinstance(cause, PermissionError):
            return Refused("no_right", f"{self._path}: {cause.strerror}")
        if status == 403:  # RFC 9110, 15.5.4
            try:
                await self.get("/state")
            except (Refused, Unreachable) as problem:
                return problem
        return Unreachable(f"{self._path}: {cause}")

    async def watch(self, calls: tuple[str, ...]) -> None:
        if self._stream is not None:
            with contextlib.suppress(ConnectionError):
                await self._stream.send_str(json.dumps({"watch": list(calls)}))

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()
