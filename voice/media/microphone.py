"""A call without a telephone: this machine's microphone and loudspeaker, through PortAudio."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from typing import Any, Self

from voice.media.frames import Heard, Outgoing, whole_frames
from voice.media.transport import FRAME_SAMPLES, SAMPLE_RATE_HZ, TransportClosed


class MicrophoneError(Exception):
    """There is no sound to be had here; the message says what is missing."""


class MicrophoneTransport:
    """Implements `voice.media.transport.Transport`; PortAudio's thread fills and empties it."""

    name = "microphone"

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._heard = Heard()
        self._outgoing = Outgoing[bytes]()
        self._streams: list[Any] = []
        self._closed = False

    @classmethod
    async def open(cls, device: str | None = None) -> Self:
        """Starts the default devices, or those of this name.

        Raises:
            MicrophoneError: sounddevice or PortAudio is missing, or there is no such device.
        """
        transport = cls()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, transport._start, device)
        return transport

    def _start(self, device: str | None) -> None:
        sound = _sounddevice()
        common = {"samplerate": SAMPLE_RATE_HZ, "channels": 1, "dtype": "int16", "blocksize": FRAME_SAMPLES,
                  "device": device}  # fmt: skip
        try:
            self._streams = [
                sound.RawInputStream(callback=self._on_input, **common),
                sound.RawOutputStream(callback=self._on_output, **common),
            ]
            for stream in self._streams:
                stream.start()
        except (sound.PortAudioError, ValueError) as error:
            self._stop()
            raise MicrophoneError(f"the sound device cannot be used: {error}") from error

    def _on_input(self, data: Any, _frames: int, _time: Any, _status: Any) -> None:
        """In PortAudio's thread."""
        self._loop.call_soon_threadsafe(self._heard.put, bytes(data))

    def _on_output(self, data: Any, _frames: int, _time: Any, _status: Any) -> None:
        """In PortAudio's thread: the next frame, or silence."""
        data[:] = self._outgoing.next() or bytes(len(data))

    def frames(self) -> AsyncIterator[bytes]:
        """What the microphone hears."""
        return self._heard.frames()

    async def send(self, pcm: bytes) -> None:
        """Queues whole frames for the loudspeaker.

        Raises:
            ValueError: not a whole number of frames.
            TransportClosed: the call is over.
        """
        frames = whole_frames(pcm)
        if self._closed:
            raise TransportClosed("the microphone is closed")
        self._outgoing.put(frames)

    async def drained(self) -> None:
        """Returns when the last queued frame has been played."""
        await self._outgoing.drained()

    async def flush(self) -> None:
        """Drops what was not played yet."""
        self._outgoing.clear()

    async def close(self) -> None:
        """Frees the devices; safe to call twice."""
        if not self._closed:
            self._closed = True
            self._heard.close()
            await asyncio.get_running_loop().run_in_executor(None, self._stop)

    def _stop(self) -> None:
        streams, self._streams = self._streams, []
        for stream in streams:
            stream.close()


def _sounddevice() -> Any:
    try:
        return importlib.import_module("sounddevice")
    except ImportError as error:
        raise MicrophoneError(
            "the package for microphones is missing: pip install 'vorzimmer[talk]'"
        ) from error
    except OSError as error:
        raise MicrophoneError(
            "PortAudio is missing: install it with apt install libportaudio2"
        ) from error
