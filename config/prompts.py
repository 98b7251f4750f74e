"""Text that steers a language model, by language: what it is told, and what it may say by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Prompts:
    """One language's file."""

    instructions: str
    """The system message; {business} and {facts} are filled in."""
    facts: Mapping[str, str]
    """One line for each kind of fact."""
    extraction: str
    """The system message for a call that is over."""
    retry: str
    """After an answer that cannot be used; {error} says why."""
    words: frozenset[str]
    """Written with a capital letter and yet no name, beside the catalogue's own."""
    figures: tuple[str, ...]
    """Beginnings of words for numbers, days, times and money: only a given fact may bring them."""
    claims: tuple[str, ...]
    """Beginnings of words that tell of something done, free or promised: never the model's to say."""


@cache
def prompt_languages() -> tuple[str, ...]:
    """The languages that have prompts."""
    entries = (files("config") / "prompts").iterdir()
    names = [e.name.removesuffix(".yaml") for e in entries if e.name.endswith(".yaml")]
    return tuple(sorted(names))


@cache
def prompts(language: str) -> Prompts:
    """One language's prompts.

    Raises:
        FileNotFoundError: it has none.
    """
    text = (files("config") / "prompts" / f"{language}.yaml").read_text("utf-8")
    found = yaml.load(text, yaml.CBaseLoader)  # noqa: S506  # strings only, our own file
    return Prompts(
        instructions=found["instructions"],
        facts=found["facts"],
        extraction=found["extraction"],
        retry=found["retry"],
        words=frozenset(found["words"].lower().split()),
        figures=tuple(found["figures"].split()),
        claims=tuple(found["claims"].split()),
    )


def read_prompts() -> None:
    """Reads every language's file, so that no call waits for a disk later."""
    for language in prompt_languages():
        prompts(language)
