"""A lab call as a stereo file: the caller left, the assistant right, each at its own time."""

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ari_controller.lab.phone import FRAME, RATE_HZ, HeardFrame
from voice.audio.pcm import Samples


def write_stereo(path: Path, caller: Sequence[HeardFrame], assistant: Sequence[HeardFrame]) -> None:
    """Writes 8 kHz, 16 bit; time begins with the first frame of either side.

    Args:
        path: the file, replaced if it is there.
        caller: what the phone sent, in its order.
        assistant: what the phone received; lost frames are silence.
    """
    frames = [*caller, *assistant]
    begin = min((frame.at for frame in frames), default=0.0)
    length = max((round((frame.at - begin) * RATE_HZ) + 2 * FRAME for frame in frames), default=0)
    left, right = _timeline(caller, begin, length), _timeline(assistant, begin, length)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.column_stack([left, right]).astype("<i2").tobytes())


def _timeline(frames: Sequence[HeardFrame], begin: float, length: int) -> Samples:
    """One side; a frame that came a little early follows the one before it without a gap."""
    line = np.zeros(length, np.int16)
    free = 0
    for frame in frames:
        wanted = round((frame.at - begin) * RATE_HZ)
        at = free if abs(wanted - free) <= FRAME else max(wanted, free)
        samples = frame.samples[: max(0, length - at)]
        line[at : at + len(samples)] = samples
        free = at + len(frame.samples)
    return line
