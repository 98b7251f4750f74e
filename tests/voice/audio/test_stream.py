import numpy as np
import pytest

from voice.audio.pcm import Samples, resample
from voice.audio.stream import SpeechStream

RATE_HZ = 22_050


def sentence(lead_s: float, tail_s: float) -> Samples:
    """A second of a rising tone with silence around it."""
    time_s = np.arange(RATE_HZ) / RATE_HZ
    tone = 6000 * np.sin(2 * np.pi * (200 + 400 * time_s) * time_s)
    silence = [np.zeros(round(RATE_HZ * length)) for length in (lead_s, tail_s)]
    return np.concatenate([silence[0], tone, silence[1]]).astype(np.int16)


@pytest.mark.parametrize("size", [100, 1000, 5000, 100_000])
@pytest.mark.parametrize(("lead_s", "tail_s"), [(0.0, 0.0), (0.3, 0.4)])
def test_parts_together_are_the_whole_without_the_silence_around_it(
    size: int, lead_s: float, tail_s: float
) -> None:
    whole = sentence(lead_s, tail_s)
    stream = SpeechStream(RATE_HZ, 16_000)
    parts = [
        stream.feed(whole[at : at + size], last=at + size >= len(whole))
        for at in range(0, len(whole), size)
    ]
    together = np.concatenate(parts).astype(float)
    assert abs(len(together) - 16_000) < 16_000 * 0.04
    reference = resample(sentence(0.0, 0.0), RATE_HZ, 16_000).astype(float)
    shift = int(np.argmax(np.correlate(together[:4000], reference[:2000], "valid")))
    length = min(len(together) - shift, len(reference))
    assert np.corrcoef(together[shift : shift + length], reference[:length])[0, 1] > 0.999


def test_a_pause_within_a_sentence_stays() -> None:
    stream = SpeechStream(RATE_HZ, 16_000)
    word, pause = sentence(0.0, 0.0), np.zeros(RATE_HZ, np.int16)
    parts = [stream.feed(part, last=False) for part in (word, pause)]
    parts.append(stream.feed(word, last=True))
    assert abs(sum(map(len, parts)) - 3 * 16_000) < 400


def test_silence_alone_is_nothing() -> None:
    stream = SpeechStream(RATE_HZ, 16_000)
    assert not len(stream.feed(np.zeros(9000, np.int16), last=False))
    assert not len(stream.feed(np.zeros(9000, np.int16), last=True))
