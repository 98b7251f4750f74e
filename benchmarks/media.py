"""How many calls' media one event loop carries: receive, continuous send, timeline; no recogniser and no Asterisk.

    python -m benchmarks media [rtp|audiosocket|websocket ...] [--calls 10,50,100,200] [--runs 5] [--loop asyncio|uvloop]

The far side is a process of its own on loopback that sends each call a frame every 20 ms and counts what comes
back. Lateness is our audio clock's (RTP, AudioSocket), or a timer's of 20 ms on the same loop (WebSocket, where
Asterisk paces).
"""

import argparse
import asyncio
import json
import os
import resource
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from voice.audio.rtp import Packet
from voice.media.audiosocket import AudioSocketServer, AudioSocketTransport
from voice.media.audiosocket_frames import AUDIO_16K, IDENTITY, Reader, frame
from voice.media.rtp import RtpTransport
from voice.media.ticker import Ticker
from voice.media.transport import FRAME_BYTES, Transport
from voice.media.websocket import WebSocketTransport

FRAME_S = 0.02
SETTLE_S, MEASURE_S = 2.0, 10.0
SPEECH = bytes(range(256)) * (FRAME_BYTES // 256) + bytes(FRAME_BYTES % 256)
START = "MEDIA_START connection_id:bench channel:bench channel_id:bench format:slin16 optimal_frame_size:640 ptime:20"


@dataclass(frozen=True)
class Row:
    """One run."""

    transport: str
    calls: int
    late_p50_ms: float
    late_p99_ms: float
    skipped: int
    lost_by_us: int
    cpu_percent_a_call: float
    memory_mb_a_call: float


# --- the far side ---------------------------------------------------------------------------------


class Count:
    """What a call of the far side has got."""

    def __init__(self) -> None:
        self.frames = self.missing = 0
        self.last: int | None = None

    def packet(self, sequence: int) -> None:
        self.frames += 1
        if self.last is not None:
            self.missing += (sequence - self.last - 1) & 0xFFFF
        self.last = sequence


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, count: Count) -> None:
        self.count = count

    def datagram_received(self, data: bytes, _addr: object) -> None:
        self.count.packet(int.from_bytes(data[2:4], "big"))


class Stream(asyncio.Protocol):
    def __init__(self, count: Count) -> None:
        self.count, self.reader = count, Reader()

    def data_received(self, data: bytes) -> None:
        self.count.frames += sum(1 for kind, _ in self.reader.take(data) if kind == AUDIO_16K)


Send = Callable[[int], Awaitable[None]]


async def rtp_side(counts: Sequence[Count], addresses: Sequence[str], pipe: Connection) -> Send:
    loop, sockets = asyncio.get_running_loop(), list[asyncio.DatagramTransport]()
    for count, address in zip(counts, addresses, strict=True):
        host, _, port = address.rpartition(":")
        socket, _ = await loop.create_datagram_endpoint(
            partial(Datagrams, count), local_addr=("127.0.0.1", 0), remote_addr=(host, int(port))
        )
        sockets.append(socket)
    pipe.send([socket.get_extra_info("sockname")[1] for socket in sockets])
    await asyncio.to_thread(pipe.recv)

    async def send(sequence: int) -> None:
        packet = Packet(
            0, sequence & 0xFFFF, sequence * 160 & 0xFFFFFFFF, 1, bytes(160)
        ).serialize()
        for one in sockets:
            one.sendto(packet)

    return send


async def audiosocket_side(
    counts: Sequence[Count], addresses: Sequence[str], pipe: Connection
) -> Send:
    loop, sockets = asyncio.get_running_loop(), list[asyncio.Transport]()
    for number, (count, address) in enumerate(zip(counts, addresses, strict=True), 1):
        host, _, port = address.rpartition(":")
        socket, _ = await loop.create_connection(partial(Stream, count), host, int(port))
        socket.write(frame(IDENTITY, UUID(int=number).bytes))
        sockets.append(socket)
    pipe.send(None)
    wire = frame(AUDIO_16K, SPEECH)

    async def send(_sequence: int) -> None:
        for one in sockets:
            one.write(wire)

    return send


