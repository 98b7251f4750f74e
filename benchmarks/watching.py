"""Watching is free: how late the audio clock is with operators attached to the stream, and without.

    python -m benchmarks watching [--calls 50] [--clients 5] [--seconds 60] [--runs 5]

One loop carries the media of the calls (RTP, the far side is a process of its own) and does with each call's events what
the controller does: journals them into SQLite and publishes them at the control socket. Runs with and without clients
take turns, each in a process of its own. A client is a process that reads and folds each message as a terminal does and
draws the levels of one call. After that: how long until a client reads of what another process did at the desk.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, time

from ari_controller.call.journal import Journal
from ari_controller.control.api import ControlApi
from ari_controller.control.client import ControlClient, ControlClientError
from ari_controller.control.hub import Hub
from ari_controller.control.log_ring import LogRing
from ari_controller.control.vitals import Vitals
from ari_controller.controller import SWITCH_INTERVAL_S
from benchmarks.media import Start, connected, listen, talk
from config.loader import load
from config.site import Configuration
from storage import audit
from storage.calls import NewCall
from storage.database import Store, connect, immediate
from storage.desk import READS, WRITES
from storage.events import decode
from storage.ids import Ids
from storage.live.fold import apply
from storage.live.model import LiveCall
from storage.times import parse, stamp
from voice.clock import RealClock
from voice.media.ticker import Ticker

SETTLE_S = 3.0
ENTRIES = 60
SITE = 'ari: {url: "http://127.0.0.1:1", user: vorzimmer, password_file: password}\ncontrol: {socket: control.sock}\n'


@dataclass(frozen=True)
class Row:
    """One run."""

    clients: int
    late_p50_ms: float
    late_p99_ms: float
    late_most_ms: float
    skipped: int
    cpu_percent: float
    events: int
    read_by_clients: int
    lagged: int


def site(folder: Path) -> Configuration:
    (folder / "businesses").mkdir()
    (folder / "vorzimmer.yaml").write_text(SITE, "utf-8")
    (folder / "password").write_text("none\n", "utf-8")
    shipped = Path(__file__).parents[1] / "config/lab/businesses/friseur.yaml"
    (folder / "businesses/friseur.yaml").write_text(shipped.read_text("utf-8"), "utf-8")
    return load(folder, {})


# --- the clients ----------------------------------------------------------------------------------


async def attached(folder: Path, pipe: Connection) -> None:
    """Reads and folds until the controller goes."""
    calls: dict[str, LiveCall] = {}
    count = lagged = 0
    delays: list[float] = []
    client = ControlClient([folder / "control.sock"])
    with suppress(ControlClientError):
        async for message in client.messages(reconnect=False):
            count += 1
            lagged += message["type"] == "lagging"
            if message["type"] == "snapshot_end":
                pipe.send("attached")
            elif message["type"] == "event":
                apply(calls, decode(message["event"]))
            elif message["type"] == "snapshot_call":
                for event in message["events"]:
                    apply(calls, decode(event))
            elif message["type"] == "entry" and message["verb"] == "note":
                delays.append((time() - parse(message["at"]).timestamp()) * 1000)
    pipe.send((count, lagged, delays))


def client(folder: Path, pipe: Connection) -> None:
    asyncio.run(attached(folder, pipe))


class Clients:
    """Processes at the socket."""

    def __init__(self, folder: Path, count: int) -> None:
        self._pipes, self._processes = [], []
        for _ in range(count):
            ours, theirs = get_context("spawn").Pipe()
            process = get_context("spawn").Process(target=client, args=(folder, theirs))
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    async def attached(self) -> None:
        for pipe in self._pipes:
            assert await asyncio.to_thread(pipe.recv) == "attached"

    async def ended(self) -> list[tuple[int, int, list[float]]]:
        found = []
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            while (said := await asyncio.to_thread(pipe.recv)) == "attached":
                pass
            found.append(said)
            await asyncio.to_thread(process.join)
        return found


# --- the calls ------------------------------------------------------------------------------------


async def conversation(journal: Journal, random: Random) -> None:
    """A turn each five seconds: what a booking call makes, at the pace at which people speak."""
    turn, words = (
        0,
        "ich hätte gern am Freitag um halb drei einen Termin zum Haareschneiden".split(),
    )
    while True:
        turn += 1
        for number in range(1, len(words) + 1):
            journal.record("partial", turn=turn, text=" ".join(words[:number]))
            await asyncio.sleep(0.15 + random.random() * 0.1)
        text = " ".join(words)
        journal.record(
            "heard", turn=turn, text=text, confidence=0.93, spoke_ms=2400.0, since_ms=300.0
        )
        journal.record("state_changed", before="listening", after="thinking")
        journal.record(
            "slot_filled",
            turn=turn,
            slot="when",
            value="2026-03-06T14:30",
            quote="am Freitag um halb drei",
        )
        journal.record("decided", turn=turn, by="rules", reason="grammar")
        journal.record("tool_called", turn=turn, tool="slots", outcome="free", detail={"count": 3})
        journal.record("state_changed", before="thinking", after="speaking")
        journal.record(
            "turn_timed",
            turn=turn,
            slot="when",
            endpoint=310.0,
            final=330.0,
            decision=332.0,
            audible=470.0,
        )
        await asyncio.sleep(2.0)
        journal.record(
            "said",
            turn=turn,
            text="Am Freitag um 14 Uhr 30 ist Anna frei. Passt Ihnen das?",
            played_ms=2000.0,
        )
        journal.record("asked", turn=turn, slot="confirm")
        journal.record("state_changed", before="speaking", after="listening")


async def levels(hub: Hub, journals: list[Journal]) -> None:
    """Ten times a second, for those calls whose levels somebody draws."""
    while True:
        for journal in journals:
            if hub.levels_wanted(journal.call):
                journal.record("level", caller_dbfs=-32.5, assistant_dbfs=-60.0)
        await asyncio.sleep(0.1)


def started(hub: Hub, store: Store, ids: Ids, clock: RealClock, calls: int) -> Iterator[Journal]:
    for number in range(calls):
        new = NewCall(
            ids.new(),
            "friseur",
            "Europe/Berlin",
            f"+4917012345{number:02}",
            "100",
            "rtp",
            stamp(clock.now()),
        )
        journal = Journal(store, clock, "friseur", new.id, [hub.watch(new)])
        journal.start(new)
        yield journal


async def measured(calls: int, clients: int, seconds: float) -> Row:
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with TemporaryDirectory(prefix="vz") as name:
        folder, clock = Path(name), RealClock()
        known, store, hub, ids = (
            site(folder),
            Store(folder / "v.db"),
            Hub(clock.monotonic),
            Ids(clock.now),
        )
        await store.open()
        api = ControlApi(
            known, store, clock, ids, hub, Vitals(lambda: stamp(clock.now()), clock.monotonic), LogRing(),
            reads=READS, writes=WRITES, running=lambda: frozenset(journal.call for journal in journals),
        )  # fmt: skip
        await api.open(folder / "control.sock")
        ours, theirs = get_context("spawn").Pipe()
        ticker, start = Ticker(), Start("rtp", theirs)
        legs = await connected("rtp", calls, ticker, ours, start)
        journals = list(started(hub, store, ids, clock, calls))
        jobs = [asyncio.create_task(job(leg)) for leg in legs for job in (talk, listen)]
        jobs += [asyncio.create_task(journal.write()) for journal in journals]
        jobs += [
            asyncio.create_task(conversation(one, Random(number)))
            for number, one in enumerate(journals)
        ]
        jobs.append(asyncio.create_task(levels(hub, journals)))
        watching = Clients(folder, clients)
        await watching.attached()
        for number, one in enumerate(hub.clients):
            one.watched = frozenset({journals[number].call})
        await asyncio.sleep(SETTLE_S)
        ticker.lateness_s.clear()
        skipped, before, cpu, began = ticker.skipped, hub.cursor, process_time(), perf_counter()
        await asyncio.sleep(seconds)
        spent = (process_time() - cpu) / (perf_counter() - began)
        late = [ticker.late_ms(share) for share in (0.5, 0.99, 1.0)]
        skipped, events = ticker.skipped - skipped, hub.cursor - before
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await api.close()
        read = await watching.ended()
        ours.send("end")
        await asyncio.to_thread(ours.recv)
        for leg in legs:
            await leg.close()
        await store.close()
        await asyncio.to_thread(start.process.join)
    return Row(
        clients, round(late[0], 2), round(late[1], 2), round(late[2], 2), skipped, round(100 * spent, 1), events,
        sum(count for count, _, _ in read), sum(lagged for _, lagged, _ in read),
    )  # fmt: skip


async def delayed() -> list[float]:
    """How long until a client reads of what another process wrote, in ms from its time stamp; beside nothing else."""
    with TemporaryDirectory(prefix="vz") as name:
        folder, clock = Path(name), RealClock()
        known, store, hub = site(folder), Store(folder / "v.db"), Hub(clock.monotonic)
        await store.open()
        api = ControlApi(
            known, store, clock, Ids(clock.now), hub, Vitals(lambda: stamp(clock.now()), clock.monotonic), LogRing()
        )  # fmt: skip
        await api.open(folder / "control.sock")
        watching = Clients(folder, 1)
        await watching.attached()
        writer = get_context("spawn").Process(target=write_entries, args=(folder / "v.db",))
        writer.start()
        await asyncio.to_thread(writer.join)
        await asyncio.sleep(0.5)
        await api.close()
        [(_, _, delays)] = await watching.ended()
        await store.close()
        return delays


def write_entries(database: Path) -> None:
    """What `vorzimmer bookings …` leaves in the record, at moments that nobody can foresee."""
    from datetime import UTC, datetime  # noqa: PLC0415
    from time import sleep  # noqa: PLC0415

    random, db = Random(1), connect(database)
    for number in range(ENTRIES):
        sleep(0.05 + random.random() * 0.15)
        with suppress(sqlite3.Error), immediate(db):
            audit.record(
                db,
                audit.By("operator:ben"),
                "note",
                business="friseur",
                entry=f"b{number}",
                now=datetime.now(UTC),
            )
    db.close()


# --- runs -----------------------------------------------------------------------------------------


def child(calls: int, clients: int, seconds: float, pipe: Connection) -> None:
    if find_spec("uvloop"):
        import uvloop  # noqa: PLC0415

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            pipe.send(runner.run(measured(calls, clients, seconds)))
    else:
        pipe.send(asyncio.run(measured(calls, clients, seconds)))


def run(calls: int, clients: int, seconds: float) -> Row:
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=child, args=(calls, clients, seconds, theirs))
    process.start()
    row = ours.recv()
    process.join()
    assert isinstance(row, Row)
    return row


def main(arguments: list[str]) -> None:
    """Prints each run, the medians, and the delay of what others did; JSON goes to build/."""
    parser = argparse.ArgumentParser(prog="benchmarks watching")
    parser.add_argument("--calls", type=int, default=50)
    parser.add_argument("--clients", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args(arguments)
    load_before = os.getloadavg()[0]
    rows: list[Row] = []
    print(
        f"{options.calls} calls, {options.runs} runs of {options.seconds:.0f} s, {os.cpu_count()} cores, load {load_before:.1f}"
    )
    print(
        f"{'clients':>7} {'late p50':>9} {'p99':>9} {'most':>9} {'skipped':>7} {'CPU':>6} {'events':>7} {'read':>8} {'lagged':>6}"
    )
    for _ in range(options.runs):
        for clients in (0, options.clients):
            row = run(options.calls, clients, options.seconds)
            rows.append(row)
            print(
                f"{row.clients:7} {row.late_p50_ms:6.2f} ms {row.late_p99_ms:6.2f} ms {row.late_most_ms:6.2f} ms {row.skipped:7}"
                f" {row.cpu_percent:4.0f} % {row.events:7} {row.read_by_clients:8} {row.lagged:6}",
                flush=True,
            )
    without, beside = (
        median(row.late_p99_ms for row in rows if row.clients == clients)
        for clients in (0, options.clients)
    )
    delays = sorted(asyncio.run(delayed()))
    shown = {"median": median(delays), "p95": delays[int(0.95 * len(delays))], "most": delays[-1]}
    print(
        f"median p99 without clients {without:.2f} ms, with {options.clients}: {beside:.2f} ms, difference {beside - without:+.2f} ms"
    )
    print(
        "what another process did is read after "
        + ", ".join(f"{name} {value:.0f} ms" for name, value in shown.items())
    )
    out = Path("build")
    out.mkdir(exist_ok=True)
    result = {"calls": options.calls, "seconds": options.seconds, "cores": os.cpu_count(), "load_before": load_before,
              "p99_without_ms": without, "p99_with_ms": beside, "rows": [asdict(row) for row in rows],
              "delay_of_others_ms": shown, "delays": len(delays)}  # fmt: skip
    (out / "benchmark-watching.json").write_text(json.dumps(result, indent=2) + "\n")
