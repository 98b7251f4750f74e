"""RTP packets as they arrive, into frames in their order: reordered, without duplicates, gaps filled. No I/O."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from voice.audio.pcm import Samples
from voice.audio.rtp import Packet

WINDOW = 3
"""So many packets (60 ms) an early one waits for those before it."""
RESET_AT = 100
"""A jump of so many sequence numbers is a new stream, not a loss."""
CONCEALED = 3
"""So many lost frames in a row are made up from the last one, each 6 dB quieter; then silence."""
TICKS = 160
"""A frame's time stamps: 8000 a second for every codec that we speak."""
_HALF = 0x8000
_WRAP = 0x10000


@dataclass
class Receiver:
    """One stream of 20 ms frames; payloads are decoded in their order, since a codec may remember."""

    decode: Callable[[bytes], Samples]
    frame: int = 160
    """Samples of a frame; its time stamps count `TICKS` for each."""
    counts: Counter[str] = field(default_factory=Counter)
    """lost, late, duplicate, reset, filled."""
    _expected: int | None = None
    _ssrc: int | None = None
    _timestamp: int = 0
    _waiting: dict[int, Packet] = field(default_factory=dict)
    _last: Samples = field(init=False)
    _lost_in_a_row: int = 0

    def __post_init__(self) -> None:
        self._last = np.zeros(self.frame, np.int16)

    def take(self, packet: Packet) -> list[Samples]:
        """The frames that are due now, in order."""
        if self._expected is None or packet.ssrc != self._ssrc:
            self._reset(packet)
        ahead = _difference(packet.sequence, self._expected or 0)
        if abs(ahead) > RESET_AT:
            self._reset(packet)
            ahead = 0
        if ahead < 0 or packet.sequence in self._waiting:
            self.counts["late" if ahead < 0 else "duplicate"] += 1
            return []
        self._waiting[packet.sequence] = packet
        due: list[Samples] = []
        while self._waiting:
            expected = self._expected or 0
            if expected in self._waiting:
                due += self._play(self._waiting.pop(expected))
            elif (
                len(self._waiting) > WINDOW
                or _difference(max(self._waiting, key=lambda s: _difference(s, expected)), expected)
                > WINDOW
            ):
                due.append(self._conceal())
            else:
                break
            self._expected = (expected + 1) % _WRAP
        return due

    def _reset(self, packet: Packet) -> None:
        if self._expected is not None:
            self.counts["reset"] += 1
        self._expected, self._ssrc = packet.sequence, packet.ssrc
        self._timestamp = packet.timestamp
        self._waiting.clear()
        self._lost_in_a_row = 0

    def _play(self, packet: Packet) -> list[Samples]:
        """A frame, and before it the silence that its time stamp leaves (silence suppression, a key held)."""
        samples = self.decode(packet.payload)
        silent = _difference32(packet.timestamp, self._timestamp) // TICKS
        gap = silent if 0 < silent <= RESET_AT else 0
        if gap:
            self.counts["filled"] += gap
        ticks = len(samples) * TICKS // self.frame
        self._timestamp = (packet.timestamp + ticks) % (1 << 32)
        self._last, self._lost_in_a_row = samples, 0
        return [np.zeros(self.frame, np.int16)] * gap + [samples]

    def _conceal(self) -> Samples:
        self.counts["lost"] += 1
        self._lost_in_a_row += 1
        self._timestamp = (self._timestamp + TICKS) % (1 << 32)
        if self._lost_in_a_row > CONCEALED:
            return np.zeros(self.frame, np.int16)
        self._last = (self._last // 2).astype(np.int16)
        return self._last


def _difference(one: int, other: int) -> int:
    """Sequence numbers wrap at 65,536 (RFC 3550 A.1)."""
    return (one - other + _HALF) % _WRAP - _HALF


def _difference32(one: int, other: int) -> int:
    return (one - other + (1 << 31)) % (1 << 32) - (1 << 31)
