"""Just enough SIP and SDP (RFC 3261, RFC 4566) for a caller: texts in, records out. No I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

BRANCH_COOKIE = "z9hG4bK"
"""RFC 3261 8.1.1.7: every branch begins with it."""
_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
}
Headers = tuple[tuple[str, str], ...]


class SipSyntaxError(ValueError):
    """A datagram that is no SIP message; drop it."""


@dataclass(frozen=True)
class Message:
    """A request (`method` set) or a response (`status` set)."""

    headers: Headers
    method: str = ""
    uri: str = ""
    status: int = 0
    reason: str = ""
    body: str = ""

    def header(self, name: str) -> str:
        """The first header of that name; empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def all(self, name: str) -> list[str]:
        """Every header of that name, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def cseq(self) -> tuple[int, str]:
        """Number and method of CSeq."""
        number, _, method = self.header("CSeq").partition(" ")
        return (int(number) if number.isdigit() else 0), method.strip()

    def serialize(self) -> bytes:
        """The message as it goes over the wire, Content-Length added."""
        first = (
            f"{self.method} {self.uri} SIP/2.0"
            if self.method
            else f"SIP/2.0 {self.status} {self.reason}"
        )
        body = self.body.encode()
        lines = [
            first,
            *(f"{key}: {value}" for key, value in self.headers),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def parse(datagram: bytes) -> Message:
    """One message.

    Raises:
        SipSyntaxError: it is none.
    """
    try:
        text = datagram.decode()
    except UnicodeDecodeError as error:
        raise SipSyntaxError("not UTF-8") from error
    head, _, body = text.partition("\r\n\r\n")
    first, *lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise SipSyntaxError("a header without a colon")
        key = name.strip()
        if _COMPACT.get(key.lower(), key).lower() != "content-length":
            headers.append((_COMPACT.get(key.lower(), key), value.strip()))
    response = re.match(r"SIP/2\.0 (\d{3}) (.*)$", first)
    if response:
        return Message(tuple(headers), status=int(response[1]), reason=response[2], body=body)
    request = re.match(r"([A-Z]+) (\S+) SIP/2\.0$", first)
    if not request:
        raise SipSyntaxError("neither a request nor a response")
    return Message(tuple(headers), method=request[1], uri=request[2], body=body)


def response(to: Message, status: int, reason: str, *, tag: str = "") -> Message:
    """The answer to a request, with what it has to repeat (RFC 3261 8.2.6)."""
    target = to.header("To")
    if tag and "tag=" not in target:
        target = f"{target};tag={tag}"
    headers = [("Via", via) for via in to.all("Via")]
    headers += [("From", to.header("From")), ("To", target)]
    headers += [("Call-ID", to.header("Call-ID")), ("CSeq", to.header("CSeq"))]
    return Message(tuple(headers), status=status, reason=reason)


def uri_of(address: str) -> str:
    """The URI of a Contact or From: "<sip:a@b>;tag=1" gives "sip:a@b"."""
    match = re.search(r"<([^>]+)>", address)
    return match[1] if match else address.partition(";")[0].strip()


@dataclass(frozen=True)
class MediaOffer:
    """Where audio is to be sent, and the payload types that are understood, best first."""

    host: str
    port: int
    payloads: tuple[int, ...]


def write_sdp(host: str, port: int, payloads: Sequence[int], *, session: int) -> str:
    """An offer of G.711 and telephone events."""
    names = {0: "PCMU/8000", 8: "PCMA/8000", 101: "telephone-event/8000"}
    lines = [
        "v=0", f"o=- {session} 1 IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(map(str, payloads))}",
        *(f"a=rtpmap:{payload} {names[payload]}" for payload in payloads),
        *(["a=fmtp:101 0-16"] if 101 in payloads else []),
        "a=ptime:20", "a=sendrecv",
    ]  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def read_sdp(text: str) -> MediaOffer:
    """Where the far side wants its audio.

    Raises:
        SipSyntaxError: there is no audio in it.
    """
    host = re.search(r"^c=IN IP4 (\S+)", text, re.MULTILINE)
    media = re.search(r"^m=audio (\d+) RTP/AVP ([\d ]+)", text, re.MULTILINE)
    if not host or not media:
        raise SipSyntaxError("no audio in the session description")
    return MediaOffer(host[1], int(media[1]), tuple(int(number) for number in media[2].split()))
