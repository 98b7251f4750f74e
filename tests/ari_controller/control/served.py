"""A control API on a real socket, over a real database, with a table of three entries."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from sqlite_utils import Database

from ari_controller.call.journal import Listener
from ari_controller.control.api import ControlApi
from ari_controller.control.hub import Hub
from ari_controller.control.log_ring import LogRing
from ari_controller.control.peers import Accounts, HasOptions, peer_of
from ari_controller.control.rights import Machine, Peer, Who
from ari_controller.control.steering import Refused
from ari_controller.control.vitals import Vitals
from storage.audit import record
from storage.calls import NewCall
from storage.database import Store, immediate
from storage.desk.table import Asker, Field, Read, Row, Write
from storage.errors import NotAllowed, NotFound
from storage.events import KINDS
from storage.ids import Ids
from storage.times import stamp
from tests.firms import configuration
from voice.clock import RealClock


def _list(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    items = [{"key": key} for key in asker.seen]
    return {"items": items[: fields.get("limit", 50)], "next": None, "total": len(items)}


def _show(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    if fields["thing"] == "none":
        raise NotFound("there is no such thing")
    return {"id": fields["thing"]}


def _note(db: Database, asker: Asker, fields: Mapping[str, Any]) -> Row:
    if fields["text"] == "not now":
        raise NotAllowed("it is done already")
    with immediate(db):
        record(db, asker.by, "note", business="friseur", entry=fields["thing"], now=asker.now)
    return {"order": asker.new_id(), "undo_until": None, "row": {"id": fields["thing"]}}


READS = (
    Read("/things", "All of them.", _list, (Field("limit", "how many", kind="integer"),)),
    Read("/things/{thing}", "One.", _show),
)
WRITES = (
    Write("/things/{thing}/note", "Notes something.", _note, (Field("text", "what", required=True),)),
)  # fmt: skip


@dataclass
class Noted:
    """Steering that takes orders and does nothing."""

    orders: list[tuple[str, str, Mapping[str, Any], str]] = field(default_factory=list)

    def order(
        self, call: str, verb: str, body: Mapping[str, Any], who: Who, order: str
    ) -> Refused | None:
        if verb == "takeover" and who.phone is None:
            return Refused("conflict", "no telephone", {"reason": "no_phone"})
        self.orders.append((call, verb, body, order))
        return None


@dataclass
class Caller:
    """A call whose events a test makes."""

    call: str
    business: str
    listener: Listener
    seq: int = 0

    def did(self, kind: str, **body: Any) -> None:
        cls = KINDS[kind]
        self.seq += not cls.live_only
        at = "2026-03-04T09:00:00.000Z"
        self.listener(cls(seq=self.seq, at=at, business=self.business, call=self.call, **body))


@dataclass
class Stream:
    """One attached client."""

    socket: aiohttp.ClientWebSocketResponse

    async def next(self, kind: str | None = None) -> dict[str, Any]:
        """The next message, of a kind."""
        async with asyncio.timeout(10):
            while True:
                message = json.loads(await self.socket.receive_str())
                if kind is None or message["type"] == kind:
                    assert isinstance(message, dict)
                    return message

    async def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """The events of each running call, until the snapshot's end."""
        await self.next("snapshot_begin")
        calls = {}
        while (message := await self.next())["type"] == "snapshot_call":
            calls[message["call"]] = message["events"]
        assert message["type"] == "snapshot_end"
        return calls


@dataclass
class Served:
    api: ControlApi
    hub: Hub
    store: Store
    steering: Noted
    ring: LogRing
    path: Path
    session: aiohttp.ClientSession
    clients: list[aiohttp.ClientSession] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)

    def call(self, name: str, business: str = "friseur") -> Caller:
        new = NewCall(name, business, "Europe/Berlin", "+491701234567", "100", "memory", "")
        return Caller(name, business, self.hub.watch(new))

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.request(method, f"http://x/v1{path}", **options) as answer:
            return answer.status, await answer.json()

    async def attach(self, query: str = "") -> Stream:
        """A client with a connection of its own."""
        session = aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(self.path)))
        self.clients.append(session)
        stream = Stream(await session.ws_connect(f"http://x/v1/stream{query}"))
        self.streams.append(stream)
        return stream

    async def audited(self) -> list[tuple[str, str, str, str | None]]:
        await self.api.handlers.records.close()
        rows = await self.store.read(lambda db: list(db.query("SELECT * FROM audit ORDER BY id")))
        return [(row["who"], row["verb"], row["entry"], row["after"]) for row in rows]


class Stranger(Accounts):
    """A machine on which whoever connects has an account of that name, and is in the control group."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self._name = name

    async def machine(self, uid: int, group: str) -> Machine:
        return Machine(4711, {} if self._name is None else {uid: self._name}, 600)

    @staticmethod
    def credentials(_socket: HasOptions) -> Peer:
        return Peer(1234, 600)


@asynccontextmanager
async def serving(lines: str = "", stranger: Stranger | None = None) -> AsyncIterator[Served]:
    """`lines`: of vorzimmer.yaml; as a stranger, or as the test's own account, which may do everything."""
    with TemporaryDirectory(prefix="vz") as folder:
        clock, path = RealClock(), Path(folder) / "run" / "control.sock"
        store, ring, hub = Store(Path(folder) / "v.db"), LogRing(), Hub(clock.monotonic)
        await store.open()
        vitals = Vitals(lambda: stamp(clock.now()), clock.monotonic)
        steering = Noted()
        api = ControlApi(
            configuration(lines), store, clock, Ids(clock.now), hub, vitals, ring,
            reads=READS, writes=WRITES, running=lambda: frozenset({"c1", "c2", "c3"}),
            accounts=stranger, credentials=stranger.credentials if stranger else peer_of,
        )  # fmt: skip
        api.steering = steering
        await api.open(path)
        session = aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path)))
        served = Served(api, hub, store, steering, ring, path, session)
        try:
            yield served
        finally:
            await asyncio.gather(*(stream.socket.close() for stream in served.streams))
            for one in (session, *served.clients):
                await one.close()
            await api.close()
            await store.close()
            assert not path.exists()
