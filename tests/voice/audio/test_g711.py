import warnings

import numpy as np
import pytest

from voice.audio import g711

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop  # an independent implementation, gone in Python 3.13

EVERY_SAMPLE = np.arange(-32768, 32768).astype(np.int16)
EVERY_CODE = bytes(range(256))


@pytest.mark.parametrize("codec", ["ulaw", "alaw"])
def test_every_code_decodes_as_the_standard_says(codec: g711.Codec) -> None:
    expected = getattr(audioop, f"{codec}2lin")(EVERY_CODE, 2)
    assert g711.decode(EVERY_CODE, codec).tobytes() == expected


@pytest.mark.parametrize("codec", ["ulaw", "alaw"])
def test_every_sample_encodes_as_the_standard_says(codec: g711.Codec) -> None:
    expected = getattr(audioop, f"lin2{codec}")(EVERY_SAMPLE.tobytes(), 2)
    ours = g711.encode(EVERY_SAMPLE, codec)
    different = [i for i in range(65536) if ours[i] != expected[i]]
    # Where a sample lies exactly between two codes either is right.
    for i in different:
        mine, other = g711.decode(ours[i : i + 1], codec), g711.decode(expected[i : i + 1], codec)
        sample = int(EVERY_SAMPLE[i])
        assert abs(int(mine[0]) - sample) <= abs(int(other[0]) - sample) + 4
    assert len(different) < 700
