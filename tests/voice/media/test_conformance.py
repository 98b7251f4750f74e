"""Every transport against the lab's real Asterisk: a tone from the caller to us, and one from us to the caller."""

import asyncio
from pathlib import Path
from random import Random
from typing import Self

import numpy as np
import pytest

from ari_controller.ari.client import AriClient
from ari_controller.ari.events import StasisStart
from ari_controller.ari.link import AriLink
from ari_controller.call.ari_leg import AriLeg
from ari_controller.call.media import MediaDesk
from ari_controller.lab.addresses import LabAddresses
from ari_controller.lab.phone import Phone
from tests.ari_controller.ari.test_client import login
from voice.audio.pcm import frames
from voice.line import Line
from voice.media.rtp import RtpTransport
from voice.media.transport import Transport
from voice.text_line import TextLine

pytestmark = [pytest.mark.lab, pytest.mark.xdist_group("lab")]
WAYS = [
    ("websocket", "ulaw"),
    ("rtp", "ulaw"),
    ("rtp", "alaw"),
    ("rtp", "slin"),
    ("rtp", "g722"),
    ("audiosocket", "slin"),
]


Signal = np.ndarray[tuple[int], np.dtype[np.int16]]


def tone(hertz: float, rate: int, seconds: float) -> Signal:
    at = np.arange(round(rate * seconds)) / rate
    return (8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def chirp(rate: int, seconds: float = 1.0) -> Signal:
    """From 400 to 3000 Hz: it is like itself at one place only."""
    at = np.arange(round(rate * seconds)) / rate
    return (8000 * np.sin(2 * np.pi * (400 * at + 1300 * at**2 / seconds))).astype(np.int16)


def alike(sent: Signal, received: Signal) -> tuple[float, int]:
    """The largest normalised cross-correlation, and at which sample of what was received."""
    one, other = sent.astype(float), received.astype(float)
    size = 1 << (len(one) + len(other)).bit_length()
    both = np.fft.irfft(np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size)), size)
    sums = np.concatenate([[0.0], np.cumsum(other**2)])
    places = len(other) - len(one) + 1
    energy = np.maximum(sums[len(one) :] - sums[:places], 1.0)
    likeness = both[:places] / np.sqrt(energy * np.sum(one**2))
    best = int(np.argmax(likeness))
    return float(likeness[best]), best


class Call:
    """One call of the lab's phone, with our end of its audio in the test's hands."""

    def __init__(self, addresses: LabAddresses, kind: str, codec: str) -> None:
        self.phone = Phone(addresses.sip, addresses.callers[0])
        self.client = AriClient(login(addresses))
        self.desk = MediaDesk(self.client, "vorzimmer", kind, codec)  # type: ignore[arg-type]
        self.link = AriLink(self.client, "vorzimmer", random=Random(1))
        self.media: Transport | None = None
        self.heard = b""

    async def __aenter__(self) -> Self:
        opened = asyncio.Event()

        def make(transport: Transport) -> Line:
            self.media = transport
            opened.set()
            return TextLine()

        async def serve() -> None:
            leg: AriLeg | None = None
            async for event in self.link.events():
                if isinstance(event, StasisStart) and leg is not None:
                    leg.entered(leg.place.media)
                elif isinstance(event, StasisStart):
                    leg = AriLeg(self.client, self.desk, event.channel.id, make)
                    self.leg = leg
                    self.opening = asyncio.create_task(leg.open(lambda _signal: None))

        self.serving = asyncio.create_task(serve())
        async with asyncio.timeout(8):
            while not self.link.connections:  # noqa: ASYNC110  # the link does not announce itself to a test
                await asyncio.sleep(0.01)
            await self.phone.call("100", None)
            await opened.wait()
        self.reading = asyncio.create_task(self._read())
        return self

    async def _read(self) -> None:
        assert self.media is not None
        async for frame in self.media.frames():
            self.heard += frame

    async def __aexit__(self, *_error: object) -> None:
        await self.phone.close()
        await self.leg.close()
        self.serving.cancel()
        await asyncio.gather(self.serving, self.reading, self.opening, return_exceptions=True)
        await self.desk.close()
        await self.client.close()


@pytest.mark.parametrize(("kind", "codec"), WAYS)
async def test_what_is_sent_is_what_arrives_in_both_directions(
    addresses: LabAddresses, kind: str, codec: str
) -> None:
    async with Call(addresses, kind, codec) as call:
        assert call.media is not None
        assert call.media.name == kind
        await call.phone.speak(chirp(8000))
        await asyncio.sleep(0.3)
        likeness, _ = alike(chirp(16_000), np.frombuffer(call.heard, np.int16))
        print(kind, codec, "to us:", round(likeness, 4))  # noqa: T201
        assert likeness > 0.97
        before = len(call.phone.received)
        with_a_pause = np.concatenate([chirp(16_000), np.zeros(1600, np.int16)])
        for frame in frames(with_a_pause.tobytes()):
            await call.media.send(frame)
        await call.media.drained()
        await asyncio.sleep(0.3)
        back = np.concatenate([frame.samples for frame in call.phone.received[before:]])
        likeness, at = alike(chirp(8000), back)
        print(kind, codec, "to the caller:", round(likeness, 4), "after", at / 8, "ms")  # noqa: T201
        assert likeness > 0.97
        assert at < 8000 * 0.5


@pytest.mark.parametrize(("kind", "codec"), [WAYS[0], WAYS[1], WAYS[-1]])
async def test_what_is_flushed_is_not_heard(addresses: LabAddresses, kind: str, codec: str) -> None:
    async with Call(addresses, kind, codec) as call:
        assert call.media is not None
        for frame in frames(tone(1000, 16_000, 2.0).tobytes()):
            await call.media.send(frame)
        await asyncio.sleep(0.5)
        await call.media.flush()
        flushed = asyncio.get_running_loop().time()
        await asyncio.sleep(0.4)
        late = [
            f
            for f in call.phone.received
            if f.at > flushed + 0.08 and np.abs(f.samples).max() > 1000
        ]
        assert late == []
        assert any(np.abs(f.samples).max() > 1000 for f in call.phone.received)


async def test_only_the_peer_that_asterisk_named_is_heard_and_broken_packets_harm_nothing(
    addresses: LabAddresses, tmp_path: Path
) -> None:
    async with Call(addresses, "rtp", "ulaw") as call:
        media = call.media
        assert isinstance(media, RtpTransport)
        host, port = media.address.split(":")
        loop = asyncio.get_running_loop()
        stranger, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=(host, int(port))
        )
        for _ in range(50):
            stranger.sendto(b"\x80\x00" + bytes(170))
        await asyncio.sleep(0.2)
        stranger.close()
        assert media.strangers == 50
        await call.phone.speak(chirp(8000))
        await asyncio.sleep(0.3)
        likeness, _ = alike(chirp(16_000), np.frombuffer(call.heard, np.int16))
        assert likeness > 0.97
