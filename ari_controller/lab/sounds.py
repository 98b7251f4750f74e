"""Both sides of a simulated call as one small WAV file, for reports: 8 kHz, 8 bit, one channel."""

import io
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voice.audio.pcm import Samples, resample
from voice.media.transport import SAMPLE_RATE_HZ

RATE_HZ = 8000


def mixed(
    caller: Sequence[tuple[float, Samples]], assistant: Sequence[tuple[float, bytes]]
) -> bytes:
    """What was said by both, each at its time.

    Args:
        caller: when they began to say something, and its sound at 8 kHz.
        assistant: when each frame was heard, and the frame at 16 kHz.
    """
    begin = min([at for at, _ in caller] + [at for at, _ in assistant], default=0.0)
    spoken = _timeline(
        [(at - begin, np.frombuffer(pcm, "<i2")) for at, pcm in assistant], SAMPLE_RATE_HZ
    )
    heard = _timeline([(at - begin, samples) for at, samples in caller], RATE_HZ)
    return _wav(_sum(heard, resample(spoken, SAMPLE_RATE_HZ, RATE_HZ)))


def from_stereo(path: Path) -> bytes:
    """A stereo recording of the lab, made small."""
    with wave.open(str(path), "rb") as file:
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    return _wav(_sum(both[:, 0], both[:, 1]))


def _timeline(parts: Sequence[tuple[float, Samples]], rate_hz: int) -> Samples:
    """Parts at their times in s; one that comes early follows the one before it."""
    ends, placed, free = 0, list[tuple[int, Samples]](), 0
    for at, samples in parts:
        start = max(free, round(at * rate_hz))
        placed.append((start, samples))
        free = ends = start + len(samples)
    line = np.zeros(ends, np.int16)
    for start, samples in placed:
        line[start : start + len(samples)] = samples
    return line


def _sum(one: Samples, other: Samples) -> Samples:
    total = np.zeros(max(len(one), len(other)), np.int32)
    total[: len(one)] += one
    total[: len(other)] += other
    return np.clip(total, -32768, 32767).astype(np.int16)


def _wav(samples: Samples) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE_HZ)
        file.writeframes(((samples.astype(np.int32) >> 8) + 128).astype(np.uint8).tobytes())
    return target.getvalue()
