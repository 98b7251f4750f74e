"""Where a lab listens: fixed ports for a person, free ones where several labs run side by side."""

import os
import random
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ari_controller.lab.errors import StartError

HOST: Final = "127.0.0.1"
CALLERS: Final = "127.0.0.2/31"
"""Addresses from which the lab takes calls without a password."""

_RTP_PORTS: Final = 400
"""Two a leg: a hundred calls with one RTP leg each, and room."""
_RTP_LOWEST, _RTP_HIGHEST = 10_000, 32_000
"""Below the range from which Linux hands out ephemeral ports (from 32768)."""


@dataclass(frozen=True)
class LabPorts:
    """The ports of one lab; RTP takes `rtp_first` to `rtp_last`, both included."""

    sip: int = 5070
    http: int = 8188
    rtp_first: int = 21_000
    rtp_last: int = 21_999

    @classmethod
    def free(cls) -> "LabPorts":
        """Ports that nothing listens on at this moment.

        Raises:
            StartError: there is no free block of RTP ports.
        """
        chooser = random.SystemRandom()
        for _ in range(50):
            first = chooser.randrange(_RTP_LOWEST, _RTP_HIGHEST - _RTP_PORTS, 2)
            ports = cls(
                sip=_any_port(socket.SOCK_DGRAM),
                http=_any_port(socket.SOCK_STREAM),
                rtp_first=first,
                rtp_last=first + _RTP_PORTS - 1,
            )
            if ports.are_free():
                return ports
        raise StartError("no free block of UDP ports between 10000 and 32000 on 127.0.0.1")

    def are_free(self) -> bool:
        """True when nothing is bound to the SIP and HTTP ports, nor to any RTP port probed."""
        probed = range(self.rtp_first, self.rtp_last + 1, 20)
        return (
            _is_free(self.sip, socket.SOCK_DGRAM)
            and _is_free(self.http, socket.SOCK_STREAM)
            and all(_is_free(port, socket.SOCK_DGRAM) for port in probed)
        )


@dataclass(frozen=True)
class LabAddresses:
    """What a controller and a caller need to reach a running lab."""

    sip: tuple[str, int]
    ari_url: str
    ari_user: str
    ari_password_file: Path
    ari_app: str
    desk_user: str
    """The SIP account that logs in with a password, from any address."""
    desk_password_file: Path
    callers: tuple[str, ...]
    """Local addresses from which a phone may call without a password."""
    run: Path
    """The lab's own folder: configuration, logs, control socket."""


def short_run_folder(wanted: Path) -> Path:
    """`wanted`, or a folder below /tmp when Asterisk's control socket would not fit (unix(7): 108 bytes)."""
    if len(os.fsencode(wanted / "run" / "asterisk.ctl")) < 100:
        return wanted
    digest = f"{_hash_of(str(wanted)):012x}"
    return Path("/tmp") / f"vorzimmer-lab-{os.getuid()}-{digest}"  # noqa: S108  # made 0700, checked


def _hash_of(text: str) -> int:
    """48 bits of FNV-1a: the same in each process, unlike `hash`."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value >> 16


def _any_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            # As Asterisk does: a connection that is still winding down is no obstacle.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
