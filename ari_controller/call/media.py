"""Opens a call's audio at Asterisk: by WebSocket where Asterisk has it, else by RTP; by AudioSocket if wanted."""

from dataclasses import dataclass, field
from random import Random, SystemRandom
from secrets import token_hex
from typing import Literal
from uuid import UUID

import structlog

from ari_controller.ari.client import AriClient
from voice.audio.codecs import CodecName
from voice.media.audiosocket import AudioSocketServer, AudioSocketTransport
from voice.media.rtp import RtpTransport
from voice.media.ticker import Ticker
from voice.media.transport import Transport
from voice.media.websocket import WebSocketTransport

log = structlog.get_logger(__name__)
Kind = Literal["websocket", "rtp", "audiosocket"]
LOOPBACK = "127.0.0.1"


def ours(app: str) -> str:
    """What the ids of this application's own channels and bridges begin with: orphans are known by it."""
    return f"vz-{app}-"


@dataclass(frozen=True)
class Place:
    """What one call has on Asterisk: the caller's channel, our media channel, the bridge of both."""

    caller: str
    media: str
    bridge: str

    @classmethod
    def of(cls, caller: str, app: str) -> "Place":
        """With ids of our own that are never used twice: Asterisk 22.10 crashes over a second channel of one id."""
        prefix, token = ours(app), token_hex(4)
        return cls(caller, f"{prefix}media-{caller}-{token}", f"{prefix}bridge-{caller}-{token}")


@dataclass
class MediaDesk:
    """Makes external media channels the way this Asterisk can."""

    client: AriClient
    app: str
    wanted: Literal["auto", "websocket", "rtp", "audiosocket"] = "auto"
    codec: CodecName = "ulaw"
    host: str = LOOPBACK
    """Our own address for RTP and AudioSocket, as Asterisk reaches it."""
    ticker: Ticker = field(default_factory=Ticker)
    random: Random = field(default_factory=SystemRandom)
    sockets: AudioSocketServer = field(default_factory=AudioSocketServer)
    _known: Kind | None = None

    async def kind(self) -> Kind:
        """What is used; with `auto` Asterisk is asked once after each connection."""
        if self.wanted != "auto":
            return self.wanted
        if self._known is None:
            found = await self.client.has_module("chan_websocket.so")
            self._known = "websocket" if found else "rtp"
            log.info("media chosen", media=self._known)
        return self._known

    def forget(self) -> None:
        """Another Asterisk may answer now."""
        self._known = None

    async def open(self, channel: str) -> Transport:
        """Makes the media channel under this id; it is heard once it is in the caller's bridge.

        Raises:
            AriError: Asterisk refused.
            TransportClosed: the media socket could not be opened.
        """
        kind = await self.kind()
        if kind == "audiosocket":
            return await self._audiosocket(channel)
        if kind == "websocket":
            endpoint = await self.client.external_media_websocket(channel_id=channel, app=self.app)
            return await WebSocketTransport.connect(endpoint.url)
        transport = await RtpTransport.open(self.host, self.ticker, self.codec, self.random)
        try:
            peer = await self.client.external_media_rtp(
                channel_id=channel,
                app=self.app,
                external_host=transport.address,
                format=self.codec,
            )
        except Exception:
            await transport.close()
            raise
        transport.connect(peer)
        return transport

    async def _audiosocket(self, channel: str) -> Transport:
        await self.sockets.open(self.host)
        transport = AudioSocketTransport(self.ticker)
        call = UUID(int=self.random.getrandbits(128), version=4)
        self.sockets.expect(call, transport)
        try:
            await self.client.external_media_audiosocket(
                channel_id=channel, app=self.app, external_host=self.sockets.address, call=call
            )
            await transport.wait_connected()
        except Exception:
            self.sockets.forget(call)
            await transport.close()
            raise
        return transport

    async def close(self) -> None:
        """No more calls come."""
        await self.sockets.close()
