"""Which languages are heard and spoken, and what hears, speaks and thinks."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

Key = Literal["de", "uk", "en"]
"""A language by its ISO 639-1 code."""
OtherKey = Literal["uk", "en"]

EMBEDDED = "embedded"
"""What ships with the program, instead of a path."""


class SpeechToText(BaseModel, frozen=True, extra="forbid"):
    """The recogniser."""

    model: str = EMBEDDED
    """A folder with a Vosk model for German, or "embedded": the project's own, for synthetic speech only."""
    models: dict[OtherKey, str] = {}
    """The same for other languages. Without an entry it is the embedded one where German's is, else none: callers
    are told that the language is not spoken."""
    threads: Annotated[int, Field(gt=0, le=64)] = 2
    grammars: bool = False
    """Tell the recogniser what may be said at questions with few answers; for models that learned other speech."""


class VoiceModel(BaseModel, frozen=True, extra="forbid"):
    """What speaks."""

    engine: Literal["espeak", "coqui", "piper"] = "espeak"
    """coqui and piper are extras; espeak-ng speaks for them while they cannot."""
    model: str = EMBEDDED
    """coqui: a model's folder, or the project's own small voice. piper: a voice's .onnx file."""
    vocoder: str | None = None
    """coqui: the folder of a vocoder for a model that makes spectrograms; else MODEL/vocoder, else Griffin-Lim."""


class OtherVoice(VoiceModel, frozen=True):
    """The voice of one more language."""

    voice: str | None = None
    """An espeak-ng voice; None: the language's own."""


class TextToSpeech(VoiceModel, frozen=True):
    """The voice; other languages than German have espeak-ng's where `voices` names nothing else."""

    voices: dict[OtherKey, OtherVoice] = {}
    voice: str = "de"
    """An espeak-ng voice."""
    rate_wpm: Annotated[int, Field(ge=80, le=450)] = 150


class LanguageModel(BaseModel, frozen=True, extra="forbid"):
    """A model that helps the rules with what they do not understand; without one they decide alone."""

    backend: Literal["ollama", "openai", "none"] = "ollama"
    """ollama: its own protocol; openai: any local server with /v1/chat/completions; none: switched off."""
    url: str = "http://127.0.0.1:11434"
    """http://HOST:PORT in the house, no password in it."""
    model: str | None = None
    """The model's name as its server knows it; absent: rules alone."""
    api_key_file: Path | None = None
    """A file with the server's key on its first line, where it wants one."""
    first_sentence_s: Annotated[float, Field(gt=0, le=10)] = 2.5
    """After that the rules answer instead."""
    turn_s: Annotated[float, Field(gt=0, le=15)] = 8.0
    """After that the model is cut off."""
    num_ctx: Annotated[int, Field(ge=1024, le=131_072)] = 4096
    """The context's length; the same in every request, another one would load the model again."""
    num_predict: Annotated[int, Field(ge=16, le=120)] = 120
    """The longest answer, in tokens."""
    temperature: Annotated[float, Field(ge=0, le=0.3)] = 0.0

    @property
    def wanted(self) -> bool:
        """True when there is a model to ask."""
        return self.backend != "none" and self.model is not None
