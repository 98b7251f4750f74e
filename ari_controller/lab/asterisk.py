"""The lab: a private Asterisk on 127.0.0.x, started and stopped without root.

Everything here blocks for up to a few seconds; asyncio code calls it through a thread.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

from ari_controller.lab.addresses import (
    CALLERS,
    HOST,
    LabAddresses,
    LabPorts,
    short_run_folder,
)
from ari_controller.lab.errors import LabError, StartError
from ari_controller.lab.lock import only_one
from ari_controller.lab.packages import Progress, Tree, unpack, unpacked
from ari_controller.lab.rendering import render_configuration

ARI_USER: Final = "vorzimmer"
ARI_APP: Final = "vorzimmer"
DESK_USER: Final = "desk"

_START_LIMIT_S: Final = 20.0
"""Measured 0.2 to 0.5 s; the rest is room for a machine that is busy."""
_STOP_LIMIT_S: Final = 15.0
"""SIGTERM takes Asterisk 1 to 2 s; then SIGKILL."""
_POLL_S: Final = 0.02


@dataclass(frozen=True)
class LabStatus:
    """How the lab is at this moment."""

    version: str | None
    """None: not unpacked yet."""
    pid: int | None
    """None: not running."""
    answers: bool
    """True when its REST interface answers with the lab's password."""
    addresses: LabAddresses | None
    """None: not running."""


