"""The control API on a real socket: asked, steered, refused, watched."""

import asyncio
import os
import pwd
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from ari_controller.control.routes import routes
from tests.ari_controller.control.served import READS, WRITES, Served, Stranger, serving
from tests.firms import configuration

ROUTES = routes(READS, WRITES)
EXAMPLES = {"text": "x", "to": "chef", "digits": "4567"}


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as found:
        yield found


async def test_everything_in_the_table_is_served_and_checked(served: Served) -> None:
    """Each route: allowed, then with a field that it does not know."""
    call = served.call("c1")
    call.did("call_started", caller=None, dialled="100", transport="memory")
    for route in ROUTES:
        path = route.path.format(call="c1", thing="t1")
        body = {field.name: EXAMPLES[field.name] for field in route.fields if field.required}
        if route.kind == "stream":
            assert (await served.ask("GET", path))[0] == 400
            stream = await served.attach()
            assert (await stream.next())["type"] == "hello"
            continue
        options = {"json": body} if route.method == "POST" else {"params": body}
        status, answer = await served.ask(route.method, path, **options)
        expected = {"steer": 202}.get(route.kind, 200)
        if path.endswith("takeover"):
            assert (status, answer["detail"]) == (409, {"reason": "no_phone"})
        else:
            assert (status, answer.keys() >= set(route.returns)) == (expected, True), (path, answer)
        if route.kind != "state":
            wrong = {key: {**value, "nonsense": "1"} for key, value in options.items()}
            status, answer = await served.ask(route.method, path, **wrong)
            if route.fields or route.method == "POST":
                assert (status, answer["error"]) == (400, "bad_request"), path
    assert len(served.steering.orders) == sum(route.kind == "steer" for route in ROUTES) - 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "not_found"),
        ("POST", "/things", None, 404, "not_found"),
        ("GET", "/things/none", None, 404, "not_found"),
        ("GET", f"/things/{'x' * 65}", None, 404, "not_found"),
        ("POST", "/things/t1/note", b'{"text": "not now"}', 409, "conflict"),
        ("POST", "/things/t1/note", b"[", 400, "bad_request"),
        ("POST", "/things/t1/note", b" " * 70_000, 413, "too_large"),
        ("POST", "/calls/nobody/hang_up", b"", 404, "not_found"),
    ],
)
async def test_what_cannot_be_done_is_told_by_a_code(
    served: Served, method: str, path: str, body: bytes | None, status: int, code: str
) -> None:
    found, answer = await served.ask(method, path, data=body)
    assert (found, answer["error"]) == (status, code)
    assert answer["message"]


async def test_rights_are_taken_from_the_configuration_in_force() -> None:
    async with serving(stranger=Stranger()) as served:
        site = configuration("control: {group_rights: [watch]}\n")
        status, answer = await served.ask("GET", "/state")
        assert (status, answer["error"]) == (403, "no_right")
        await served.api.use(site)
        status, answer = await served.ask("GET", "/state")
        assert (status, answer["operator"]["rights"]) == (200, ["watch"])
        for route in ROUTES:
            if route.right != "watch":
                path = route.path.format(call="c1", thing="t1")
                status, answer = await served.ask(route.method, path)
                assert (status, answer["detail"]) == (403, {"right": route.right}), path
        refused = [line for line in await served.audited() if line[1] == "refused"]
        assert len(refused) > 10
        assert refused[0][2] == "GET /v1/state"


async def test_steering_is_put_on_record_with_its_outcome(served: Served) -> None:
    call = served.call("c1")
    status, answer = await served.ask(
        "POST", "/calls/c1/hint", json={"text": "Frau Maier ist krank"}
    )
    assert status == 202
    [(name, verb, body, order)] = served.steering.orders
    assert (name, verb, body, order) == (
        "c1",
        "hint",
        {"text": "Frau Maier ist krank"},
        answer["order"],
    )
    call.did("operator_did", operator="root", verb="hint", outcome="done", order=order)
    await served.ask("POST", "/calls/c1/takeover")
    lines = [(verb, entry, after) for _, verb, entry, after in await served.audited()]
    assert lines == [
        ("steer.hint", "c1", "requested"),
        ("steer.hint", "c1", "done"),
        ("steer.takeover", "c1", "refused: conflict"),
    ]
    call.did("call_ended", reason="farewell", turns=1)
    assert (await served.ask("POST", "/calls/c1/hint", json={"text": "x"}))[0] == 404


async def test_a_client_gets_a_snapshot_and_then_what_happens(served: Served) -> None:
    call = served.call("c1")
    call.did("call_started", caller=None, dialled="100", transport="memory")
    call.did("partial", turn=1, text="ich hätte")
    stream = await served.attach()
    hello = await stream.next()
    assert (hello["type"], hello["version"], hello["operator"]["key"]) == ("hello", 1, name())
    snapshot = await stream.snapshot()
    assert [event["kind"] for event in snapshot["c1"]] == ["call_started", "partial"]
    call.did("heard", turn=1, text="ich hätte gern [bold]einen[/] Termin")
    event = (await stream.next("event"))["event"]
    assert (event["kind"], event["seq"], event["text"]) == (
        "heard",
        2,
        "ich hätte gern [bold]einen[/] Termin",
    )
    later = await served.attach()
    assert [event["kind"] for event in (await later.snapshot())["c1"]] == ["call_started", "heard"]
    call.did("call_ended", reason="farewell", turns=1)
    assert (await stream.next("event"))["event"]["kind"] == "call_ended"
    assert await (await served.attach()).snapshot() == {}


