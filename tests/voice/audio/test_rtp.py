"""Golden packets, written by hand from RFC 3550 5.1 and 5.3.1."""

from pathlib import Path

import pytest

from voice.audio.rtp import Packet

GOLDEN = Path(__file__).parents[2] / "golden/rtp"
MEANINGS = {
    "plain": Packet(0, 1, 160, 7, b"\xff\xfe\xfd"),
    "marker_dynamic": Packet(118, 0xFFFF, 0xFFFFFFFF, 0xDEADBEEF, b"\x01\x02", marker=True),
    "padding": Packet(0, 2, 320, 7, b"\xaa\xbb"),
    "csrc": Packet(0, 3, 480, 7, b"\xcc\xdd"),
    "extension": Packet(0, 4, 640, 7, b"\xee"),
    "all": Packet(8, 5, 800, 7, b"\x55\x66\x77"),
}


@pytest.mark.parametrize("name", MEANINGS)
def test_a_golden_packet_is_read(name: str) -> None:
    wire = bytes.fromhex((GOLDEN / f"{name}.hex").read_text("ascii"))
    assert Packet.parse(wire) == MEANINGS[name]


def test_there_is_a_meaning_for_each_golden_packet() -> None:
    assert {path.stem for path in GOLDEN.glob("*.hex")} == set(MEANINGS)


@pytest.mark.parametrize("name", ["plain", "marker_dynamic"])
def test_a_golden_packet_is_written(name: str) -> None:
    wire = bytes.fromhex((GOLDEN / f"{name}.hex").read_text("ascii"))
    assert MEANINGS[name].serialize() == wire
