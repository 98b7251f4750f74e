"""The part of the program `espeak-ng` that Coqui calls: a text's phonemes. Standard library only, so that it starts fast.

    espeak_ng.py LIBRARY DATA [-q] [-b 1] -v LANGUAGE --ipa=1 -f FILE
    espeak_ng.py LIBRARY DATA --version
    espeak_ng.py LIBRARY DATA --voices

It runs as a process of its own: eSpeak NG is GPL-3.0, and nothing of ours is linked with it.
"""

import ctypes
import sys

_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_UTF8 = 1
_IPA = 0x02
_SEPARATOR = ord("_") << 8
"""Bits 8 to 23 of the phoneme mode: what stands between two phonemes."""


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
    )


def _library(path: str, data: str) -> ctypes.CDLL:
    library = ctypes.CDLL(path)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_Info.restype = ctypes.c_char_p
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    if library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DONT_EXIT) <= 0:
        sys.exit("espeak-ng: its voice data cannot be read")
    return library


def phonemes(library: ctypes.CDLL, language: str, text: str) -> list[str]:
    """IPA with "_" between phonemes, a line for each clause.

    Raises:
        ValueError: there is no such language.
    """
    if library.espeak_SetVoiceByName(language.encode()):
        raise ValueError(f"espeak-ng: there is no language {language!r}")
    content = ctypes.c_char_p(text.encode())
    rest = ctypes.cast(content, ctypes.c_void_p)
    clauses = []
    while rest.value:
        clause = library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA | _SEPARATOR)
        if clause:
            clauses.append(clause.decode())
    return clauses


def voices(library: ctypes.CDLL) -> list[str]:
    """Language and name of each voice, below a heading."""
    lines = ["Pty Language Age/Gender VoiceName"]
    found = library.espeak_ListVoices(None)
    index = 0
    while found[index]:
        voice = found[index].contents
        name = voice.name.decode().replace(" ", "_")
        lines.append(f" 5  {voice.languages[1:].decode()}  --/-  {name}")
        index += 1
    return lines


def main(arguments: list[str]) -> list[str]:
    """Answers one call; unknown options are ignored, as they only concern sound."""
    path, data, *options = arguments
    library = _library(path, data)
    if "--version" in options:
        return [f"eSpeak NG text-to-speech: {library.espeak_Info(None).decode()}  Data at: {data}"]
    if "--voices" in options:
        return voices(library)
    with open(options[options.index("-f") + 1], encoding="utf-8") as file:  # noqa: PTH123  # pathlib takes 20 ms
        text = file.read()
    return phonemes(library, options[options.index("-v") + 1], text)


if __name__ == "__main__":
    try:
        sys.stdout.write("\n".join(main(sys.argv[1:])) + "\n")
    except (ValueError, OSError) as error:
        sys.exit(str(error))