class Lab:
    """One private Asterisk: unpacked once per `root`, one running instance per run folder.

    Args:
        root: where the lab keeps its files (".lab" of a checkout).
        run: the instance's own folder, default `root/run`; a short one below /tmp takes its place
            when the path is too long for a Unix socket.
        tree: where the packages are unpacked, default `root/asterisk-22`.
    """

    def __init__(self, root: Path, *, run: Path | None = None, tree: Path | None = None) -> None:
        self.root = root.absolute()
        self.run = short_run_folder((run or self.root / "run").absolute())
        self.tree = (tree or self.root / "asterisk-22").absolute()
        self._child: subprocess.Popen[bytes] | None = None

    def setup(self, progress: Progress = lambda _line: None) -> Tree:
        """Unpacks Asterisk's packages unless that is done.

        Raises:
            SetupError: see `packages.unpack`.
        """
        return unpack(self.tree, progress)

    def up(
        self, ports: LabPorts | None = None, progress: Progress = lambda _line: None
    ) -> LabAddresses:
        """Starts the lab, setting it up before if need be; returns at once when it is running.

        Args:
            ports: where to listen; default: the usual ones when free, else free ones.
            progress: told one short line at each step.

        Raises:
            SetupError: Asterisk could not be fetched.
            StartError: it did not come up.
        """
        tree = self.setup(progress)
        self._make_run_folder()
        with only_one(self.run / "lock", lambda: progress("lab: waiting for another start")):
            status = self.status()
            if status.answers and status.addresses is not None:
                return status.addresses
            self._stop()
            chosen = ports or LabPorts()
            if ports is None and not chosen.are_free():
                chosen = LabPorts.free()
            entity = ":".join(f"{byte:02x}" for byte in (2, *secrets.token_bytes(5)))
            self._render(tree, chosen, entity)
            pid = self._start(tree)
            self._write_state(pid, chosen, entity)
            self._wait_until_ready(pid)
            progress(f"lab: Asterisk is up (SIP {HOST}:{chosen.sip}, ARI {HOST}:{chosen.http})")
            return self._addresses(chosen)

    def down(self) -> bool:
        """Stops the lab and waits until its process is gone; False when it was not running."""
        if not self.run.is_dir():
            return False
        with only_one(self.run / "lock", lambda: None):
            return self._stop()

    def status(self) -> LabStatus:
        """Looks at the process and asks the REST interface; never starts anything."""
        tree = unpacked(self.tree)
        version = tree.version if tree is not None else None
        state = self._state()
        pid = self._pid(state)
        if state is None or pid is None:
            return LabStatus(version, None, answers=False, addresses=None)
        ports = LabPorts(**state["ports"])
        answers = self._ping(ports) == state["entity"]
        return LabStatus(version, pid, answers, self._addresses(ports))

    def shell(self, args: Sequence[str] = ()) -> int:
        """Asterisk's own console on this terminal; with `args`, one command of it. Returns its status.

        Raises:
            LabError: the lab is not running.
        """
        if args:
            return subprocess.call(self._console("-rx", " ".join(args)))
        return subprocess.call(self._console("-r"))

    def command(self, text: str) -> str:
        """What Asterisk's console answers to one command, such as "core show channels".

        Raises:
            LabError: the lab is not running.
        """
        done = subprocess.run(
            self._console("-rx", text), capture_output=True, text=True, timeout=10, check=False
        )
        return done.stdout

    def problems(self) -> list[str]:
        """Warnings and errors that Asterisk has logged since its start."""
        with contextlib.suppress(OSError):
            lines = (self.run / "log/problems").read_text("utf-8", "replace").splitlines()
            return [line for line in lines if "ERROR[" in line or "WARNING[" in line]
        return []

    def _make_run_folder(self) -> None:
        try:
            self.run.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = self.run.stat().st_uid
        except OSError as error:
            raise StartError(
                f"cannot make the lab's folder {self.run}: {error.strerror}"
            ) from error
        if owner != os.getuid():
            raise StartError(
                f"{self.run} belongs to another user: remove it or choose another root"
            )

    def _render(self, tree: Tree, ports: LabPorts, entity: str) -> None:
        shutil.rmtree(self.run / "log", ignore_errors=True)
        for folder in ("lib", "cache", "spool/recording", "spool/tmp", "run", "log"):
            (self.run / folder).mkdir(parents=True, exist_ok=True)
        values = {
            "ROOT": str(tree.root),
            "MODULES": str(tree.modules),
            "RUN": str(self.run),
            "ENTITY": entity,
            "HOST": HOST,
            "CALLERS": CALLERS,
            "SIP_PORT": str(ports.sip),
            "HTTP_PORT": str(ports.http),
            "RTP_FIRST": str(ports.rtp_first),
            "RTP_LAST": str(ports.rtp_last),
            "ARI_USER": ARI_USER,
            "ARI_APP": ARI_APP,
            "ARI_PASSWORD": self._password("ari-password"),
            "SIP_PASSWORD": self._password("desk-password"),
        }
        render_configuration(self.run / "etc", values)

    def _password(self, name: str) -> str:
        """The lab's own random password: made once, readable by its owner only."""
        file = self.run / name
        with contextlib.suppress(FileNotFoundError):
            return file.read_text("utf-8").strip()
        file.touch(mode=0o600)
        password = secrets.token_urlsafe(24)
        file.write_text(password + "\n", encoding="utf-8")
        return password

    def _start(self, tree: Tree) -> int:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LD_")}
        with (self.run / "log/console").open("wb") as console:
            # Its own session: Ctrl-C at the demo ends the call first, then `down` ends Asterisk.
            self._child = subprocess.Popen(
                tree.command("-f", "-n", "-C", str(self._configuration)),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                cwd=self.run,
                env=environment,
                start_new_session=True,
            )
        return self._child.pid

    def _wait_until_ready(self, pid: int) -> None:
        deadline = time.monotonic() + _START_LIMIT_S
        while time.monotonic() < deadline:
            if not self._is_ours(pid):
                raise StartError(f"Asterisk ended while starting. {self._last_words()}")
            if self.status().answers:
                failed = [line for line in self.problems() if "ERROR[" in line]
                if failed:
                    self._stop()
                    raise StartError(f"Asterisk started with errors: {' | '.join(failed[-3:])}")
                return
            time.sleep(_POLL_S)
        self._stop()
        raise StartError(f"Asterisk did not answer within {_START_LIMIT_S} s. {self._last_words()}")

    def _stop(self) -> bool:
        pid = self._pid(self._state())
        if pid is None:
            return False
        for number, limit_s in ((signal.SIGTERM, _STOP_LIMIT_S), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + limit_s
            while time.monotonic() < deadline:
                if not self._is_ours(pid):
                    (self.run / "lab.json").unlink(missing_ok=True)
                    return True
                time.sleep(_POLL_S)
        raise LabError(f"the lab's Asterisk (process {pid}) does not end: end it by hand")

    def _is_ours(self, pid: int) -> bool:
        """True when `pid` runs with this lab's configuration: never another process with that id."""
        if self._child is not None and self._child.pid == pid:
            # Just after its start a process shows no arguments yet, so we ask our own child itself.
            return self._child.poll() is None
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self._configuration) in arguments  # a zombie has no arguments

    def _pid(self, state: dict[str, Any] | None) -> int | None:
        pid = state["pid"] if state is not None else None
        return pid if pid is not None and self._is_ours(pid) else None

    def _state(self) -> dict[str, Any] | None:
        try:
            state: dict[str, Any] = json.loads((self.run / "lab.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return state if {"pid", "ports", "entity"} <= state.keys() else None

    def _write_state(self, pid: int, ports: LabPorts, entity: str) -> None:
        state = {"pid": pid, "ports": asdict(ports), "entity": entity}
        temporary = self.run / "lab.json.new"
        temporary.write_text(json.dumps(state), encoding="utf-8")
        temporary.rename(self.run / "lab.json")

    def _ping(self, ports: LabPorts) -> str | None:
        """The name of the Asterisk that answers at our port with our password."""
        login = b64encode(f"{ARI_USER}:{self._password('ari-password')}".encode()).decode()
        connection = HTTPConnection(HOST, ports.http, timeout=2)
        try:
            connection.request(
                "GET", "/ari/asterisk/ping", headers={"Authorization": f"Basic {login}"}
            )
            answer = connection.getresponse()
            body = answer.read()
            return str(json.loads(body)["asterisk_id"]) if answer.status == 200 else None
        except (OSError, HTTPException, ValueError, KeyError):
            return None
        finally:
            connection.close()

    def _console(self, *args: str) -> list[str]:
        tree = unpacked(self.tree)
        if tree is None or self._pid(self._state()) is None:
            raise LabError("the lab is not running: start it with `vorzimmer lab up`")
        return tree.command("-C", str(self._configuration), *args)

    def _addresses(self, ports: LabPorts) -> LabAddresses:
        return LabAddresses(
            sip=(HOST, ports.sip),
            ari_url=f"http://{HOST}:{ports.http}",
            ari_user=ARI_USER,
            ari_password_file=self.run / "ari-password",
            ari_app=ARI_APP,
            desk_user=DESK_USER,
            desk_password_file=self.run / "desk-password",
            callers=("127.0.0.2", "127.0.0.3"),
            run=self.run,
        )

    def _last_words(self) -> str:
        lines = self.problems()
        with contextlib.suppress(OSError):
            lines += (self.run / "log/console").read_text("utf-8", "replace").splitlines()[-3:]
        return "Its last lines: " + " | ".join(lines[-4:] or ["(none)"])

    @property
    def _configuration(self) -> Path:
        return self.run / "etc/asterisk.conf"
