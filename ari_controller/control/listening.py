"""The control socket as a file: made where nobody listens any more, never stolen, never wider than it should be."""

import contextlib
import errno
import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from config.runtime import too_long

log = structlog.get_logger(__name__)
_WAITING = 64
"""Connections that the kernel holds for us."""


class SocketUnusableError(Exception):
    """The control socket cannot be opened; the sentence says why and what to do."""


@dataclass(frozen=True)
class Listening:
    """A socket that listens, and the file that leads to it."""

    socket: socket.socket
    path: Path
    born: tuple[int, int]
    """Its inode and when it was made: a number alone is soon given to another file."""

    def remove(self) -> None:
        """Takes the file away, unless somebody else's is there by now."""
        with contextlib.suppress(OSError):
            if _born(self.path) == self.born:
                self.path.unlink()


def _born(path: Path) -> tuple[int, int]:
    found = path.lstat()
    return found.st_ino, found.st_mtime_ns


def listen(path: Path, group: int | None) -> Listening:
    """Opens the socket for the own account, and for a group where there is one. Blocks.

    Raises:
        SocketUnusableError: the path is too long, another controller listens there, or its folder is not ours.
    """
    if problem := too_long(path):
        raise SocketUnusableError(problem)
    try:
        _make_folder(path.parent, group)
        with _alone(path):
            _clear(path)
            return _bound(path, group)
    except OSError as error:
        raise SocketUnusableError(
            f"{path}: {error.strerror}; check its folder's rights, or name another place with `control.socket`"
        ) from error


def _make_folder(folder: Path, group: int | None) -> None:
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    if group is not None and _give(folder, group):
        folder.chmod(0o750)


def _give(path: Path, group: int) -> bool:
    """Gives a file to a group; False (a warning) where we are not in that group."""
    try:
        os.chown(path, -1, group)
    except PermissionError:
        log.warning("the control group was not given its file", path=str(path), group=group)
        return False
    return True


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two that start at once do not both find the socket deserted."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear(path: Path) -> None:
    """Takes a socket away to which nobody listens any more.

    Raises:
        SocketUnusableError: somebody does, or something else is there.
    """
    try:
        there = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(there.st_mode):
        raise SocketUnusableError(f"{path} is no socket: remove it, or name another place")
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(0)
        failed = probe.connect_ex(bytes(path))
    if failed != errno.ECONNREFUSED:
        raise SocketUnusableError(
            f"another controller serves here: {path}; stop it, or give this one a `control.socket` of its own"
        )
    path.unlink()


def _bound(path: Path, group: int | None) -> Listening:
    ours = socket.socket(socket.AF_UNIX)
    try:
        # The file gets the mode that the socket has before it is bound: no instant in which it is wider.
        os.fchmod(ours.fileno(), 0o600)
        ours.bind(bytes(path))
        if group is not None and _give(path, group):
            path.chmod(0o660)
        ours.settimeout(0)
        ours.listen(_WAITING)
        return Listening(ours, path, _born(path))
    except OSError:
        ours.close()
        raise
