"""Vosk: the only module that knows it. Audio in, words out, one stream per call."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import vosk

RATE_HZ = 16_000
_UNKNOWN = frozenset({"[unk]", "<unk>"})
_PARTS = ("am/final.mdl", "conf/mfcc.conf")


class ModelError(Exception):
    """The model cannot be used; the message says what is wrong with its folder."""


@dataclass(frozen=True)
class Recognised:
    """One piece of speech in words; both empty when nothing was recognised."""

    text: str
    confidence: float | None


def embedded_model(language: str = "de") -> Path:
    """The folder of the model that comes with the product: for synthetic speech only."""
    return Path(str(files("voice.hearing") / "embedded" / language))


class Recogniser:
    """A loaded model; streams of it may run in several threads at once."""

    def __init__(self, folder: Path) -> None:
        """Loads a model; takes a second to a minute, by its size.

        Raises:
            ModelError: the folder is no Vosk model.
        """
        if not folder.is_dir():
            raise ModelError(
                f"{folder}: there is no such folder; stt.model names a Vosk model's folder"
            )
        missing = [part for part in _PARTS if not (folder / part).is_file()]
        flat = (folder / "final.mdl").is_file() and (folder / "mfcc.conf").is_file()
        if missing and not flat:
            raise ModelError(
                f"{folder}: no Vosk model ({', '.join(missing)} missing); unpack one there"
            )
        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(folder))
        except Exception as error:  # Vosk raises the base class itself
            raise ModelError(f"{folder}: Vosk cannot load this model") from error

    def stream(self, grammar: Sequence[str] | None = None) -> "Stream":
        """A new stream; with a grammar only those phrases are recognised."""
        return Stream(self._model, grammar)


class Stream:
    """One caller's speech at 16 kHz; used by one thread at a time."""

    def __init__(self, model: vosk.Model, grammar: Sequence[str] | None) -> None:
        if grammar is None:
            self._recogniser = vosk.KaldiRecognizer(model, RATE_HZ)
        else:
            phrases = json.dumps([*grammar, "[unk]"], ensure_ascii=False)
            self._recogniser = vosk.KaldiRecognizer(model, RATE_HZ, phrases)
        self._recogniser.SetWords(enable_words=True)

    def feed(self, pcm: bytes) -> Recognised | None:
        """Takes audio; gives words when Vosk itself has seen an end."""
        if self._recogniser.AcceptWaveform(pcm):
            return _read(self._recogniser.Result())
        return None

    def partial(self) -> str:
        """The words so far."""
        return _known(json.loads(self._recogniser.PartialResult()).get("partial", ""))

    def finish(self) -> Recognised:
        """The words of everything fed since the last result; the stream goes on after it."""
        return _read(self._recogniser.FinalResult())


def _known(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _UNKNOWN)


def _read(result: str) -> Recognised:
    record = json.loads(result)
    words = [word for word in record.get("result", ()) if word.get("word") not in _UNKNOWN]
    confidence = sum(word.get("conf", 1.0) for word in words) / len(words) if words else None
    return Recognised(_known(record.get("text", "")), confidence)
