import os
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.audio import g711
from voice.audio.pcm import level_dbfs
from voice.audio.receiver import CONCEALED, WINDOW, Receiver
from voice.audio.rtp import Packet, RtpSyntaxError
from voice.audio.two_rates import Down, Up

BROKEN = 100_000 if os.environ.get("VORZIMMER_SOAK") else 10_000


def packet(number: int, *, ssrc: int = 7, timestamp: int | None = None) -> Packet:
    at = number * 160 if timestamp is None else timestamp
    payload = np.full(160, number % 1000 + 1, np.int16).tobytes()
    return Packet(0, number & 0xFFFF, at & 0xFFFFFFFF, ssrc, payload)


def new() -> Receiver:
    """Its payloads are plain samples: how a codec decodes is not judged here."""
    return Receiver(lambda payload: np.frombuffer(payload, np.int16))


def play(numbers: list[int], receiver: Receiver | None = None) -> list[int]:
    """What is heard of packets in this order of arrival: the first sample of each frame."""
    ears = receiver or new()
    return [int(frame[0]) for number in numbers for frame in ears.take(packet(number))]


def heard(*numbers: int) -> list[int]:
    return [number % 1000 + 1 for number in numbers]


def test_packets_in_order_are_heard_at_once() -> None:
    assert play([1, 2, 3, 4]) == heard(1, 2, 3, 4)


def test_packets_that_overtook_each_other_are_put_in_order() -> None:
    assert play([1, 3, 2, 4, 6, 5, 7]) == heard(1, 2, 3, 4, 5, 6, 7)


def test_duplicates_and_latecomers_are_dropped() -> None:
    receiver = new()
    assert play([1, 2, 2, 3, 1, 4], receiver) == heard(1, 2, 3, 4)
    assert receiver.counts == {"late": 2}


def test_numbers_wrap_around() -> None:
    numbers = [65534, 65535, 65536, 65537]
    assert play(numbers) == heard(*numbers)


def test_a_lost_frame_is_made_up_quieter_and_a_long_loss_is_silence() -> None:
    receiver = new()
    frames = play([1, 2, *range(9, 16)], receiver)
    assert frames[:2] == heard(1, 2)
    assert frames[2] == heard(2)[0] // 2
    assert frames[2 + CONCEALED] == 0
    assert frames[8:] == heard(*range(9, 16))
    assert receiver.counts["lost"] == 6


def test_time_that_was_not_sent_is_heard_as_silence() -> None:
    """Silence suppression, and the 140 ms of a key: the time stamp jumps, the number does not."""
    receiver = new()
    assert len(receiver.take(packet(1))) == 1
    frames = receiver.take(packet(2, timestamp=2 * 160 + 7 * 160))
    assert [int(frame[0]) for frame in frames] == [0] * 7 + heard(2)


def test_a_new_source_and_a_far_jump_begin_anew() -> None:
    receiver = new()
    receiver.take(packet(1))
    assert len(receiver.take(packet(500, ssrc=9))) == 1
    assert len(receiver.take(packet(9000, ssrc=9))) == 1
    assert receiver.counts["reset"] == 2


@given(st.lists(st.integers(0, 300), max_size=120), st.integers(0, 65_535))
def test_whatever_arrives_the_frames_are_whole_and_nothing_piles_up(
    numbers: list[int], start: int
) -> None:
    receiver = new()
    for number in numbers:
        for frame in receiver.take(packet(start + number)):
            assert len(frame) == 160
        assert len(receiver._waiting) <= WINDOW + 1


@pytest.mark.soak
def test_broken_packets_by_the_thousand_harm_nothing() -> None:
    random = Random(4711)
    whole = Packet(0, 1, 160, 7, bytes(160)).serialize()
    receiver, understood = Receiver(g711.decode), 0
    for _ in range(BROKEN):
        broken = bytearray(
            whole[: random.randint(0, len(whole))] if random.random() < 0.3 else whole
        )
        for _ in range(random.randint(0, 6)):
            if broken:
                broken[random.randrange(len(broken))] = random.getrandbits(8)
        try:
            parsed = Packet.parse(bytes(broken))
        except RtpSyntaxError:
            continue
        understood += 1
        receiver.take(parsed)
        assert len(receiver._waiting) <= WINDOW + 1
    print("seed 4711,", understood, "of", BROKEN, "read")  # noqa: T201
    assert understood > BROKEN / 10


@pytest.mark.parametrize("hertz", [300, 1000, 3000])
def test_a_tone_goes_up_and_down_in_frames_without_a_seam(hertz: float) -> None:
    at = np.arange(8000) / 8000
    tone = (8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)
    up, down = Up(), Down()
    wide = [up.convert(tone[i : i + 160]) for i in range(0, 8000, 160)]
    narrow = np.concatenate([down.convert(frame) for frame in wide])
    assert sum(len(frame) for frame in wide) == 16_000
    assert len(narrow) == 8000
    delay = 16  # samples at 8 kHz: 1 ms in each direction
    error = narrow[delay + 100 : 7900].astype(int) - tone[100 : 7900 - delay]
    assert level_dbfs(tone) - level_dbfs(error.astype(np.int16)) > 20  # 0.7 dB are missing at 3 kHz
