"""A call's audio over RTP: for an Asterisk without chan_websocket. We pace; one SSRC, counters never start again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Self

import numpy as np

from voice.audio.codecs import PAYLOAD_TYPES, CodecName, codec
from voice.audio.pcm import Samples
from voice.audio.receiver import TICKS, Receiver
from voice.audio.rtp import Packet, RtpSyntaxError
from voice.audio.two_rates import Down, Up
from voice.media.frames import Heard, Outgoing
from voice.media.ticker import Ticker
from voice.media.transport import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ, TransportClosed


class _Socket(asyncio.DatagramProtocol):
    def __init__(self, receive: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._receive = receive

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._receive(data, addr)


class RtpTransport:
    """One call's audio by RTP; implements `voice.media.transport.Transport`.

    Attributes:
        strangers: datagrams from another peer than the one that Asterisk named; they are not heard.
        malformed: datagrams that were no RTP packets of our codec.
    """

    name = "rtp"

    def __init__(self, ticker: Ticker, name: CodecName, random: Random) -> None:
        self._codec = codec(name)
        self._frame = self._codec.rate_hz * FRAME_MS // 1000
        self.receiver = Receiver(self._codec.decode, self._frame)
        self.strangers = self.malformed = 0
        self._ticker = ticker
        self._payload = PAYLOAD_TYPES[name]
        self._silence = np.zeros(self._frame, np.int16)
        self._sequence, self._timestamp = random.getrandbits(16), random.getrandbits(32)
        self._ssrc = random.getrandbits(32)
        narrow = self._codec.rate_hz < SAMPLE_RATE_HZ
        self._up = Up() if narrow else None
        self._down = Down() if narrow else None
        self._outgoing = Outgoing[Samples]()
        self._heard = Heard()
        self._peer: tuple[str, int] | None = None
        self._socket: asyncio.DatagramTransport | None = None
        self._first = True
        self._closed = False

    @classmethod
    async def open(cls, host: str, ticker: Ticker, name: CodecName, random: Random) -> Self:
        """Binds a port of its own on `host`; nothing is sent before `connect`."""
        transport = cls(ticker, name, random)
        loop = asyncio.get_running_loop()
        transport._socket, _ = await loop.create_datagram_endpoint(
            lambda: _Socket(transport._receive), local_addr=(host, 0)
        )
        return transport

    @property
    def address(self) -> str:
        """HOST:PORT where Asterisk is to send."""
        if self._socket is None:
            raise TransportClosed("the RTP socket is not open")
        host, port = self._socket.get_extra_info("sockname")[:2]
        return f"{host}:{port}"

    def connect(self, peer: tuple[str, int]) -> None:
        """From now on audio goes to and comes from this peer only; silence is sent at once and always."""
        self._peer = peer
        self._ticker.join(self, self._tick)

    def frames(self) -> AsyncIterator[bytes]:
        """What the caller says, 16 kHz, in its order."""
        return self._heard.frames()

    async def send(self, pcm: bytes) -> None:
        """Queues whole frames; one leaves each 20 ms.

        Raises:
            ValueError: not a whole number of frames.
            TransportClosed: the call is over.
        """
        if len(pcm) % FRAME_BYTES:
            raise ValueError(f"{len(pcm)} bytes are not whole frames of {FRAME_BYTES}")
        if self._closed:
            raise TransportClosed("the RTP socket is closed")
        samples = np.frombuffer(pcm, np.int16)
        if self._down is not None:
            samples = self._down.convert(samples)
        self._outgoing.put(
            [samples[at : at + self._frame] for at in range(0, len(samples), self._frame)]
        )

    async def drained(self) -> None:
        """Returns when the last queued frame has been sent."""
        await self._outgoing.drained()

    async def flush(self) -> None:
        """Drops what has not left yet; the counters go on."""
        self._outgoing.clear()

    async def close(self) -> None:
        """Stops sending and frees the port; safe to call twice."""
        self._closed = True
        self._ticker.leave(self)
        if self._socket is not None:
            self._socket.close()
        self._heard.close()

    def _tick(self) -> None:
        queued = self._outgoing.next()
        samples = self._silence if queued is None else queued
        packet = Packet(
            self._payload, self._sequence, self._timestamp, self._ssrc,
            self._codec.encode(samples), marker=self._first,
        )  # fmt: skip
        self._first = False
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + TICKS) & 0xFFFFFFFF
        if self._socket is not None and not self._socket.is_closing():
            self._socket.sendto(packet.serialize(), self._peer)

    def _receive(self, datagram: bytes, source: tuple[str, int]) -> None:
        if source[:2] != self._peer:
            self.strangers += 1
            return
        try:
            packet = Packet.parse(datagram)
        except RtpSyntaxError:
            self.malformed += 1
            return
        if packet.payload_type != self._payload or not packet.payload:
            self.malformed += 1
            return
        for frame in self.receiver.take(packet):
            wide = frame if self._up is None else self._up.convert(frame)
            self._heard.put(wide.tobytes())
