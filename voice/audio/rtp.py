"""RTP packets (RFC 3550) and telephone events (RFC 4733) of calls and of the lab's phone. No I/O."""

import struct
from dataclasses import dataclass

VERSION = 2
_HEADER = struct.Struct("!BBHII")
EVENTS = {**{str(digit): digit for digit in range(10)}, "*": 10, "#": 11}
EVENT_PAYLOAD = 101


class RtpSyntaxError(ValueError):
    """A datagram that is no RTP packet; drop it."""


@dataclass(frozen=True)
class Packet:
    """One packet."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False

    def serialize(self) -> bytes:
        """As it goes over the wire."""
        second = (0x80 if self.marker else 0) | self.payload_type
        head = _HEADER.pack(
            VERSION << 6, second, self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF, self.ssrc
        )
        return head + self.payload

    @classmethod
    def parse(cls, datagram: bytes) -> "Packet":
        """From the wire; padding, CSRCs and extensions are skipped.

        Raises:
            RtpSyntaxError: it is none.
        """
        if len(datagram) < _HEADER.size or datagram[0] >> 6 != VERSION:
            raise RtpSyntaxError("no RTP packet")
        first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(datagram)
        at = _HEADER.size + 4 * (first & 0x0F)
        if first & 0x10:
            if len(datagram) < at + 4:
                raise RtpSyntaxError("a cut extension")
            at += 4 + 4 * int.from_bytes(datagram[at + 2 : at + 4], "big")
        end = len(datagram) - (datagram[-1] if first & 0x20 else 0)
        if at > end:
            raise RtpSyntaxError("a packet without a payload")
        return cls(second & 0x7F, sequence, timestamp, ssrc, datagram[at:end], bool(second & 0x80))


def telephone_event(digit: str, *, end: bool, duration: int, volume: int = 10) -> bytes:
    """The payload for a key: `duration` in samples since the key went down (RFC 4733 2.3).

    Raises:
        KeyError: there is no such key.
    """
    return struct.pack("!BBH", EVENTS[digit], (0x80 if end else 0) | volume, duration)
