"""A SIP phone of our own on loopback: dials, speaks what it is given, and remembers what it hears and when."""

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray

from ari_controller.lab import sip
from ari_controller.lab.stamped_socket import StampedSocket
from voice.audio import g711, rtp

Samples = NDArray[np.int16]
RATE_HZ = 8000
FRAME = 160
FRAME_S = 0.02
ANSWER_LIMIT_S = 10.0
_T1_S = 0.5
"""RFC 3261 17.1.1.1: the first retransmission; doubled each time."""
_SILENCE = np.zeros(FRAME, np.int16)
_PAYLOADS: dict[g711.Codec, int] = {"ulaw": 0, "alaw": 8}
_KEY_PACKETS = 5
Impair = Callable[[Samples], Samples | None]
"""What the line does to each frame; None: the packet is lost."""


class PhoneError(ConnectionError):
    """The call did not come about; the message names the SIP status."""


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, receive: Callable[[bytes], None]) -> None:
        self._receive = receive

    def datagram_received(self, data: bytes, addr: object) -> None:
        del addr
        self._receive(data)


@dataclass(frozen=True)
class HeardFrame:
    """20 ms of what the phone sent or received, and when (the loop's seconds; received: by the kernel's clock)."""

    at: float
    samples: Samples
    timestamp: int = 0
    """The RTP time stamp, in samples."""


@dataclass
class _Dialog:
    """What identifies a call (RFC 3261 12)."""

    call_id: str
    local: str
    local_tag: str
    remote: str
    target: str
    number: int = 1
    branch: str = ""


