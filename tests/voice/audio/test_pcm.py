import numpy as np
import pytest

from voice.audio.pcm import SILENCE_DBFS, frames, level_dbfs, resample, trimmed
from voice.audio.telephone_line import RATE_HZ, TelephoneLine
from voice.media.transport import FRAME_BYTES


def tone(
    hertz: float, rate: int, seconds: float = 0.5, amplitude: float = 10_000
) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    at = np.arange(round(rate * seconds)) / rate
    return (amplitude * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def test_levels_are_against_full_scale() -> None:
    assert level_dbfs(np.zeros(100, np.int16)) == SILENCE_DBFS
    assert level_dbfs(tone(1000, 16_000, amplitude=32_767)) == pytest.approx(-3.0, abs=0.1)


def test_a_tone_keeps_its_pitch_and_length_at_another_rate() -> None:
    wide = resample(tone(1000, 22_050), 22_050, 16_000)
    assert len(wide) == pytest.approx(8000, abs=2)
    spectrum = np.abs(np.fft.rfft(wide))
    assert np.argmax(spectrum) * 16_000 / len(wide) == pytest.approx(1000, abs=4)


def test_silence_around_a_voice_is_cut_but_for_what_is_wanted() -> None:
    padded = np.concatenate(
        [np.zeros(500, np.int16), tone(500, 16_000, 0.1), np.zeros(700, np.int16)]
    )
    cut = trimmed(padded, lead=10, tail=20)
    assert abs(len(cut) - 1600 - 30) < 10
    assert len(trimmed(np.zeros(50, np.int16))) == 0


def test_the_last_frame_is_filled_up() -> None:
    assert [len(frame) for frame in frames(b"x" * (FRAME_BYTES + 2))] == [FRAME_BYTES, FRAME_BYTES]
    assert frames(b"") == []


@pytest.mark.parametrize(
    ("hertz", "passes"), [(100, False), (1000, True), (3000, True), (3900, False)]
)
def test_a_telephone_line_lets_speech_through_and_nothing_else(hertz: float, passes: bool) -> None:
    heard = TelephoneLine().carry(tone(hertz, 16_000), 16_000, np.random.default_rng(1))
    loss_db = level_dbfs(tone(hertz, 16_000)) - level_dbfs(heard)
    assert (loss_db < 3) if passes else (loss_db > 15)
    assert len(heard) == pytest.approx(RATE_HZ / 2, abs=2)


def test_noise_and_lost_packets_are_the_same_for_the_same_seed() -> None:
    line = TelephoneLine("alaw", snr_db=10, loss=0.3)
    first, second = (
        line.carry(tone(1000, 16_000), 16_000, np.random.default_rng(5)) for _ in range(2)
    )
    assert np.array_equal(first, second)
    packets = first[: len(first) // 160 * 160].reshape(-1, 160)
    assert 2 <= sum(not packet.any() for packet in packets) <= 15
