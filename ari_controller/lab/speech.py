"""What a simulated caller's mouth does with a text: an espeak voice, and silence where they pause."""

import numpy as np

from ari_controller.lab.scenarios import PAUSE, Caller
from voice.audio.pcm import Samples
from voice.media.transport import SAMPLE_RATE_HZ
from voice.speaking.espeak import Espeak

PAUSE_S = 0.45
"""Shorter than any pause that ends a turn; the voice adds its own quiet at both sides."""


async def voiced(engine: Espeak, caller: Caller, text: str) -> Samples:
    """A text in the caller's voice."""
    parts: list[Samples] = []
    for part in filter(None, map(str.strip, text.split(PAUSE))):
        samples = await engine.synthesize(part, voice=caller.voice, rate_wpm=caller.rate)
        parts += [np.zeros(int(PAUSE_S * SAMPLE_RATE_HZ), np.int16)] if parts else []
        parts.append(samples)
    return np.concatenate(parts) if parts else np.zeros(0, np.int16)


def typed(text: str) -> str:
    """A text without its pauses, for lines that carry no sound."""
    return " ".join(text.replace(PAUSE, " ").split())
