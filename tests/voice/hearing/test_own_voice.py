"""An echo is known by its shape, at any loudness and delay; another voice is not taken for ours."""

import numpy as np
import pytest

from voice.audio.g711 import decode, encode
from voice.audio.pcm import Samples, frames
from voice.hearing.own_voice import OwnVoice

RATE = 16_000
WINDOW = 8 * 512


def voice(seed: int, seconds: float = 1.4) -> Samples:
    """A voice of sorts: a wandering pitch with overtones, in syllables."""
    random = np.random.default_rng(seed)
    at = np.arange(round(seconds * RATE)) / RATE
    pitch = 110 + 60 * random.random() + 25 * np.sin(2 * np.pi * (2 + random.random()) * at)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = sum(random.random() / n * np.sin(n * phase + random.random() * 6) for n in range(1, 12))
    return (3000 * sound * (0.55 + 0.45 * np.sin(2 * np.pi * 4.5 * at))).astype(np.int16)


def own(said: Samples) -> OwnVoice:
    remembered = OwnVoice()
    for frame in frames(said.tobytes()):
        remembered.said(frame)
    return remembered


@pytest.mark.parametrize("level_db", [0, -12, -24])
@pytest.mark.parametrize("delay_s", [0.02, 0.16, 0.6])
def test_an_echo_is_known_through_a_telephone(level_db: int, delay_s: float) -> None:
    said = voice(1)
    end = len(said) - round(delay_s * RATE)
    echo = (said[end - WINDOW : end] * 10 ** (level_db / 20)).astype(np.int16)
    heard = decode(encode(echo))
    assert own(said).is_heard_in(heard)


def test_another_voice_is_not_ours_and_over_an_echo_it_is_heard() -> None:
    said = voice(1)
    echo = (said[-WINDOW:] * 10 ** (-12 / 20)).astype(np.int16)
    for seed in range(2, 30):
        caller = voice(seed)[-WINDOW:]
        assert not own(said).is_heard_in(caller), seed
        both = np.clip(caller.astype(int) + echo, -32768, 32767).astype(np.int16)
        assert not own(said).is_heard_in(both), seed


def test_the_beginning_of_our_first_word_is_known_too_and_silence_is_nobodys() -> None:
    said = voice(1)[: 2 * 320 * 4]
    heard = np.concatenate([np.zeros(WINDOW - 1600, np.int16), said[:1600] // 4])
    assert own(said).is_heard_in(heard)
    assert own(said).likeness(np.zeros(WINDOW, np.int16)) == 0.0
    assert OwnVoice().likeness(voice(1)[:WINDOW]) == 0.0
