"""How callers wish for another language: each recogniser hears it in all of them."""

from collections.abc import Container, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from voice.hearing.modelling.tongues import LANGUAGES, Speaker

_REPEATS = 40
"""How often each wish stands among the sentences that a graph learns from; those of its own language, twice as often."""


@cache
def _read() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("wishes.yaml").read_text("utf-8")
    read: dict[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506  # strings only, our own file
    return read


def own(language: str) -> Sequence[str]:
    """The wishes that are said in a language."""
    wishes: Sequence[str] = _read()[language]
    return wishes


def foreign(language: str) -> dict[str, str]:
    """Each wish in another language that this one's recogniser knows, and which one that is."""
    abroad = _read()["abroad"]
    return {text: other for other in LANGUAGES if other != language for text in abroad[other]}


def in_graph(language: str) -> list[str]:
    """What a language's word grammar learns of them."""
    return [*list(own(language)) * (2 * _REPEATS), *list(foreign(language)) * _REPEATS]


def lexicon(language: str, known: Container[str]) -> dict[str, list[tuple[float, tuple[str, ...]]]]:
    """The words of the wishes that a lexicon lacks, each in the voice of the language to which it belongs."""
    texts = [*((text, language) for text in own(language)), *foreign(language).items()]
    found: dict[str, list[tuple[float, tuple[str, ...]]]] = {}
    with Speaker(language, {}) as speaker:
        for text, spoken_in in texts:
            for word in text.split():
                if word not in known and word not in found:
                    found[word] = [(0.0, speaker.phones(word, spoken_in))]
    return found
