"""Which voices there are, and where those come from that do not come along."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Voice:
    """One voice of an engine."""

    name: str
    engine: str
    language: str
    """One or several, with spaces between."""
    licence: str
    mb: int
    """Of the download, about; 0: it comes along."""
    url: str | None = None
    """coqui: a zip archive with one folder in it; piper: the .onnx file, with .onnx.json beside it."""
    vocoder: str | None = None
    """coqui: where the vocoder of a model that makes spectrograms comes from."""
    sha256: str | None = None
    """None: nobody has checked it yet."""


@cache
def voices() -> dict[str, Voice]:
    """All of them by name."""
    read = yaml.safe_load((files("config") / "voices.yaml").read_text("utf-8"))
    return {name: Voice(name=name, **fields) for name, fields in read.items()}
