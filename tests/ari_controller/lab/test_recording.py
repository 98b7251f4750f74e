"""The sound of a lab call: both sides on one clock, losses as silence."""

import wave
from pathlib import Path

import numpy as np

from ari_controller.lab.phone import FRAME, RATE_HZ, HeardFrame
from ari_controller.lab.recording import write_stereo


def frames(level: int, times: list[float]) -> list[HeardFrame]:
    return [HeardFrame(at, np.full(FRAME, level, np.int16)) for at in times]


def test_both_sides_stand_where_they_were_heard(tmp_path: Path) -> None:
    caller = frames(1000, [10.0 + 0.02 * n + 0.003 * (n % 2) for n in range(50)])
    assistant = frames(-500, [10.5 + 0.02 * n for n in range(25) if n not in (3, 4, 5, 6)])
    write_stereo(tmp_path / "call.wav", caller, assistant)
    with wave.open(str(tmp_path / "call.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, RATE_HZ, 2)
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    left, right = both[:, 0], both[:, 1]
    assert (left[: 50 * FRAME] == 1000).all()
    assert not right[: RATE_HZ // 2].any()
    assert (right[RATE_HZ // 2 : RATE_HZ // 2 + 3 * FRAME] == -500).all()
    assert not right[RATE_HZ // 2 + 3 * FRAME : RATE_HZ // 2 + 7 * FRAME].any()
    assert (right[RATE_HZ // 2 + 7 * FRAME : RATE_HZ // 2 + 25 * FRAME] == -500).all()


def test_a_call_without_sound_is_a_file_all_the_same(tmp_path: Path) -> None:
    write_stereo(tmp_path / "call.wav", [], [])
    with wave.open(str(tmp_path / "call.wav")) as file:
        assert file.getnframes() == 0
