"""The espeak-ng worker for tools that wait for it: building the model, and its tests."""

import itertools
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from voice.speaking.espeak_protocol import SpeechEvent, SpeechHeader, SpeechRequest


@dataclass(frozen=True)
class Speech:
    """Rendered speech: int16 samples at `rate_hz`, and the words and phonemes in it."""

    samples: NDArray[np.int16]
    rate_hz: int
    events: Sequence[SpeechEvent]


class EspeakProcess:
    """One worker, spoken to synchronously."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "voice.speaking.espeak_program"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._ids = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the worker."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(5)

    def speak(self, text: str, voice: str = "de", **settings: int) -> Speech:
        """Renders a text with its events.

        Raises:
            RuntimeError: the worker refused or ended.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the espeak-ng worker has no pipe")
        request = SpeechRequest(next(self._ids), text, voice, events=True, **settings)
        stdin.write(request.to_line())
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError("the espeak-ng worker ended")
        header = SpeechHeader.from_line(line)
        audio = stdout.read(header.bytes)
        if header.error is not None:
            raise RuntimeError(header.error)
        return Speech(np.frombuffer(audio, np.int16), header.rate_hz, header.events or ())


PHONES: Sequence[str] = [
    "SIL",
    "f",
    "I",
    "S",
    "3",
    "y:",
    "r",
    "a",
    "l",
    "d",
    "i:",
    "n",
    "U",
    "m",
    "aU",
    "t",
    "@",
    "ts",
    "v",
    "aI",
    "x",
    "z",
    "E",
    "k",
    "s",
    "y",
    "b",
    "O",
    "g",
    "e:",
    "u:",
    "h",
    "OY",
    "C",
    "o:",
    "A:",
    "W",
    "j",
    "p",
    "tS",
    "N",
    "Y:",
    "E:",
]
"""Silence and the German phones of espeak-ng that the acoustic model tells apart."""

_MERGED: Mapping[str, str] = {
    "E2": "E", "A": "a", "UR": "U", "EI": "E", "R": "r", "I2": "I", "a#": "a", "V": "a", "aa": "a",
    "E#": "E", "e": "e:", "i": "i:", "o": "o:", "u": "u:", "dZ": "tS", "Z": "S", "w": "v", "W:": "Y:",
    "T": "s", "D": "z", "r-": "r", "l#": "l", "oU": "o:", "eI": "e:", "A~": "A:", "O~": "O", "W~": "W",
    "E~": "E", "&": "E", "0": "O", "@r": "3", "3:": "3", "@2": "@", "@L": "l", "aI@": "aI", "ai": "aI",
    "tS;": "tS", "U2": "U", "I#": "I", "pf": "f", "pF": "f", "a:": "A:", "i2": "i:", "ø:": "Y:",
}  # fmt: skip
"""Rare and foreign phones, and the one that they are trained as."""


def phone(mnemonic: str) -> str | None:
    """The model's phone for an espeak mnemonic; None for pauses and stress marks.

    Raises:
        KeyError: espeak-ng used a phone that the model does not know.
    """
    plain = mnemonic.lstrip("',%")
    if plain.startswith(("_", "(")) or plain in {"", "||", "|", "-", ";"}:
        return None
    name = _MERGED.get(plain, plain)
    if name not in PHONES:
        raise KeyError(f"unknown phone {mnemonic!r}")
    return name
