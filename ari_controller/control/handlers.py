"""The answers of the control API: who asks, whether they may, what they asked, and what came of it."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from ari_controller.control.asked import of_body, of_query
from ari_controller.control.door import Connection, Door
from ari_controller.control.errors import ApiError, api_error
from ari_controller.control.hub import Client, Hub, text_of
from ari_controller.control.limits import Bucket
from ari_controller.control.log_ring import LogRing
from ari_controller.control.peers import Accounts
from ari_controller.control.records import Records
from ari_controller.control.rights import Refusal, Who, identify
from ari_controller.control.routes import PREFIX, VERSION, Route
from ari_controller.control.steering import NoSteering, Steering
from ari_controller.control.stream import StreamSource, serve_stream
from ari_controller.control.vitals import Vitals
from config.site import Configuration, Right
from storage.audit import By
from storage.database import Database, Store
from storage.desk.serving import Found, values_of
from storage.desk.serving import answer as desk_answer
from storage.desk.table import Asker
from storage.errors import StorageError
from storage.ids import Ids
from storage.times import stamp
from voice.clock import Clock

log = structlog.get_logger(__name__)
MOST_BODY = 64 * 1024
PATIENCE_S = 15.0
"""How long an answer may take."""
_LONGEST_NAME = 64
"""Characters of an id in a path."""
_DEFAULT_LINES = 100
_MOST_BEHIND_HEAD = 16 * 1024
"""Bytes with and behind the question for a stream: they would be read as its messages, all at once."""


@dataclass
class Handlers:
    """Serves the routes; everything that takes time is done by the store's threads."""

    configuration: Configuration
    store: Store
    """The controller's: its writer thread writes."""
    reader: Store
    """Its own threads read: nobody's call waits for an operator's list."""
    clock: Clock
    ids: Ids
    hub: Hub
    vitals: Vitals
    ring: LogRing
    records: Records
    door: Door
    accounts: Accounts
    steering: Steering = field(default_factory=NoSteering)
    _traces: Bucket = field(default_factory=lambda: Bucket(rate=0.1, burst=5))

    def handler(self, route: Route) -> Callable[[web.Request], Any]:
        """What serves a route; whoever asks is known and has its right by then."""
        serve = {
            "read": self._read, "write": self._write, "steer": self._steer,
            "state": self._state, "log": self._log, "stream": self._stream,
        }[route.kind]  # fmt: skip
        return partial(self._allowed, route, serve)

    # --- who asks -----------------------------------------------------------------------------------

    async def judged(
        self, request: web.Request, handler: Callable[[web.Request], Any]
    ) -> web.StreamResponse:
        """Around every request: within its limits or refused, and every error as JSON."""
        connection = self.door.of(request.transport)
        if connection is None:
            raise web.HTTPTooManyRequests
        connection.began = True
        verdict = self.door.judge(connection, asyncio.get_running_loop().time())
        if verdict == "abort" and request.transport is not None:
            request.transport.abort()
        if verdict != "go_on":
            return answer_error(ApiError("too_many", "too many requests: ask more slowly"))
        try:
            async with asyncio.timeout(None if request.path.endswith("/stream") else PATIENCE_S):
                answer: web.StreamResponse = await handler(request)
                return answer
        except ApiError as error:
            return answer_error(error)
        except (StorageError, sqlite3.Error, TimeoutError) as error:
            return answer_error(api_error(error))
        except web.HTTPRequestEntityTooLarge:
            return answer_error(
                ApiError("too_large", f"a body has at most {MOST_BODY} bytes", most=MOST_BODY)
            )
        except web.HTTPException as error:
            if error.status in {404, 405}:
                return answer_error(
                    ApiError("not_found", f"nothing is served at this path: {PREFIX}/…")
                )
            raise
        except ConnectionError:
            raise  # whoever asked is gone already: aiohttp lets go of the connection
        except Exception as error:  # the boundary of one request: no call ends for it
            # A trace takes milliseconds that callers hear: not for each request of somebody who found a bug.
            trace = self._traces.take(asyncio.get_running_loop().time())
            log.exception("request failed", error=type(error).__name__, exc_info=trace)
            return answer_error(ApiError("unavailable", "this failed; the log says why"))
        finally:
            connection.unread = 0

    async def identity(self, connection: Connection) -> Who | Refusal:
        """Who is behind a connection, by the configuration in force."""
        site = self.configuration.site
        machine = await self.accounts.machine(connection.peer.uid, site.control.group)
        return identify(connection.peer, machine, site)

    async def _allowed(
        self, route: Route, serve: Callable[..., Any], request: web.Request
    ) -> web.StreamResponse:
        connection = self.door.of(request.transport)
        if connection is None:
            raise ApiError("too_many", "the connection is gone")
        who = await self.identity(connection)
        if isinstance(who, Refusal):
            self._refused(connection, By(f"uid:{connection.peer.uid}", "no operator"), route)
            raise ApiError("no_right", who.reason, right=route.right)
        if Right(route.right) not in who.rights:
            self._refused(connection, who.by(f"without the right {route.right}"), route)
            raise ApiError(
                "no_right", f"{who.key} has not the right `{route.right}`; it is given with `operators` in vorzimmer.yaml", right=route.right
            )  # fmt: skip
        names = {name: request.match_info[name] for name in route.names}
        for name, value in names.items():
            if not 0 < len(value) <= _LONGEST_NAME:
                raise ApiError("not_found", f"there is no such {name}")
        answer: web.StreamResponse = await serve(route, request, who, names)
        return answer

    def _refused(self, connection: Connection, by: By, route: Route) -> None:
        now = asyncio.get_running_loop().time()
        if self.door.noteworthy(connection, now):
            self.records.write(
                by, "refused", business="", entry=f"{route.method} {PREFIX}{route.path}"
            )

    # --- the desk -----------------------------------------------------------------------------------

    def _asker(self, who: Who) -> Asker:
        businesses = self.configuration.businesses
        return Asker(businesses, who.scope, self.clock.now(), who.by(), self.ids.new)

    async def _read(
        self, route: Route, request: web.Request, who: Who, names: Mapping[str, str]
    ) -> web.Response:
        asker, raw = self._asker(who), of_query(request.query.items())
        return answer(await self.reader.read(partial(_served, asker, _found(route, names), raw)))

    async def _write(
        self, route: Route, request: web.Request, who: Who, names: Mapping[str, str]
    ) -> web.Response:
        asker, raw = self._asker(who), of_body(await request.read())
        return answer(await self.store.write(partial(_served, asker, _found(route, names), raw)))

    # --- what is live -------------------------------------------------------------------------------

    async def _steer(
        self, route: Route, request: web.Request, who: Who, names: Mapping[str, str]
    ) -> web.Response:
        body = values_of(route.fields, of_body(await request.read()))
        call, verb = names["call"], route.path.rpartition("/")[2]
        business = self.hub.business_of(call)
        if business is None or not who.scope.sees(business):
            raise ApiError("not_found", "there is no such call, or it is over", reason="call_over")
        order, by = self.ids.new(), who.by(str(body.get("why") or ""))
        refused = self.steering.order(call, verb, body, who, order)
        if refused is not None:
            self.records.write(
                by, f"steer.{verb}", business=business, entry=call, after=f"refused: {refused.code}"
            )
            raise ApiError(refused.code, refused.message, **refused.detail)
        self.records.ordered(order, by, verb, business, call)
        return answer(text_of({"order": order}), status=202)

    async def _state(
        self, _route: Route, _request: web.Request, who: Who, _names: Mapping[str, str]
    ) -> web.Response:
        return answer(text_of({**self.state(), "operator": operator_of(who)}))

    async def _log(
        self, route: Route, request: web.Request, _who: Who, _names: Mapping[str, str]
    ) -> web.Response:
        fields = values_of(route.fields, of_query(request.query.items()))
        limit = min(max(1, fields.get("limit", _DEFAULT_LINES)), 500)
        level, after = fields.get("level", "debug"), fields.get("after")
        lines = (
            self.ring.latest(limit, level)
            if after is None
            else self.ring.since(after, limit, level)
        )
        last = lines[-1]["id"] if lines else after
        return answer(text_of({"items": lines, "next": last, "total": None}))

    async def _stream(
        self, route: Route, request: web.Request, who: Who, _names: Mapping[str, str]
    ) -> web.StreamResponse:
        fields = values_of(route.fields, of_query(request.query.items()))
        connection = self.door.of(request.transport)
        if connection is None or request.headers.get("Upgrade", "").lower() != "websocket":
            raise ApiError("bad_request", "this path speaks WebSocket")
        connection.streams = True
        if connection.unread > _MOST_BEHIND_HEAD:
            raise ApiError("too_large", "nothing is said before the stream is open")
        client = Client(who, connection, fields.get("levels", False), fields.get("log", False))
        source = StreamSource(self.hub, self.hello, self.state)
        return await serve_stream(request, source, client)

    def hello(self, client: Client) -> dict[str, Any]:
        """The first message of a stream."""
        return {"type": "hello", **self._self(), "operator": operator_of(client.who)}

    def state(self) -> dict[str, Any]:
        """How the controller is."""
        return {**self._self(), **self.vitals.state()}

    def _self(self) -> dict[str, Any]:
        now = stamp(self.clock.now())
        return {"version": VERSION, "node": self.configuration.site.node, "now": now}


def _found(route: Route, names: Mapping[str, str]) -> Found:
    assert route.entry is not None
    return Found(route.entry, names)


def _served(asker: Asker, found: Found, raw: Mapping[str, Any], db: Database) -> bytes:
    """Runs in a thread of the store: the answer's text is made there too."""
    return text_of(desk_answer(db, asker, found, raw))


def operator_of(who: Who) -> dict[str, Any]:
    """Somebody as programs read them; their telephone's address is nobody else's affair."""
    return {
        "key": who.key,
        "name": who.name,
        "rights": [right.value for right in Right if right in who.rights],
        "businesses": None if who.businesses is None else sorted(who.businesses),
        "phone": who.phone is not None,
    }


def answer(body: bytes, status: int = 200) -> web.Response:
    """JSON that is encoded already."""
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")


def answer_error(error: ApiError) -> web.Response:
    """A refusal as JSON."""
    return answer(text_of(error.body), error.status)
