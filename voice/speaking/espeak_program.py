"""The espeak-ng worker: a program of its own behind a pipe, `python -m voice.speaking.espeak_program`.

It alone loads the library (GPL-3; ours is Apache-2.0), keeps its process-global state, and may crash
without taking a call with it. It reads requests from standard input until that ends.
"""

import ctypes
import sys
from typing import BinaryIO, ClassVar

import espeakng_loader

from voice.speaking.espeak_protocol import SpeechEvent, SpeechHeader, SpeechRequest

_SYNCHRONOUS = 2
_PHONEME_EVENTS, _IPA_EVENTS, _DONT_EXIT = 0x0001, 0x0002, 0x8000
_UTF8 = 1
_RATE, _VOLUME, _PITCH, _RANGE, _WORD_GAP = 1, 2, 3, 4, 7
_END, _WORD, _PHONEME = 0, 1, 7


class _Id(ctypes.Union):
    _fields_: ClassVar = [
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    ]


class _Event(ctypes.Structure):
    _fields_: ClassVar = [
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class EspeakLibrary:
    """The library, once per process: its voice, its parameters and its callback are global to it."""

    def __init__(self, *, ipa: bool = False) -> None:
        """`ipa`: events name phonemes by the International Phonetic Alphabet instead of espeak's mnemonics."""
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        options = _PHONEME_EVENTS | (_IPA_EVENTS if ipa else 0) | _DONT_EXIT
        self.rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, 60, data, options))
        if self.rate_hz <= 0:
            raise RuntimeError("espeak-ng did not start: its voice data cannot be read")
        self._audio: list[bytes] = []
        self._events: list[SpeechEvent] = []
        self._callback = _Callback(self._on_audio)  # the library keeps only a pointer to it
        self._library.espeak_SetSynthCallback(self._callback)

    def _on_audio(
        self,
        samples: "ctypes._Pointer[ctypes.c_short]",
        count: int,
        events: "ctypes._Pointer[_Event]",
    ) -> int:
        if count > 0:
            self._audio.append(ctypes.string_at(samples, 2 * count))
        index = 0
        while events[index].type != _END:
            event = events[index]
            if event.type == _WORD:
                self._events.append(SpeechEvent("word", event.sample, ""))
            elif event.type == _PHONEME:
                name = event.id.string.decode("utf-8", "replace")
                self._events.append(SpeechEvent("phoneme", event.sample, name))
            index += 1
        return 0

    def render(self, request: SpeechRequest) -> tuple[bytes, list[SpeechEvent]]:
        """Audio at `rate_hz` and the events in it.

        Raises:
            ValueError: there is no such voice.
            RuntimeError: the library refused the text.
        """
        library = self._library
        if library.espeak_SetVoiceByName(request.voice.encode()):
            raise ValueError(f"espeak-ng has no voice {request.voice!r}")
        for parameter, value in (
            (_RATE, request.rate),
            (_VOLUME, request.volume),
            (_PITCH, request.pitch),
            (_RANGE, request.range),
            (_WORD_GAP, request.word_gap),
        ):
            library.espeak_SetParameter(parameter, value, 0)
        self._audio.clear()
        self._events.clear()
        # The library seeds its breath noise with the time of day.
        library.espeak_ng_SetRandSeed(ctypes.c_long(1))
        text = request.text.encode() + b"\0"
        if library.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, _UTF8, None, None):
            raise RuntimeError("espeak-ng could not render the text")
        return b"".join(self._audio), list(self._events)


def serve(requests: BinaryIO, responses: BinaryIO) -> None:
    """Answers requests one after the other; a bad one gets an error, never an end."""
    library = EspeakLibrary()
    for line in requests:
        audio = b""
        try:
            request = SpeechRequest.from_line(line)
        except ValueError as error:
            header = SpeechHeader(-1, library.rate_hz, 0, error=str(error))
        else:
            try:
                audio, events = library.render(request)
                wanted = events if request.events else None
                header = SpeechHeader(request.id, library.rate_hz, len(audio), events=wanted)
            except (ValueError, RuntimeError) as error:
                header = SpeechHeader(request.id, library.rate_hz, 0, error=str(error))
        responses.write(header.to_line())
        responses.write(audio)
        responses.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
