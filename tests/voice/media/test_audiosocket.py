"""AudioSocket: frames in any pieces, strangers, hang-ups, a socket that is cut; the far side is a plain TCP client."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.media.audiosocket import AudioSocketServer, AudioSocketTransport
from voice.media.audiosocket_frames import (
    AUDIO_16K,
    DTMF,
    HANGUP,
    IDENTITY,
    Reader,
    frame,
    identity,
)
from voice.media.ticker import Ticker
from voice.media.transport import FRAME_BYTES, TransportClosed

CALL = UUID("0d3ad3a4-6f5b-4f4e-9d1c-1f7f3b0c2a11")
VOICE = bytes(range(256)) * 3
BROKEN = 20_000


def test_a_frame_as_asterisk_writes_it() -> None:
    # As captured: 01 00 10 and the UUID; 12 02 80 and 640 bytes; 00 00 00.
    assert frame(IDENTITY, CALL.bytes) == b"\x01\x00\x10" + CALL.bytes
    assert frame(AUDIO_16K, bytes(640))[:3] == b"\x12\x02\x80"
    assert frame(HANGUP) == b"\x00\x00\x00"
    with pytest.raises(ValueError, match="do not fit"):
        frame(AUDIO_16K, bytes(65536))
    assert identity(IDENTITY, CALL.bytes) == CALL
    assert identity(IDENTITY, b"short") is None
    assert identity(AUDIO_16K, CALL.bytes) is None


@given(
    frames=st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=900)), max_size=8),
    cuts=st.lists(st.integers(0, 5000), max_size=12),
)
def test_frames_are_put_together_out_of_any_pieces(
    frames: list[tuple[int, bytes]], cuts: list[int]
) -> None:
    wire = b"".join(frame(kind, payload) for kind, payload in frames)
    edges = [0, *sorted(min(cut, len(wire)) for cut in cuts), len(wire)]
    reader = Reader()
    read = [got for a, b in itertools.pairwise(edges) for got in reader.take(wire[a:b])]
    assert read == frames


@asynccontextmanager
async def connected(
    first: bytes = frame(IDENTITY, CALL.bytes),
) -> AsyncIterator[
    tuple[AudioSocketServer, AudioSocketTransport, asyncio.StreamReader, asyncio.StreamWriter]
]:
    """A server that waits for a call, and somebody who connects and says `first`."""
    server, transport = AudioSocketServer(), AudioSocketTransport(Ticker())
    await server.open("127.0.0.1")
    server.expect(CALL, transport)
    host, port = server.address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(first)
    await writer.drain()
    try:
        yield server, transport, reader, writer
    finally:
        writer.close()
        await transport.close()
        await server.close()
        await asyncio.sleep(0.02)


async def test_silence_is_sent_always_and_what_is_queued_at_its_pace() -> None:
    async with connected() as (_, transport, reader, _):
        await transport.wait_connected()
        assert await reader.readexactly(643) == frame(AUDIO_16K, bytes(640))
        await transport.send(VOICE[:640] + bytes(640))
        await transport.drained()
        sent = await reader.readexactly(643 * 3)
        assert sent.count(VOICE[:640]) == 1
        with pytest.raises(ValueError, match="whole frames"):
            await transport.send(b"x")
        await transport.send(VOICE[:640] * 1)
        await transport.flush()
        assert VOICE[:640] not in await reader.readexactly(643 * 3)


async def test_a_caller_is_heard_in_whole_frames_whatever_the_pieces() -> None:
    async with connected() as (_, transport, _, writer):
        await transport.wait_connected()
        pieces = (
            frame(AUDIO_16K, VOICE[:500]) + frame(DTMF, b"5") + frame(AUDIO_16K, VOICE[500:700])
        )
        for at in range(0, len(pieces), 97):
            writer.write(pieces[at : at + 97])
            await writer.drain()
        writer.write(frame(AUDIO_16K, bytes(580)) + frame(HANGUP))
        heard = [pcm async for pcm in transport.frames()]
        assert b"".join(heard) == VOICE[:700] + bytes(580)
        assert {len(pcm) for pcm in heard} == {FRAME_BYTES}
        assert transport.unknown == 1
        with pytest.raises(TransportClosed):
            await transport.send(bytes(640))


async def test_a_cut_socket_is_noticed() -> None:
    async with connected() as (_, transport, _, writer):
        await transport.wait_connected()
        writer.transport.abort()
        with pytest.raises(TransportClosed, match="broke off"):
            _ = [pcm async for pcm in transport.frames()]


@pytest.mark.parametrize(
    "first", [frame(IDENTITY, bytes(16)), frame(IDENTITY, b"no"), frame(AUDIO_16K, bytes(640)), b"GET / HTTP/1.1\r\n\r\n" + bytes(30_000)]
)  # fmt: skip
async def test_strangers_are_cut_off_and_harm_nobody(first: bytes) -> None:
    async with connected(first) as (server, transport, reader, _):
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await reader.readexactly(1)
        assert server.strangers == 1
        host, port = server.address.split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(frame(IDENTITY, CALL.bytes))
        await transport.wait_connected()
        writer.close()


async def test_whoever_says_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.media.audiosocket.IDENTITY_LIMIT_S", 0.05)
    monkeypatch.setattr("voice.media.audiosocket.CONNECT_LIMIT_S", 0.1)
    async with connected(b"") as (_, transport, reader, _):
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await reader.readexactly(1)
        with pytest.raises(TransportClosed, match="did not connect"):
            await transport.wait_connected()


def test_broken_frames_harm_nothing() -> None:
    random = Random(1113)
    transport = AudioSocketTransport(Ticker())
    good = frame(AUDIO_16K, VOICE[:640]) + frame(DTMF, b"1")
    reader, understood = Reader(), 0
    for _ in range(BROKEN):
        wire = bytearray(good)
        for _ in range(random.randrange(4)):
            wire[random.randrange(len(wire))] = random.randrange(256)
        for kind, payload in reader.take(bytes(wire[: random.randrange(1, len(wire) + 1)])):
            understood += 1
            if kind not in (HANGUP, 0xFF):
                transport.take(kind, payload)
        if random.random() < 0.01:
            reader = Reader()
    print("seed 1113,", understood, "frames")  # noqa: T201
    assert understood > 0
    assert len(transport._heard.waiting) <= 500
    assert len(reader._rest) <= 65538
