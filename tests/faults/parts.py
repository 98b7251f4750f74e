"""Faults of the parts beside the wire: the voice worker's process and the database."""

import asyncio
import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

STORED = ("appointments", "inquiries", "messages")
"""What a dialogue writes to while a caller waits."""


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text().split()]


def worker_of(pid: int) -> int:
    """The voice worker of a controller process."""
    [worker] = [
        child
        for child in children(pid)
        if b"espeak_program" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return worker


def controller_process() -> int:
    """The controller that this test process has started."""
    [controller] = [
        child
        for child in children(os.getpid())
        if b"ari_controller\0run" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return controller


async def stop_process(pid: int, for_s: float) -> None:
    """The process does nothing for so long; it may be dead before it is woken."""
    os.kill(pid, signal.SIGSTOP)
    await asyncio.sleep(for_s)
    try:
        os.kill(pid, signal.SIGCONT)
    except ProcessLookupError:
        return


def lock_database(database: Path, for_s: float) -> threading.Thread:
    """Another process's long write transaction; returns when the lock is held."""
    locked = threading.Event()

    def hold() -> None:
        connection = sqlite3.connect(database, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        locked.set()
        time.sleep(for_s)
        connection.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(5)
    return holder


def hide_tables(database: Path) -> None:
    """Whatever is written to them fails."""
    _rename(database, "{0}", "{0}_gone")


def show_tables(database: Path) -> None:
    """They are back."""
    _rename(database, "{0}_gone", "{0}")


def _rename(database: Path, before: str, after: str) -> None:
    connection = sqlite3.connect(database, timeout=10, isolation_level=None)
    connection.execute("PRAGMA legacy_alter_table = ON")
    for table in STORED:
        connection.execute(f"ALTER TABLE {before.format(table)} RENAME TO {after.format(table)}")
    connection.close()
