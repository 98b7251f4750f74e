"""Which recognition models can be fetched, and from where."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Published:
    """One model as its makers publish it: a zip archive with one folder in it."""

    name: str
    language: str
    licence: str
    mb: int
    """Of the download, about."""
    url: str
    sha256: str | None = None
    """None: nobody has checked it yet."""


@cache
def recognisers() -> dict[str, Published]:
    """All of them by name."""
    text = (files("config") / "recognisers.yaml").read_text("utf-8")
    read = yaml.safe_load(text)
    return {name: Published(name=name, **fields) for name, fields in read.items()}
