"""Programs that send garbage, floods, half a request or nothing disturb nobody else."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from random import Random

import pytest

from ari_controller.control import door, mailbox
from tests.ari_controller.control.served import Caller, Served, Stream, serving

pytestmark = pytest.mark.timeout(60)
HANDSHAKE = (
    b"GET /v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
ASK = b"GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /v1/things/t1/note HTTP/1.1\r\nHost: x\r\n"
WATCH = bytes([0x81, 0x80 | 12]) + bytes(4) + b'{"watch":[]}'
PING = bytes([0x89, 0x80]) + bytes(4)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as found:
        yield found


async def throw(served: Served, *parts: bytes, answered: Callable[[bytes], bool] = bool) -> bytes:
    """Sends what a hostile program sends, and gives what came back until it was cut off or answered."""
    reader, writer = await asyncio.open_unix_connection(str(served.path))
    said = b""
    with contextlib.suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        while data := await asyncio.wait_for(reader.read(65536), 10):
            said += data
            if answered(said):
                break
    writer.close()
    return said


class Witness:
    """A well-behaved client that reads a call's events, one by one."""

    def __init__(self, stream: Stream, call: Caller) -> None:
        self.stream, self.call = stream, call
        self.seen = 0

    async def sees(self, count: int = 20) -> None:
        """Events come to it in order and without a gap, whatever others do meanwhile."""
        for number in range(count):
            self.call.did("dtmf", digit=str(number % 10))
            event = (await self.stream.next("event"))["event"]
            assert event["seq"] == self.seen + 1
            self.seen += 1


async def witness(served: Served) -> Witness:
    call = served.call("c1")
    stream = await served.attach()
    await stream.snapshot()
    return Witness(stream, call)