@dataclass
class Phone:
    """One phone; one call at a time."""

    server: tuple[str, int]
    host: str = "127.0.0.2"
    codec: g711.Codec = "ulaw"
    impair: Impair = lambda samples: samples
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    received: list[HeardFrame] = field(default_factory=list)
    sent: list[HeardFrame] = field(default_factory=list)
    dialled_at: float = 0.0
    answered_at: float | None = None
    _sip: asyncio.DatagramTransport | None = None
    _rtp: StampedSocket | None = None
    _dialog: _Dialog | None = None
    _answer: "asyncio.Future[sip.Message] | None" = None
    _provisional: asyncio.Event = field(default_factory=asyncio.Event)
    _queue: deque[Samples] = field(default_factory=deque)
    _keys: deque[tuple[str, int]] = field(default_factory=deque)
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)
    _last_sent_at: float = 0.0
    _media: asyncio.Task[None] | None = None
    _random: Random = field(default_factory=lambda: Random(secrets.randbits(64)))

    async def call(self, extension: str, caller: str | None) -> None:
        """Dials; returns when the far side has answered.

        Raises:
            PhoneError: nobody answered, or the call was refused.
        """
        loop = asyncio.get_running_loop()
        port = await self._open(0)
        user = caller or "anonymous"
        target = f"sip:{extension}@{self.server[0]}:{self.server[1]}"
        tag = secrets.token_hex(6)
        self._dialog = _Dialog(
            call_id=secrets.token_hex(12),
            local=f"<sip:{user}@{self.host}>;tag={tag}",
            local_tag=tag,
            remote=f"<{target}>",
            target=target,
        )
        offer = sip.write_sdp(
            self.host,
            port,
            (_PAYLOADS[self.codec], rtp.EVENT_PAYLOAD),
            session=self._random.getrandbits(31),
        )
        self._answer = loop.create_future()
        self.dialled_at = loop.time()
        answer = await self._invite(self._request("INVITE", body=offer))
        if answer.status >= 300:
            raise PhoneError(f"the call was refused: {answer.status} {answer.reason}")
        self.answered_at = loop.time()
        self._dialog.remote = answer.header("To")
        self._dialog.target = sip.uri_of(answer.header("Contact"))
        self._acknowledge()
        far = sip.read_sdp(answer.body)
        self._media = asyncio.create_task(self._stream((far.host, far.port)), name="phone's audio")

    @property
    def payload(self) -> int:
        """The RTP payload type of its codec."""
        return _PAYLOADS[self.codec]

    def _new_dialog(self, call_id: str, local: str, tag: str) -> _Dialog:
        return _Dialog(call_id, local, tag, "", "")

    async def _open(self, sip_port: int) -> int:
        """Opens both sockets; gives the one for audio."""
        loop = asyncio.get_running_loop()
        self._sip, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._on_sip),
            local_addr=(self.host, sip_port),
            remote_addr=self.server,
        )
        self._rtp = StampedSocket(self.host, self._on_rtp)
        return self._rtp.port

    async def _invite(self, request: sip.Message) -> sip.Message:
        """Sends an INVITE until something is heard of it."""
        if self._answer is None:
            raise PhoneError("no call")
        wait = _T1_S
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                while True:
                    self._send(request)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(wait):
                            await self._provisional.wait()
                        return await self._answer
                    wait *= 2
        except TimeoutError:
            raise PhoneError(f"nobody answered within {ANSWER_LIMIT_S:.0f} s") from None

    async def speak(self, samples: Samples) -> float:
        """Says 8 kHz samples; returns the loop's time at which the last of them was sent."""
        whole = np.concatenate([samples, np.zeros(-len(samples) % FRAME, np.int16)])
        self._quiet.clear()
        self._queue.extend(whole.reshape(-1, FRAME))
        await self._quiet.wait()
        return self._last_sent_at

    async def press(self, digits: str) -> None:
        """Presses keys, 100 ms each (RFC 4733)."""
        for digit in digits:
            self._keys.extend((digit, index) for index in range(_KEY_PACKETS + 3))
        self._quiet.clear()
        await self._quiet.wait()

    async def hang_up(self) -> None:
        """Ends the call from this side; safe to call twice."""
        if self._dialog is not None and not self.ended.is_set():
            self._dialog.number += 1
            self._send(self._request("BYE"))
        self._over()

    async def close(self) -> None:
        """Hangs up and frees the sockets."""
        if self.answered_at is not None:
            await self.hang_up()
        if self._media is not None:
            self._media.cancel()
            await asyncio.gather(self._media, return_exceptions=True)
        for transport in (self._sip, self._rtp):
            if transport is not None:
                transport.close()

    def first_audible_after(self, moment: float, threshold: int = 300) -> float | None:
        """When the first frame with a sample above `threshold` came after a moment; None: none did."""
        for frame in self.received:
            if frame.at > moment and int(np.abs(frame.samples.astype(np.int32)).max()) > threshold:
                return frame.at
        return None

    def longest_gap_s(self, threshold: int = 300) -> float:
        """The longest time between two frames of one word, by their time stamps: 0.02 when nothing was late."""
        longest, before = 0.0, None
        for frame in self.received:
            loud = int(np.abs(frame.samples.astype(np.int32)).max(initial=0)) > threshold
            if loud and before is not None and frame.timestamp - before.timestamp == FRAME:
                longest = max(longest, frame.at - before.at)
            before = frame if loud else None
        return longest

    def recording(self) -> Samples:
        """Both directions, 8 kHz, shape (n, 2): what was sent, what was received, on one time line."""
        frames = [*self.sent, *self.received]
        if not frames:
            return np.zeros((0, 2), np.int16)
        start = min(frame.at for frame in frames)
        length = round((max(frame.at for frame in frames) - start) * RATE_HZ) + FRAME
        track = np.zeros((length, 2), np.int16)
        for side, side_frames in enumerate((self.sent, self.received)):
            next_at = 0
            for frame in side_frames:
                # Frames follow each other; a late one does not leave a hole in the middle of a word.
                at = max(next_at, round((frame.at - start) * RATE_HZ) - 2 * FRAME)
                at = at if at > next_at + 2 * FRAME else next_at or at
                end = min(at + len(frame.samples), length)
                track[at:end, side] = frame.samples[: end - at]
                next_at = end
        return track

    # --- signalling -------------------------------------------------------------------------------

    def _request(self, method: str, *, body: str = "") -> sip.Message:
        dialog = self._dialog
        if dialog is None or self._sip is None:
            raise PhoneError("no call")
        host, port = self._sip.get_extra_info("sockname")[:2]
        if method != "ACK":
            dialog.branch = sip.BRANCH_COOKIE + secrets.token_hex(8)
        headers = [
            ("Via", f"SIP/2.0/UDP {host}:{port};branch={dialog.branch};rport"),
            ("Max-Forwards", "70"),
            ("From", dialog.local),
            ("To", dialog.remote),
            ("Call-ID", dialog.call_id),
            ("CSeq", f"{dialog.number} {method}"),
            ("Contact", f"<sip:phone@{host}:{port}>"),
            ("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS"),
        ]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return sip.Message(tuple(headers), method=method, uri=dialog.target, body=body)

    def _send(self, message: sip.Message) -> None:
        if self._sip is not None and not self._sip.is_closing():
            self._sip.sendto(message.serialize())

    def _acknowledge(self) -> None:
        self._send(self._request("ACK"))

    def _on_sip(self, datagram: bytes) -> None:
        try:
            message = sip.parse(datagram)
        except sip.SipSyntaxError:
            return
        if self._dialog is None or message.header("Call-ID") != self._dialog.call_id:
            return
        if message.method:
            self._on_request(message)
        else:
            self._on_response(message)

    def _on_request(self, request: sip.Message) -> None:
        if request.method == "ACK":
            return
        known = request.method in {"BYE", "OPTIONS"}
        status, reason = (200, "OK") if known else (405, "Method Not Allowed")
        self._send(
            sip.response(
                request, status, reason, tag=self._dialog.local_tag if self._dialog else ""
            )
        )
        if request.method == "BYE":
            self._over()

    def _on_response(self, message: sip.Message) -> None:
        if message.cseq[1] != "INVITE" or self._answer is None:
            return
        self._provisional.set()
        if message.status < 200:
            return
        if not self._answer.done():
            self._answer.set_result(message)
        if message.status >= 300 and self._dialog is not None:
            self._dialog.remote = message.header("To")
            self._acknowledge()
        elif self.answered_at is not None:
            self._acknowledge()  # our first one was lost

    def _over(self) -> None:
        self.ended.set()
        self._quiet.set()

    # --- audio ------------------------------------------------------------------------------------

    def _on_rtp(self, datagram: bytes, arrived_at: float) -> None:
        try:
            packet = rtp.Packet.parse(datagram)
        except rtp.RtpSyntaxError:
            return
        if packet.payload_type == _PAYLOADS[self.codec]:
            samples = g711.decode(packet.payload, self.codec)
            self.received.append(HeardFrame(arrived_at, samples, packet.timestamp))

    async def _stream(self, far: tuple[str, int]) -> None:
        """A packet every 20 ms from the first to the last second: silence too."""
        loop = asyncio.get_running_loop()
        ssrc, sequence = self._random.getrandbits(32), self._random.getrandbits(15)
        timestamp = key_timestamp = self._random.getrandbits(31)
        due = loop.time()
        while not self.ended.is_set() and self._rtp is not None:
            samples = self._queue.popleft() if self._queue else _SILENCE
            self.sent.append(HeardFrame(loop.time(), samples))
            if self._keys:
                digit, index = self._keys.popleft()
                key_timestamp = timestamp if index == 0 else key_timestamp
                duration = FRAME * min(index + 1, _KEY_PACKETS)
                payload = rtp.telephone_event(digit, end=index >= _KEY_PACKETS, duration=duration)
                packet = rtp.Packet(
                    rtp.EVENT_PAYLOAD, sequence, key_timestamp, ssrc, payload, index == 0
                )
                self._rtp.send(packet.serialize(), far)
            else:
                carried = self.impair(samples)
                if carried is not None:
                    encoded = g711.encode(carried, self.codec)
                    packet = rtp.Packet(_PAYLOADS[self.codec], sequence, timestamp, ssrc, encoded)
                    self._rtp.send(packet.serialize(), far)
            if not self._queue and not self._keys and not self._quiet.is_set():
                self._last_sent_at = loop.time()
                self._quiet.set()
            sequence, timestamp = (sequence + 1) & 0xFFFF, (timestamp + FRAME) & 0xFFFFFFFF
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))