def name() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


async def test_operators_see_their_businesses_only_and_lose_what_is_taken_from_them() -> None:
    own = "operators: {a: {user: stranger, businesses: [friseur]}}\n"
    async with serving(own, Stranger("stranger")) as served:
        theirs, other = served.call("c1"), served.call("c2", "handwerk")
        stream = await served.attach("?log=1")
        assert (await stream.next())["operator"]["businesses"] == ["friseur"]
        assert list(await stream.snapshot()) == ["c1"]
        other.did("dtmf", digit="1")
        served.ring(None, "", {"event": "no admin", "level": "info"})
        theirs.did("dtmf", digit="2")
        assert (await stream.next("event"))["event"]["digit"] == "2"
        assert (await served.ask("POST", "/calls/c2/hang_up"))[0] == 404
        wider = "operators: {a: {user: stranger, businesses: [friseur, handwerk]}}\n"
        await served.api.use(configuration(wider))
        assert (await stream.next("hello"))["operator"]["businesses"] == ["friseur", "handwerk"]
        assert list(await stream.snapshot()) == ["c1", "c2"]
        await served.api.use(configuration())
        while (message := await stream.socket.receive()).type is aiohttp.WSMsgType.TEXT:
            assert '"log"' not in message.data
        assert stream.socket.close_code == 4403


async def test_levels_go_to_those_who_draw_them(served: Served) -> None:
    call, quiet = served.call("c1"), served.call("c2")
    stream, all_levels = await served.attach(), await served.attach("?levels=1")
    await stream.snapshot()
    await all_levels.snapshot()
    await stream.socket.send_json({"watch": ["c1"]})
    while "c1" not in served.hub.clients[0].watched:  # noqa: ASYNC110  # nothing announces it
        await asyncio.sleep(0.01)
    assert (served.hub.levels_wanted("c1"), served.hub.levels_wanted("c2")) == (True, True)
    call.did("level", caller_dbfs=-30.04, assistant_dbfs=-60.0)
    quiet.did("level", caller_dbfs=-70.0, assistant_dbfs=-20.0)
    assert (await stream.next("levels"))["levels"] == {"c1": [-30.0, -60.0]}
    assert len((await all_levels.next("levels"))["levels"]) == 2


async def test_a_booking_by_another_process_is_seen_once(served: Served) -> None:
    call = served.call("c1")
    stream = await served.attach()
    await stream.snapshot()
    # What the journal holds already was published when it happened.
    call.did("message_taken", message="m1", callback=True)
    await asyncio.sleep(0)
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from storage import journal; from storage.audit import By, record\n"
        "from storage.database import connect, immediate; from storage.events import BookingChanged, MessageTaken\n"
        "db = connect(Path(sys.argv[1])); at = '2026-03-04T09:00:00.000Z'\n"
        "with immediate(db):\n"
        "    told = MessageTaken(seq=1, at=at, business='friseur', call='c1', message='m1', callback=True)\n"
        "    made = BookingChanged(seq=0, at=at, business='friseur', call='', booking='b1', status='confirmed')\n"
        "    journal.append(db, [told, made])\n"
        "    record(db, By('operator:ben'), 'book', business='friseur', entry='b1', now=datetime.now(UTC))\n"
    )
    command = [sys.executable, "-c", script, str(served.store.path)]
    await asyncio.to_thread(subprocess.run, command, check=True, cwd=Path(__file__).parents[3])
    kinds = [(await stream.next("event"))["event"] for _ in range(2)]
    assert [event["kind"] for event in kinds] == ["message_taken", "booking_changed"]
    entry = await stream.next("entry")
    assert (entry["entry"], entry["verb"], entry["who"]) == ("b1", "book", "operator:ben")


async def test_a_client_says_which_calls_it_draws_and_nothing_else(served: Served) -> None:
    for wrong in ("x", "[" * 1000, '{"watch": 1}', '{"watch": [1]}', '{"say": []}', "{}"):
        stream = await served.attach()
        await stream.socket.send_str(wrong)
        while (await stream.socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert stream.socket.close_code == 1008


async def test_the_log_is_for_those_who_look_after_the_machine(served: Served) -> None:
    stream = await served.attach("?log=1")
    await stream.snapshot()
    for level in ("info", "warning"):
        served.ring(
            None,
            "",
            {
                "event": f"a {level}",
                "level": level,
                "timestamp": "t",
                "count": 2,
                "exception": "Becker",
            },
        )
    line = (await stream.next("log"))["line"]
    assert line == {"id": 1, "at": "t", "level": "info", "event": "a info", "fields": {"count": 2}}
    _, answer = await served.ask("GET", "/log", params={"level": "warning"})
    assert [line["event"] for line in answer["items"]] == ["a warning"]
    _, answer = await served.ask("GET", "/log", params={"after": "1"})
    assert ([line["id"] for line in answer["items"]], answer["next"]) == ([2], 2)


async def test_the_socket_is_for_its_account_alone(served: Served) -> None:
    assert stat.S_IMODE(served.path.stat().st_mode) in {0o600, 0o660}
    assert stat.S_IMODE(served.path.parent.stat().st_mode) in {0o700, 0o750}
