"""The loop of a voice's program: requests from standard input, parts of sentences to standard output."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

import numpy as np

from voice.audio.pcm import Samples
from voice.speaking.espeak_protocol import SpeechHeader, SpeechRequest

Speak = Callable[[str, str, int], Iterator[Samples]]
"""Text, voice and words a minute to parts of samples."""


def own_output() -> BinaryIO:
    """Standard output for us alone: what libraries print goes to standard error from now on."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return output


def refuse(output: BinaryIO, reason: str) -> None:
    """Says why there will be no voice."""
    output.write(SpeechHeader(0, 0, 0, error=reason).to_line())
    output.flush()


def serve(requests: BinaryIO, output: BinaryIO, rate_hz: int, speak: Speak) -> None:
    """Says that it is ready, then answers requests until standard input ends."""
    waiting: SimpleQueue[bytes | None] = SimpleQueue()
    cancelled: set[int] = set()

    def read() -> None:
        for line in requests:
            number = _cancelled(line)
            if number is None:
                waiting.put(line)
            else:
                cancelled.add(number)
        waiting.put(None)

    Thread(target=read, name="requests", daemon=True).start()
    _send(output, SpeechHeader(0, rate_hz, 0), b"")
    while (line := waiting.get()) is not None:
        try:
            request = SpeechRequest.from_line(line)
        except ValueError as error:
            _send(output, SpeechHeader(-1, rate_hz, 0, error=str(error)), b"")
            continue
        reason = None
        try:
            for part in speak(request.text, request.voice, request.rate):
                if request.id in cancelled:
                    break
                pcm = part.astype(np.int16).tobytes()
                _send(output, SpeechHeader(request.id, rate_hz, len(pcm), more=True), pcm)
        except Exception as problem:  # noqa: BLE001  # a text must not end the voice
            reason = f"{type(problem).__name__}: {problem}"
        cancelled.discard(request.id)
        _send(output, SpeechHeader(request.id, rate_hz, 0, error=reason), b"")


def _cancelled(line: bytes) -> int | None:
    try:
        number = json.loads(line).get("cancel")
    except (ValueError, AttributeError):
        return None
    return number if isinstance(number, int) else None


def _send(output: BinaryIO, header: SpeechHeader, pcm: bytes) -> None:
    output.write(header.to_line())
    output.write(pcm)
    output.flush()
