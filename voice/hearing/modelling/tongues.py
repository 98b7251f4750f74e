"""The languages that espeak-ng speaks for our recognisers: their voices, and their phones by German's names.

Every network tells 43 phones apart, and their names are those of German (`PHONES`). Another language names each of its
phones by the nearest German one, or by one that it has no use for: a network is trained for one language.
"""

import contextlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voice.hearing.modelling.espeak import EspeakProcess, Speech, phone
from voice.speaking.espeak_protocol import SpeechEvent


@dataclass(frozen=True)
class Tongue:
    """One language in espeak-ng's voices."""

    voices: Sequence[str]
    """Taken in turn."""
    phones: Mapping[str, str]
    """espeak's mnemonics, where their name is not the one of `PHONES`."""
    abroad: Mapping[str, str]
    """Names that German has for other phones, and the nearest one: for words in another language's recogniser."""


_UKRAINIAN: Mapping[str, str] = {
    "o": "O", "i": "i:", "u": "u:", "R": "r", "t[": "t", "d[": "d", "B": "v", "w": "v", "n^": "y", "l^": "y:", "s;": "C",
    "Z": "OY", "dZ": "aU", "I2": "I", "Q": "h", "a#": "a", "l#": "l", "ts;": "ts", "@-": "@", "E2": "E", "e": "E",
}  # fmt: skip
_ENGLISH: Mapping[str, str] = {
    "eI": "e:", "oU": "o:", "0": "O", "O:": "O", "O@": "O", "o@": "O", "O2": "O", "a": "E:", "aa": "E:", "V": "a", "a#": "@",
    "i": "i:", "i@": "i:", "i@3": "i:", "e@": "Y:", "A@": "A:", "U@": "U", "3:": "W", "@L": "y:", "@2": "@", "@-": "@",
    "I2": "I", "I#": "I", "aI@": "aI", "aI3": "aI", "aU@": "aU", "OI": "OY", "w": "y", "T": "C", "D": "x", "dZ": "ts", "Z": "S",
    "r-": "r", "?": "t", "t#": "t", "t2": "t", "l#": "l", "n-": "n", "E#": "E", "u": "u:",
}  # fmt: skip
LANGUAGES: Mapping[str, Tongue] = {
    "de": Tongue(("de",), {}, {}),
    "uk": Tongue(("uk",), _UKRAINIAN, {"y": "n", "y:": "l", "OY": "S", "aU": "tS"}),
    "en": Tongue(
        ("en", "en", "en-us"),
        _ENGLISH,
        {"y": "v", "y:": "l", "Y:": "E", "E:": "E", "x": "z", "C": "s", "ts": "tS"},
    ),
}


class Speaker(EspeakProcess):
    """Speaks its language wherever German is asked for, and names phones by German's names."""

    def __init__(self, language: str, foreign: Mapping[str, str]) -> None:
        """`foreign`: texts that are spoken in another language, and in which."""
        super().__init__()
        self._language = language
        self._foreign = foreign
        self._voices = {key: itertools.cycle(tongue.voices) for key, tongue in LANGUAGES.items()}

    def speak(self, text: str, voice: str = "de", **settings: int) -> Speech:
        """Renders a text in the variant of the voice that is asked for."""
        return self._speak(text, self._foreign.get(text, self._language), voice, **settings)

    def phones(self, word: str, language: str) -> tuple[str, ...]:
        """A word's phones when a voice of that language says it alone."""
        events = self._speak(word, language, "de").events
        names = (phone(event.name) for event in events if event.kind == "phoneme")
        return tuple(name for name in names if name is not None)

    def _speak(self, text: str, language: str, voice: str, **settings: int) -> Speech:
        _, plus, variant = voice.partition("+")
        voice = next(self._voices[language])
        try:
            spoken = super().speak(text, voice + plus + variant, **settings)
        except RuntimeError:
            # Some variants with some English words crash espeak-ng 1.52: the plain voice says them.
            with contextlib.suppress(OSError):
                self.close()
            super().__init__()
            spoken = super().speak(text, voice, **settings)
        tongue = LANGUAGES[language]
        abroad = {} if language == self._language else tongue.abroad
        events = [_named(event, tongue.phones, abroad) for event in spoken.events]
        return replace(spoken, events=events)


def _named(event: SpeechEvent, own: Mapping[str, str], abroad: Mapping[str, str]) -> SpeechEvent:
    if event.kind != "phoneme":
        return event
    plain = event.name.lstrip("',%")
    name = own.get(plain, plain)
    return event._replace(name=abroad.get(name, name))