def endless(part: bytes, times: int) -> tuple[bytes, ...]:
    """Many at once, as a program that does not wait for answers sends them."""
    return (part * 1000,) * (times // 1000)


def never(_said: bytes) -> bool:
    return False


CUT_OFF = {
    "100,000 requests at once": endless(ASK, 100_000),
    "requests in pairs": (ASK * 2,) * 1000,
    "100,000 messages at once": (HANDSHAKE, *endless(WATCH, 100_000)),
    "messages one by one": (HANDSHAKE, *(WATCH,) * 6000),
    "pings": (HANDSHAKE, *endless(PING, 100_000)),
    "a message of 64 MiB": (HANDSHAKE, bytes([0x81, 0xFF]) + (64 << 20).to_bytes(8, "big") + bytes(4), *(b"x" * 4096,) * 100),
    "garbage": tuple(Random(1).randbytes(4096) for _ in range(50)),
    "a header without end": (b"GET /v1/state HTTP/1.1\r\n", *(b"X: " + b"y" * 4000 + b"\r\n",) * 200),
}  # fmt: skip


@pytest.mark.parametrize("name", CUT_OFF)
async def test_whoever_floods_is_cut_off(served: Served, name: str) -> None:
    watching = await witness(served)
    hostile = asyncio.create_task(throw(served, *CUT_OFF[name], answered=never))
    await watching.sees()
    said = await hostile
    assert len(said) < 1_000_000
    await watching.sees()
    assert len(served.hub.clients) == len(served.streams)
    assert (await served.ask("GET", "/state"))[0] in {200, 429}


@pytest.mark.parametrize(
    ("name", "parts", "status"),
    [
        ("a large body", (POST + b"Content-Length: 100000000000\r\n\r\n", b"x" * 200_000), b"413"),
        ("a body without end", (POST + b"Transfer-Encoding: chunked\r\n\r\n", *(b"4000\r\n" + b"x" * 0x4000 + b"\r\n",) * 10), b"413"),
        ("a bomb", (POST + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",), b"400"),
        ("no HTTP", (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",), b"400"),
        ("a path of 9 KB", (b"GET /v1/" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",), b"400"),
    ],
)  # fmt: skip
async def test_what_is_too_large_or_none_at_all_is_refused(
    served: Served, name: str, parts: tuple[bytes, ...], status: bytes
) -> None:
    assert (await throw(served, *parts)).split()[1] == status


@pytest.mark.parametrize("begun", [b"", b"GET /v1/st", b"GET /v1/state HTTP/1.1\r\nHost"])
async def test_whoever_says_half_a_thing_is_cut_off(
    served: Served, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "HURRY_S", 0.1)
    watching = await witness(served)
    assert await throw(served, begun) == b""
    await watching.sees()


async def test_one_account_has_so_many_connections_and_no_more(served: Served) -> None:
    watching = await witness(served)
    open_ = [await asyncio.open_unix_connection(str(served.path)) for _ in range(40)]
    refused = 0
    for reader, _ in open_[32:]:
        refused += (await asyncio.wait_for(reader.read(100), 10)).startswith(b"HTTP/1.1 429")
    await watching.sees()
    for _, writer in open_:
        writer.close()
    assert refused == 8
    while len(served.api.door._open) > 3:  # noqa: ASYNC110  # nothing announces it
        await asyncio.sleep(0.01)
    assert (await (await served.attach()).next())["type"] == "hello"


async def test_whoever_does_not_read_costs_no_memory_and_is_told_anew(served: Served) -> None:
    watching = await witness(served)
    lazy, writer = await asyncio.open_unix_connection(str(served.path), limit=1024)
    writer.write(HANDSHAKE)
    await lazy.readuntil(b"snapshot_end")
    [behind] = [one for one in served.hub.clients if one is not served.hub.clients[0]]
    text = "x" * 1000
    for number in range(6000):
        watching.call.did("heard", turn=number, text=text)
        if number % 50 == 49:
            for _ in range(50):
                watching.seen += 1
                assert (await watching.stream.next("event"))["event"]["seq"] == watching.seen
        assert behind.mailbox.size <= mailbox.MOST_BYTES
    assert behind.mailbox.lagging
    await watching.sees()
    # It reads again: what it missed is counted, and it gets the whole call anew.
    said = b""
    while b'"snapshot_end"' not in said:
        said = said[-20_000_000:] + await asyncio.wait_for(lazy.read(1 << 20), 10)
    assert b'{"type":"lagging","dropped":' in said
    assert said.rindex(b"snapshot_call") > said.rindex(b'"type":"lagging"')
    assert f'"seq":{watching.seen}'.encode() in said
    writer.close()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
async def test_another_account_is_refused_by_the_file_and_by_the_controller(served: Served) -> None:
    """`nobody` cannot connect; where it can (the group's folder), it is known and refused."""
    script = (
        "import os, socket, sys\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "s = socket.socket(socket.AF_UNIX)\n"
        "try: s.connect(sys.argv[1])\n"
        "except PermissionError: print('no entry'); sys.exit()\n"
        "s.sendall(b'GET /v1/state HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')\n"
        "print(s.makefile().read())\n"
    )

    async def as_nobody() -> str:
        command = [sys.executable, "-c", script, str(served.path)]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert await as_nobody() == "no entry\n"
    for path in (served.path, served.path.parent, served.path.parent.parent):
        path.chmod(0o777)
    said = await as_nobody()
    assert "403" in said
    assert "the account nobody is no operator here" in said
    assert [line[:3] for line in await served.audited()] == [
        ("uid:65534", "refused", "GET /v1/state")
    ]


def test_the_same_on_the_loop_that_controllers_use() -> None:
    """uvloop's sockets and transports are others than asyncio's."""
    uvloop = pytest.importorskip("uvloop")

    async def all_of_it() -> tuple[bool, int]:
        async with serving() as served:
            await test_whoever_floods_is_cut_off(served, "requests in pairs")
            await test_whoever_floods_is_cut_off(served, "messages one by one")
            loop = asyncio.get_running_loop()
            return isinstance(loop, uvloop.Loop), len(served.streams)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        # Both witnesses are still attached after both floods.
        assert runner.run(all_of_it()) == (True, 2)
