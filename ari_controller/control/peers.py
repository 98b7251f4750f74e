"""Who is at the other end of a Unix socket, as the kernel and the machine's lists of accounts say."""

import asyncio
import contextlib
import grp
import os
import pwd
import socket
import struct
from dataclasses import dataclass, field
from typing import Protocol

from ari_controller.control.rights import Machine, Peer

_SO_PEERGROUPS = 59
"""Linux's socket(7); Python does not name it."""
_CREDENTIALS = struct.Struct("3i")
_MOST = 1024
"""Bytes that Python lets an option have: 256 groups."""
FRESH_S = 60.0


class HasOptions(Protocol):
    """A socket, or what a transport gives for one."""

    def getsockopt(self, level: int, option: int, size: int, /) -> bytes:
        """The option's bytes."""
        ...


def peer_of(connected: HasOptions) -> Peer:
    """The credentials that the other process had when it connected.

    Raises:
        OSError: the socket is closed already.
    """
    found = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, gid = _CREDENTIALS.unpack(found)
    groups = b""
    # More groups than fit count as none: somebody with so many is listed as an operator.
    with contextlib.suppress(OSError):
        groups = connected.getsockopt(socket.SOL_SOCKET, _SO_PEERGROUPS, _MOST)
    return Peer(uid, gid, frozenset(struct.unpack(f"{len(groups) // 4}I", groups)))


@dataclass
class Accounts:
    """The machine's accounts and groups: they may be asked of a server in the network, so never on the loop."""

    _names: dict[int, tuple[float, str | None]] = field(default_factory=dict)
    _group: tuple[str, float, int | None] = ("", 0.0, None)

    async def machine(self, uid: int, group: str) -> Machine:
        """What is known of an account and a group; at most a minute old."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        known = self._names.get(uid)
        if known is None or now - known[0] > FRESH_S:
            known = now, await loop.run_in_executor(None, account_name, uid)
            self._names[uid] = known
        if self._group[0] != group or now - self._group[1] > FRESH_S:
            self._group = group, now, await loop.run_in_executor(None, group_id, group)
        names = {uid: known[1]} if known[1] is not None else {}
        return Machine(os.getuid(), names, self._group[2])

    def forget(self) -> None:
        """Looks everything up anew: somebody has changed something."""
        self._names.clear()
        self._group = ("", 0.0, None)


def account_name(uid: int) -> str | None:
    """The name of an account; None where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def group_id(name: str) -> int | None:
    """The number of a group; None where there is none of that name."""
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        return None
