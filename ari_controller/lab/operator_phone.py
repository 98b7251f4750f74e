"""An operator's SIP telephone on loopback: registers, is rung, and answers or does not."""

import asyncio
import secrets
from dataclasses import dataclass, field, replace
from typing import Literal

from ari_controller.lab import sip
from ari_controller.lab.phone import Phone, PhoneError
from voice.audio import rtp

HOST = "127.0.0.4"
"""Not among the callers' addresses: Asterisk knows these telephones by their names."""
Behaviour = Literal["answers", "busy", "rejects", "rings"]
REGISTER_LIMIT_S = 3.0


@dataclass
class OperatorPhone(Phone):
    """One telephone; it can be rung again after each call."""

    host: str = HOST
    user: str = "operator1"
    behaviour: Behaviour = "answers"
    ringing: asyncio.Event = field(default_factory=asyncio.Event)
    talking: asyncio.Event = field(default_factory=asyncio.Event)
    rung: int = 0
    shown: str = ""
    """What its display showed at the last call."""
    _registered: asyncio.Event = field(default_factory=asyncio.Event)
    _invite_of_theirs: sip.Message | None = None
    _replied: sip.Message | None = None

    async def register(self) -> None:
        """Tells Asterisk where it is.

        Raises:
            PhoneError: Asterisk does not take it.
        """
        await self._open(0)
        address, tag = f"sip:{self.user}@{self.server[0]}:{self.server[1]}", secrets.token_hex(6)
        self._dialog = self._new_dialog(secrets.token_hex(12), f"<{address}>;tag={tag}", tag)
        self._dialog.remote, self._dialog.target = f"<{address}>", f"sip:{self.server[0]}"
        request = self._request("REGISTER")
        self._send(replace(request, headers=(*request.headers, ("Expires", "3600"))))
        try:
            async with asyncio.timeout(REGISTER_LIMIT_S):
                await self._registered.wait()
        except TimeoutError:
            raise PhoneError(f"{self.user} could not be registered") from None
        self._dialog = None

    async def close(self) -> None:
        """Hangs up and frees the sockets."""
        if self.talking.is_set():
            await self.hang_up()
        await super().close()

    async def hang_up(self) -> None:
        """Ends the call from this side; the telephone can be rung again."""
        await super().hang_up()
        self.talking.clear()

    def _on_sip(self, datagram: bytes) -> None:
        try:
            message = sip.parse(datagram)
        except sip.SipSyntaxError:
            return
        if message.status and message.cseq[1] == "REGISTER":
            if message.status == 200:
                self._registered.set()
        elif message.method == "INVITE":
            self._rung(message)
        elif message.method == "CANCEL" and self._invite_of_theirs is not None:
            self._send(sip.response(message, 200, "OK"))
            self._reply(487, "Request Terminated")
            self.ringing.clear()
        else:
            super()._on_sip(datagram)

    def _rung(self, invite: sip.Message) -> None:
        known = self._invite_of_theirs
        if known is not None and known.header("Call-ID") == invite.header("Call-ID"):
            if self._replied is not None:
                self._send(self._replied)
            return
        self._invite_of_theirs, self.rung = invite, self.rung + 1
        self.shown = invite.header("From")
        if self._media is not None:
            self._media.cancel()
        self.ended, self.answered_at = asyncio.Event(), None
        tag = secrets.token_hex(6)
        self._dialog = self._new_dialog(
            invite.header("Call-ID"), f"{invite.header('To')};tag={tag}", tag
        )
        self._dialog.remote = invite.header("From")
        self._dialog.target = sip.uri_of(invite.header("Contact"))
        if self.behaviour == "busy":
            self._reply(486, "Busy Here")
            return
        if self.behaviour == "rejects":
            self._reply(603, "Decline")
            return
        self._reply(180, "Ringing")
        self.ringing.set()
        if self.behaviour == "answers":
            self.answer()

    def answer(self) -> None:
        """Picks up."""
        invite = self._invite_of_theirs
        if invite is None or self._rtp is None:
            raise PhoneError("nobody rings")
        body = self._session(self._rtp.port)
        self._reply(200, "OK", body)
        far = sip.read_sdp(invite.body)
        self.answered_at = asyncio.get_running_loop().time()
        self._media = asyncio.create_task(self._stream((far.host, far.port)), name="phone's audio")
        self.ringing.clear()
        self.talking.set()

    def _session(self, port: int) -> str:
        payloads = (self.payload, rtp.EVENT_PAYLOAD)
        return sip.write_sdp(self.host, port, payloads, session=self._random.getrandbits(31))

    def _reply(self, status: int, reason: str, body: str = "") -> None:
        invite, dialog = self._invite_of_theirs, self._dialog
        if invite is None or dialog is None or self._sip is None:
            return
        port = self._sip.get_extra_info("sockname")[1]
        more = [("Contact", f"<sip:{self.user}@{self.host}:{port}>")]
        if body:
            more.append(("Content-Type", "application/sdp"))
        answer = sip.response(invite, status, reason, tag=dialog.local_tag)
        self._replied = replace(answer, headers=(*answer.headers, *more), body=body)
        self._send(self._replied)

    def _over(self) -> None:
        super()._over()
        self.talking.clear()
