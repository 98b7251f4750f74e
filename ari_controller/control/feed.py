"""The book as a calendar feed: programs fetch it by HTTP with a token, again and again."""

import asyncio
import hashlib
import sqlite3
import sys
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiohttp import BasicAuth, web

from config.models import Business
from config.site import Configuration, Http
from storage import tokens
from storage.calendar_export import order, state_of
from storage.database import Store
from voice.clock import Clock

log = structlog.get_logger(__name__)
SINCE = timedelta(days=60)
"""Older appointments are not in the feed: programs keep what they have."""
FRESH_S = 60
LIMIT_S = 60.0
State = tuple[int, Business, str]
"""What a calendar was made from: the state of the book, the firm's file, the first day."""
_ASK = {"WWW-Authenticate": 'Basic realm="Vorzimmer", charset="UTF-8"'}


@dataclass
class CalendarFeed:
    """Serves `/calendar/BUSINESS.ics` and `/calendar/BUSINESS/PERSON.ics`."""

    configuration: Configuration
    store: Store
    clock: Clock
    _runner: web.AppRunner | None = None
    _made: dict[tuple[str, str | None], tuple[State, tuple[bytes, str]]] = field(
        default_factory=dict
    )
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, http: Http) -> int:
        """Listens; gives the port, which is the given one unless that is 0.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application()
        app.router.add_get("/calendar/{business}.ics", self._serve)
        app.router.add_get("/calendar/{business}/{staff}.ics", self._serve)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, http.host, http.port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stops listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        """Who has no token for it does not learn whether the business exists."""
        business = self.configuration.businesses.get(request.match_info["business"])
        staff = request.match_info.get("staff")
        try:
            if not await self._allowed(request, request.match_info["business"]):
                raise web.HTTPUnauthorized(headers=_ASK, text="a token is needed\n")
            if business is None or (staff is not None and staff not in business.staff):
                raise web.HTTPNotFound(text="there is no such calendar\n")
            content, tag = await self._content(business, staff)
        except (sqlite3.Error, OSError, TimeoutError) as error:
            log.warning("calendar not made", error=str(error))
            raise web.HTTPServiceUnavailable(
                headers={"Retry-After": "60"}, text="the book cannot be read now\n"
            ) from None
        headers = {"ETag": tag, "Cache-Control": f"private, max-age={FRESH_S}"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=content, content_type="text/calendar", charset="utf-8", headers=headers
        )

    async def _content(self, business: Business, staff: str | None) -> tuple[bytes, str]:
        """The calendar and its ETag, made anew only when something changed, by a process of its own.

        Raises:
            OSError: it could not be made.
            TimeoutError: that took too long.
        """
        since = self.clock.now() - SINCE
        state = await self.store.read(state_of), business, f"{since:%Y-%m-%d}"
        async with self._one_at_a_time:
            known = self._made.get((business.key, staff))
            if known is None or known[0] != state:
                known = state, await _made(order(self.store.path, business, staff, since))
                self._made[business.key, staff] = known
        return known[1]

    async def _allowed(self, request: web.Request, business: str) -> bool:
        secret = _secret(request.headers.get("Authorization", ""))
        if secret is None:
            return False
        row = await self.store.read(
            lambda db: tokens.of_secret(db, secret, business=business, right="calendar")
        )
        if row is None:
            return False
        now = self.clock.now()
        if tokens.is_use_to_note(row, now):
            try:
                await self.store.write(lambda db: tokens.note_use(db, row["id"], now=now))
            except sqlite3.Error as error:
                log.warning("a token's use was not noted", error=str(error))
        return True


def _secret(authorization: str) -> str | None:
    """The token of `Bearer TOKEN`, or the password of `Basic …` (any user name): calendar programs know only that."""
    kind, _, value = authorization.partition(" ")
    if kind.lower() == "bearer":
        return value.strip() or None
    try:
        return BasicAuth.decode(authorization).password or None
    except ValueError:
        return None


async def _made(wanted: bytes) -> tuple[bytes, str]:
    """Thousands of events take seconds of computing, which would stop the audio clock of a thread's neighbours."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "storage.calendar_export",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(LIMIT_S):
            content, _ = await process.communicate(wanted)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise OSError(f"the calendar's process ended with {process.returncode}")
    loop = asyncio.get_running_loop()
    digest = await loop.run_in_executor(None, hashlib.sha256, content)
    return content, f'"{digest.hexdigest()[:32]}"'
