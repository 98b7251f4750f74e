"""The operators' terminal over a real pseudo-terminal: first paint, key to paint, what it costs with calls and without."""

import argparse
import asyncio
import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from aiohttp import web

from storage.times import stamp

EMPTY_APP = "from textual.app import App\nfrom textual.widgets import Static\nclass Empty(App):\n    def compose(self):\n        yield Static('bereit-leer')\nEmpty().run()\n"
COLUMNS, ROWS = 120, 40
OPERATOR = {
    "key": "mk",
    "name": "mk",
    "rights": ["watch", "steer"],
    "businesses": None,
    "phone": True,
}


@dataclass
class Terminal:
    """A program behind a pseudo-terminal."""

    process: subprocess.Popen[bytes]
    master: int
    started: float

    def read_until(self, needle: bytes, limit_s: float = 20.0) -> float:
        """Seconds since the start until these bytes were painted.

        Raises:
            TimeoutError: they did not come.
        """
        seen = b""
        while time.perf_counter() - self.started < limit_s:
            ready, _, _ = select.select([self.master], [], [], 0.05)
            if ready:
                seen = (seen + os.read(self.master, 65536))[-400_000:]
                if needle in seen:
                    return time.perf_counter() - self.started
        raise TimeoutError(f"{needle!r} was not painted")

    def drain(self, seconds: float) -> None:
        """Reads what is painted for a while, as a terminal does."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if select.select([self.master], [], [], left)[0]:
                os.read(self.master, 65536)

    def key_to_paint(self, key: bytes) -> float:
        """Seconds from a key to the first bytes after it."""
        self.drain(0.3)
        began = time.perf_counter()
        os.write(self.master, key)
        select.select([self.master], [], [], 2.0)
        took = time.perf_counter() - began
        self.drain(0.1)
        return took

    def cpu_s(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def share(self, seconds: float) -> float:
        """Share of one core over a while."""
        before, began = self.cpu_s(), time.perf_counter()
        self.drain(seconds)
        return (self.cpu_s() - before) / (time.perf_counter() - began)


@contextlib.contextmanager
def terminal(command: list[str], home: Path) -> Iterator[Terminal]:
    """Starts a program on a terminal of 120×40."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    where = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    where |= {"XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home), "PYTHONUTF8": "1"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=where, start_new_session=True
    )
    os.close(slave)
    try:
        yield Terminal(process, master, started)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(master)


def _encoded(number: int, seq: int, kind: str, **body: object) -> dict[str, object]:
    at = stamp(datetime.now(UTC))
    return {
        "kind": kind,
        "seq": seq,
        "at": at,
        "business": "friseur",
        "call": f"C{number:04}",
        **body,
    }


class Controller:
    """A control socket that tells of so many calls, each of which says something every half second."""

    def __init__(self, calls: int) -> None:
        self.calls = calls

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        """The stream: a snapshot, then words so far of every call twice a second."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        state = {
            "lines": {"used": self.calls, "most": 50},
            "parts": [],
            "answer_ms": {"p95": 900.0},
        }
        await socket.send_json({"type": "hello", "version": 1, "node": "x", "operator": OPERATOR})
        await socket.send_json({"type": "snapshot_begin", "cursor": "1", "state": state})
        began = stamp(datetime.now(UTC) - timedelta(seconds=20))
        for number in range(self.calls):
            first = _encoded(
                number, 1, "call_started", caller=f"+49151{number:07}", dialled="1", transport="rtp"
            )
            talk = _encoded(number, 2, "state_changed", before="ringing", after="listening")
            message = {
                "type": "snapshot_call",
                "call": f"C{number:04}",
                "events": [{**first, "at": began}, talk],
            }
            await socket.send_json(message)
        await socket.send_json({"type": "snapshot_end"})
        said = 0
        while not socket.closed:
            await asyncio.sleep(0.5)
            said += 1
            for number in range(self.calls):
                event = _encoded(
                    number, 2, "partial", turn=said // 8 + 1, text=f"ich möchte gern {said}"
                )
                await socket.send_json({"type": "event", "event": event})
        return socket

    async def answer(self, request: web.Request) -> web.Response:
        """Every list is empty."""
        del request
        return web.json_response({"items": [], "next": None, "total": 0})


def serve(path: str, calls: int) -> None:
    """Runs such a controller until it is stopped."""
    controller, app = Controller(calls), web.Application()
    app.router.add_get("/v1/stream", controller.stream)
    app.router.add_get("/v1/{rest:.*}", controller.answer)
    web.run_app(app, path=path, print=None, handle_signals=False)


@contextlib.contextmanager
def controller(calls: int, home: Path) -> Iterator[Path]:
    """A control socket in a process of its own."""
    path = home / f"control-{calls}.sock"
    code = f"from benchmarks.terminal import serve; serve({str(path)!r}, {calls})"
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        while not path.exists():
            time.sleep(0.05)
        yield path
    finally:
        process.kill()
        process.wait()


def desk(socket: Path) -> list[str]:
    return [sys.executable, "-m", "tui", "--socket", str(socket)]


def measure(rounds: int, seconds: float, home: Path) -> dict[str, float]:
    """Medians; interleaved, so that a busy machine slows both down alike."""
    empty, first = [], []
    for _ in range(rounds):
        with terminal([sys.executable, "-c", EMPTY_APP], home) as one:
            empty.append(one.read_until(b"bereit-leer"))
        with terminal(desk(home / "nobody.sock"), home) as one:
            first.append(one.read_until(b"Verlauf"))
    keys: list[float] = []
    with controller(20, home) as socket, terminal(desk(socket), home) as one:
        one.read_until(b"verbunden")
        one.drain(2.0)
        for _ in range(20):
            keys += [one.key_to_paint(b"j"), one.key_to_paint(b"k")]
        busy = one.share(seconds)
    with controller(0, home) as socket, terminal(desk(socket), home) as one:
        one.read_until(b"verbunden")
        one.drain(2.0)
        idle = one.share(seconds)
    return {
        "empty_app_first_paint_ms": median(empty) * 1000,
        "first_paint_ms": median(first) * 1000,
        "first_paint_ratio": median(first) / median(empty),
        "key_to_paint_p50_ms": median(keys) * 1000,
        "key_to_paint_p95_ms": quantiles(keys, n=20)[-1] * 1000,
        "twenty_calls_core_percent": busy * 100,
        "idle_core_percent": idle * 100,
    }


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks terminal")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--out", type=Path, default=Path("terminal.json"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        figures = measure(options.rounds, options.seconds, Path(home))
    for name, value in figures.items():
        print(f"{name:<28} {value:8.2f}")
    options.out.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
