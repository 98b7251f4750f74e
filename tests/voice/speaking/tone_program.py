"""A voice's program for tests: a tone for each word, and it does what a text tells it to."""

import os
import sys
import time
from collections.abc import Iterator

import numpy as np

from voice.audio.pcm import Samples
from voice.speaking.serving import own_output, refuse, serve

RATE_HZ = 8000
WORD_S = 0.2


def speak(text: str, voice: str, rate_wpm: int) -> Iterator[Samples]:
    """`die`, `hang`, `refuse`, `slow` and `late` do so at that word."""
    for word in text.rstrip(".").split():
        match word:
            case "die":
                os._exit(9)
            case "hang":
                time.sleep(600)
            case "refuse":
                raise ValueError("no such text")
            case "slow":
                time.sleep(0.15)
            case "late":
                time.sleep(0.8)
        time_s = np.arange(round(WORD_S * RATE_HZ)) / RATE_HZ
        yield (8000 * np.sin(2 * np.pi * 440 * time_s)).astype(np.int16)


if __name__ == "__main__":
    output = own_output()
    print("what a library prints is no answer")  # noqa: T201
    if sys.argv[1] == "missing":
        refuse(output, "tones are not installed: pip install tones")
    else:
        serve(sys.stdin.buffer, output, RATE_HZ, speak)
