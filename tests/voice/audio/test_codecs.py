import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.audio.codecs import PAYLOAD_TYPES, CodecName, codec
from voice.audio.pcm import level_dbfs

BYTES_OF_20_MS = {"ulaw": 160, "alaw": 160, "slin": 320, "g722": 160}
NAMES = sorted(PAYLOAD_TYPES)


@pytest.mark.parametrize("name", NAMES)
def test_a_voice_comes_back_frame_by_frame(name: CodecName) -> None:
    ours = codec(name)
    frame = ours.rate_hz // 50
    at = np.arange(ours.rate_hz) / ours.rate_hz
    voice = (6000 * np.sin(2 * np.pi * 350 * at) + 3000 * np.sin(2 * np.pi * 900 * at)).astype(
        np.int16
    )
    payloads = [ours.encode(voice[i : i + frame]) for i in range(0, len(voice), frame)]
    assert {len(payload) for payload in payloads} == {BYTES_OF_20_MS[name]}
    back = np.concatenate([ours.decode(payload) for payload in payloads])
    assert len(back) == len(voice)
    delay = 22 if name == "g722" else 0  # its two filters of 24 taps, ITU-T G.722 chapter 4
    error = back[delay + 800 :].astype(int) - voice[800 : len(voice) - delay if delay else None]
    assert level_dbfs(voice) - level_dbfs(error.astype(np.int16)) > 25


@pytest.mark.parametrize("name", NAMES)
@given(payload=st.binary(max_size=700))
def test_any_payload_is_some_sound(name: CodecName, payload: bytes) -> None:
    assert codec(name).decode(payload).dtype == np.int16
