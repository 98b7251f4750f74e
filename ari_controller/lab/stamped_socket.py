"""A datagram socket whose packets carry the kernel's time of arrival: how late this process reads is not measured."""

import asyncio
import socket
import struct
import time
from collections.abc import Callable

_SO_TIMESTAMPNS = getattr(socket, "SO_TIMESTAMPNS", 35)
_TIMESPEC = struct.Struct("@qq")
_LARGEST = 2048
Receive = Callable[[bytes, float], None]
"""Told a datagram and when it arrived, in the loop's seconds."""


class StampedSocket:
    """One bound UDP socket on the running loop."""

    def __init__(self, host: str, receive: Receive) -> None:
        self._receive = receive
        self._loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(0)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.bind((host, 0))
        self._loop.add_reader(self._socket, self._read)

    @property
    def port(self) -> int:
        """The one that the kernel chose."""
        return int(self._socket.getsockname()[1])

    def send(self, datagram: bytes, far: tuple[str, int]) -> None:
        """Sends one; what the kernel cannot take is lost, as on any line."""
        if self._socket.fileno() >= 0:
            try:
                self._socket.sendto(datagram, far)
            except OSError:
                return

    def close(self) -> None:
        """Frees the port; safe to call twice."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def _read(self) -> None:
        while self._socket.fileno() >= 0:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(_LARGEST, 64)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                continue  # an ICMP error of an earlier packet
            self._receive(data, self._arrived_at(ancillary))

    def _arrived_at(self, ancillary: list[tuple[int, int, bytes]]) -> float:
        now = self._loop.time()
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
                seconds, nanoseconds = _TIMESPEC.unpack(data[: _TIMESPEC.size])
                return now - max(0.0, time.time() - float(seconds + nanoseconds / 1e9))
        return now
