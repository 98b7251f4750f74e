"""How loud both sides are, from frames that pass anyway."""

import numpy as np
import pytest

from voice.audio.level import FRAMES, SILENCE_DBFS, LevelMeter, dbfs
from voice.media.transport import FRAME_SAMPLES


def square(amplitude: int) -> bytes:
    return np.full(FRAME_SAMPLES, amplitude, np.int16).tobytes()


@pytest.mark.parametrize(
    ("frames", "level"),
    [
        ([square(-32768)], 0.0),
        ([square(3277)], -20.0),
        ([square(3277), square(0)], -23.0),
        ([square(0)], SILENCE_DBFS),
        ([], SILENCE_DBFS),
    ],
)
def test_loudness_is_that_of_the_mean_power(frames: list[bytes], level: float) -> None:
    assert dbfs(frames) == pytest.approx(level, abs=0.05)


def test_it_is_told_ten_times_a_second_and_only_while_somebody_looks() -> None:
    watched, told = [False], list[tuple[float, float]]()
    meter = LevelMeter(lambda: watched[0], lambda *levels: told.append(levels))

    def tenth() -> None:
        for _ in range(FRAMES):
            meter.said(square(32767))
            meter.heard(square(3277))

    tenth()
    watched[0] = True
    tenth()
    assert told == []
    tenth()
    [levels] = told
    assert list(levels) == pytest.approx([-20.0, 0.0], abs=0.05)
    watched[0] = False
    tenth()  # what was begun is told
    tenth()
    assert len(told) == 2
