"""What simulated callers sound like, and how their calls are kept."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from ari_controller.lab.phone import FRAME, HeardFrame
from ari_controller.lab.recording import write_stereo
from ari_controller.lab.scenarios import Caller
from ari_controller.lab.sip_run import _losing
from ari_controller.lab.sounds import RATE_HZ, from_stereo, mixed
from ari_controller.lab.speech import PAUSE_S, typed, voiced
from voice.audio.pcm import Samples
from voice.clock import RealClock
from voice.speaking.espeak import Espeak


def read(sound: bytes) -> Samples:
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 1, RATE_HZ)
        raw = np.frombuffer(file.readframes(file.getnframes()), np.uint8)
    return (raw.astype(np.int16) - 128) << 8


def test_both_sides_are_heard_at_their_times() -> None:
    loud = np.full(RATE_HZ, 8000, np.int16)
    frame = np.full(320, -6000, "<i2").tobytes()
    sound = read(mixed([(10.0, loud)], [(12.0 + 0.02 * n, frame) for n in range(50)]))
    assert len(sound) == pytest.approx(3 * RATE_HZ, abs=RATE_HZ * 0.05)
    assert np.median(sound[:RATE_HZ]) == pytest.approx(8000, abs=300)
    assert not sound[RATE_HZ + 200 : 2 * RATE_HZ - 200].any()
    assert np.median(sound[2 * RATE_HZ + 200 : 3 * RATE_HZ - 400]) == pytest.approx(-6000, abs=300)


def test_a_call_in_which_nothing_was_said_is_a_file_too() -> None:
    assert len(read(mixed([], []))) == 0


def test_a_recording_over_sip_is_made_small(tmp_path: Path) -> None:
    frames = [HeardFrame(0.02 * n, np.full(FRAME, 4096, np.int16)) for n in range(10)]
    write_stereo(tmp_path / "call.wav", frames, [])
    sound = read(from_stereo(tmp_path / "call.wav"))
    assert set(sound[: 10 * FRAME]) == {4096}


async def test_a_pause_in_a_text_is_heard_as_one() -> None:
    engine = Espeak(RealClock())
    try:
        plain = await voiced(engine, Caller(), "am Freitag um zehn")
        paused = await voiced(engine, Caller(), "am Freitag … um zehn")
        assert len(paused) - len(plain) >= PAUSE_S * 16_000 * 0.9
        assert len(await voiced(engine, Caller(), " … ")) == 0
    finally:
        await engine.close()


def test_text_has_no_pauses() -> None:
    assert typed("am Freitag … um zehn") == "am Freitag um zehn"


def test_packets_are_really_lost_and_the_seed_says_which() -> None:
    frame = np.zeros(FRAME, np.int16)

    def lost(seed: int) -> list[bool]:
        impair = _losing(0.03, seed)
        return [impair(frame) is None for _ in range(5000)]

    assert lost(1) == lost(1) != lost(2)
    assert 100 < sum(lost(1)) < 200
