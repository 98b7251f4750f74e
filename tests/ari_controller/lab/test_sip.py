import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_controller.lab import sip
from voice.audio import rtp

TOKEN = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=12)


@given(TOKEN, TOKEN, st.text("äöü abc\r\n=", max_size=40))
def test_a_request_comes_back_as_it_went(user: str, branch: str, body: str) -> None:
    headers = (("Via", f"SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bK{branch}"), ("CSeq", "7 INVITE"))
    message = sip.Message(headers, method="INVITE", uri=f"sip:{user}@127.0.0.1", body=body)
    parsed = sip.parse(message.serialize())
    assert (parsed.method, parsed.uri, parsed.headers, parsed.body) == (
        "INVITE",
        message.uri,
        headers,
        body,
    )
    assert parsed.cseq == (7, "INVITE")


def test_short_and_folded_headers_are_understood() -> None:
    text = b"SIP/2.0 200 OK\r\nv: SIP/2.0/UDP a\r\nf: <sip:a@b>\r\n ;tag=1\r\ni: 42\r\nl: 0\r\n\r\n"
    message = sip.parse(text)
    assert (message.status, message.header("From"), message.header("Call-ID")) == (
        200,
        "<sip:a@b> ;tag=1",
        "42",
    )


@pytest.mark.parametrize(
    "datagram", [b"", b"\xff\xfe", b"HELLO\r\n\r\n", b"SIP/2.0 200 OK\r\nnocolon\r\n\r\n"]
)
def test_what_is_no_message_is_refused(datagram: bytes) -> None:
    with pytest.raises(sip.SipSyntaxError):
        sip.parse(datagram)


def test_an_answer_repeats_what_identifies_the_request_and_tags_its_end() -> None:
    headers = (
        ("Via", "a"),
        ("Via", "b"),
        ("From", "<sip:x@y>;tag=1"),
        ("To", "<sip:z@y>"),
        ("Call-ID", "9"),
        ("CSeq", "2 BYE"),
    )
    answer = sip.response(sip.Message(headers, method="BYE", uri="sip:z@y"), 200, "OK", tag="t")
    assert answer.all("Via") == ["a", "b"]
    assert answer.header("To") == "<sip:z@y>;tag=t"
    assert answer.cseq == (2, "BYE")
    assert sip.uri_of(answer.header("From")) == "sip:x@y"


def test_an_offer_of_audio_is_read_back() -> None:
    offer = sip.read_sdp(sip.write_sdp("127.0.0.2", 4000, (0, 101), session=1))
    assert offer == sip.MediaOffer("127.0.0.2", 4000, (0, 101))
    with pytest.raises(sip.SipSyntaxError):
        sip.read_sdp("v=0\r\n")


@given(
    st.integers(0, 127), st.integers(0, 65535), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1),
    st.binary(max_size=200), st.booleans(),
)  # fmt: skip
def test_a_packet_comes_back_as_it_went(
    kind: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, marker: bool
) -> None:
    packet = rtp.Packet(kind, sequence, timestamp, ssrc, payload, marker)
    assert rtp.Packet.parse(packet.serialize()) == packet


def test_padding_sources_and_extensions_are_skipped() -> None:
    head = bytes([0x80 | 0x20 | 0x10 | 0x01, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3])
    packet = rtp.Packet.parse(head + b"csrc" + b"\xbe\xde\x00\x01abcd" + b"voice" + b"\0\0\x03")
    assert packet.payload == b"voice"


@pytest.mark.parametrize(
    "datagram", [b"", b"\x80", bytes(12), b"\x90" + bytes(11), b"\xa0" + bytes(10) + b"\xff"]
)
def test_what_is_no_packet_is_refused(datagram: bytes) -> None:
    with pytest.raises(rtp.RtpSyntaxError):
        rtp.Packet.parse(datagram)


def test_a_key_is_an_event_with_its_end_marked() -> None:
    assert rtp.telephone_event("#", end=True, duration=800) == bytes([11, 0x8A, 3, 32])
    assert rtp.telephone_event("5", end=False, duration=160) == bytes([5, 0x0A, 0, 160])