async def websocket_side(
    counts: Sequence[Count], _addresses: Sequence[str], pipe: Connection
) -> Send:
    sockets = list[ServerConnection]()

    async def serve_one(socket: ServerConnection) -> None:
        count = counts[len(sockets)]
        sockets.append(socket)
        await socket.send(START)
        async for message in socket:
            count.frames += isinstance(message, bytes)

    server = await serve(
        serve_one, "127.0.0.1", 0, compression=None, subprotocols=[Subprotocol("media")]
    )
    pipe.send(next(iter(server.sockets)).getsockname()[1])
    await asyncio.to_thread(pipe.recv)

    async def send(_sequence: int) -> None:
        for one in sockets:
            await one.send(SPEECH)

    return send


async def far_side(transport: str, addresses: Sequence[str], pipe: Connection) -> None:
    """Connects (or offers as many connections), sends until it is told to end, and reports its counts."""
    counts = [Count() for _ in addresses]
    side = {"rtp": rtp_side, "audiosocket": audiosocket_side, "websocket": websocket_side}[
        transport
    ]
    send = await side(counts, addresses, pipe)
    loop = asyncio.get_running_loop()
    sequence, due = 0, loop.time()
    while not pipe.poll():
        await send(sequence)
        sequence += 1
        due += FRAME_S
        await asyncio.sleep(max(0.0, due - loop.time()))
    pipe.send((sum(count.frames for count in counts), sum(count.missing for count in counts)))
    os._exit(0)  # no goodbyes: they are not what is measured


def peer(transport: str, addresses: Sequence[str], pipe: Connection) -> None:
    asyncio.run(far_side(transport, addresses, pipe))


# --- our side -------------------------------------------------------------------------------------


async def connected(
    transport: str, calls: int, ticker: Ticker, pipe: Connection, start: "Start"
) -> list[Transport]:
    if transport == "rtp":
        rtp = [
            await RtpTransport.open("127.0.0.1", ticker, "ulaw", Random(number))
            for number in range(calls)
        ]
        start([one.address for one in rtp])
        for one, port in zip(rtp, await asyncio.to_thread(pipe.recv), strict=True):
            one.connect(("127.0.0.1", port))
        pipe.send(None)
        return list(rtp)
    if transport == "audiosocket":
        server = AudioSocketServer()
        await server.open("127.0.0.1")
        sockets = [AudioSocketTransport(ticker) for _ in range(calls)]
        for number, leg in enumerate(sockets, 1):
            server.expect(UUID(int=number), leg)
        start([server.address] * calls)
        for leg in sockets:
            await leg.wait_connected()
        await asyncio.to_thread(pipe.recv)
        return list(sockets)
    start([""] * calls)
    port = await asyncio.to_thread(pipe.recv)
    webs = [
        await WebSocketTransport.connect(f"ws://127.0.0.1:{port}/media/x") for _ in range(calls)
    ]
    pipe.send(None)
    return list(webs)


class Start:
    """Starts the far side once the addresses are known."""

    def __init__(self, transport: str, theirs: Connection) -> None:
        self._transport, self._theirs = transport, theirs

    def __call__(self, addresses: Sequence[str]) -> None:
        self.process = get_context("spawn").Process(
            target=peer, args=(self._transport, addresses, self._theirs)
        )
        self.process.start()


async def talk(media: Transport) -> None:
    """As our mouth does: a frame each 20 ms, four ahead."""
    loop = asyncio.get_running_loop()
    due = loop.time() - 4 * FRAME_S
    while True:
        await media.send(SPEECH)
        due += FRAME_S
        await asyncio.sleep(max(0.0, due - loop.time()))


async def listen(media: Transport) -> None:
    async for _ in media.frames():
        pass


async def probe(late: list[float]) -> None:
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        due += FRAME_S
        await asyncio.sleep(max(0.0, due - loop.time()))
        late.append((loop.time() - due) * 1000)


def memory_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


async def measured(transport: str, calls: int) -> Row:
    ours, theirs = get_context("spawn").Pipe()
    ticker, late, before = Ticker(), list[float](), memory_mb()
    start = Start(transport, theirs)
    legs = await connected(transport, calls, ticker, ours, start)
    tasks = [asyncio.create_task(job(leg)) for leg in legs for job in (talk, listen)]
    await asyncio.sleep(SETTLE_S)
    ticker.lateness_s.clear()
    skipped = ticker.skipped
    tasks.append(asyncio.create_task(probe(late)))
    cpu, began = resource.getrusage(resource.RUSAGE_SELF), perf_counter()
    await asyncio.sleep(MEASURE_S)
    spent, now = perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    if transport != "websocket":
        late = [1000 * value for value in ticker.lateness_s]
    grown = memory_mb() - before
    ours.send("end")
    _, missing = await asyncio.to_thread(ours.recv)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for leg in legs:
        await leg.close()
    await asyncio.to_thread(start.process.join)
    used = (now.ru_utime + now.ru_stime - cpu.ru_utime - cpu.ru_stime) / spent
    late.sort()
    return Row(
        transport, calls, round(median(late), 2), round(late[int(0.99 * len(late))], 2), ticker.skipped - skipped,
        missing, round(100 * used / calls, 3), round(grown / calls, 3),
    )  # fmt: skip


def run(transport: str, calls: int, loop: str) -> Row:
    """In a process of its own, so that memory is that of these calls alone."""
    if loop == "uvloop":
        import uvloop  # noqa: PLC0415

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(measured(transport, calls))
    return asyncio.run(measured(transport, calls))


def child(transport: str, calls: int, loop: str, pipe: Connection) -> None:
    pipe.send(run(transport, calls, loop))


def main(arguments: list[str]) -> None:
    """Prints a row for each number of calls: the median of the runs by their p99; JSON goes to build/."""
    parser = argparse.ArgumentParser(prog="benchmarks media")
    parser.add_argument("transports", nargs="*", default=["rtp", "audiosocket", "websocket"])
    parser.add_argument("--calls", default="10,50,100,200")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--loop",
        choices=["asyncio", "uvloop"],
        default="uvloop" if find_spec("uvloop") else "asyncio",
    )
    options = parser.parse_args(arguments)
    rows = []
    print(
        f"{options.loop}, {os.cpu_count()} cores, median of {options.runs} runs of {MEASURE_S:.0f} s"
    )
    print(
        f"{'transport':12} {'calls':>5} {'late p50':>9} {'p99':>8} {'skipped':>8} {'lost':>5} {'CPU a call':>11} {'MB a call':>10}"
    )
    for transport in options.transports:
        for calls in (int(part) for part in options.calls.split(",")):
            runs = []
            for _ in range(options.runs):
                ours, theirs = get_context("spawn").Pipe()
                process = get_context("spawn").Process(
                    target=child, args=(transport, calls, options.loop, theirs)
                )
                process.start()
                runs.append(ours.recv())
                process.join()
            row = sorted(runs, key=lambda one: one.late_p99_ms)[len(runs) // 2]
            rows.append(row)
            print(
                f"{row.transport:12} {row.calls:5} {row.late_p50_ms:6.2f} ms {row.late_p99_ms:5.2f} ms {row.skipped:8} {row.lost_by_us:5}"
                f" {row.cpu_percent_a_call:9.3f} % {row.memory_mb_a_call:10.3f}",
                flush=True,
            )
    out = Path("build")
    out.mkdir(exist_ok=True)
    result = {"loop": options.loop, "cores": os.cpu_count(), "rows": [asdict(row) for row in rows]}
    (out / "benchmark-media.json").write_text(json.dumps(result, indent=2) + "\n")
