"""Which model the simulated calls have: the configured one, an Ollama that is there, the stand-in, or none."""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from ari_controller.lab.errors import LabError
from ari_controller.lab.ollama_stand_in import Settings, ollama_stand_in
from ari_controller.lab.stand_in_model import Mixer
from config.in_house import not_in_the_house
from config.prompts import read_prompts
from config.site import Configuration, LanguageModel
from voice.thinking.errors import ThinkingError

Choice = Literal["stand-in", "bad-stand-in", "ollama", "none"]
SEED, BAD = 20261121, 0.6
"""What the bad stand-in draws, and how many of its answers are bad."""
DEFAULT_PORT = 11434


@contextmanager
def with_model(
    known: Configuration, choice: Choice | None, environ: Mapping[str, str] = os.environ
) -> Iterator[Configuration]:
    """The configuration with the chosen model; a stand-in runs until the block ends.

    Raises:
        LabError: there is no Ollama, or none in the house.
    """
    if choice is None:
        yield known
        return
    read_prompts()
    if choice in ("stand-in", "bad-stand-in"):
        mixer = Mixer(SEED, BAD) if choice == "bad-stand-in" else None
        # Virtual time stands still while the model is waited for: late is only slow here.
        with ollama_stand_in(Settings(mixer=mixer, late_s=0.1)) as server:
            yield _having(known, LanguageModel(url=server.url, model="stand-in"))
    elif choice == "none":
        yield _having(known, LanguageModel(backend="none"))
    else:
        yield _having(known, _running(known.site.llm, environ))


def _having(known: Configuration, llm: LanguageModel) -> Configuration:
    return known.model_copy(update={"site": known.site.model_copy(update={"llm": llm})})


def host_of(environ: Mapping[str, str], default: str) -> str:
    """$OLLAMA_HOST as Ollama itself reads it: a host, HOST:PORT or an address; else the default."""
    written = environ.get("OLLAMA_HOST", "").strip().rstrip("/")
    if not written:
        return default
    scheme, _, rest = written.rpartition("://")
    host, colon, port = rest.rpartition(":")
    if not colon or not port.isdigit():
        host, port = rest, str(DEFAULT_PORT)
    if host in ("", "0.0.0.0"):  # noqa: S104  # where it listens; it is called on loopback
        host = "127.0.0.1"
    return f"{scheme or 'http'}://{host}:{port}"


def _running(llm: LanguageModel, environ: Mapping[str, str]) -> LanguageModel:
    """The configured model on the Ollama that is there; without one, the first that it has."""
    from voice.thinking.ollama_model import OllamaModel  # noqa: PLC0415  # a large library

    url = host_of(environ, llm.url)
    why = not_in_the_house(url)
    if why is not None:
        raise LabError(f"OLLAMA_HOST: {': '.join(why)}")
    found = llm.model_copy(update={"url": url, "backend": "ollama"})

    async def installed() -> list[str]:
        model = OllamaModel(found)
        try:
            return await model.installed()
        finally:
            await model.close()

    try:
        there = asyncio.run(installed())
    except ThinkingError as error:
        raise LabError(str(error)) from None
    if found.model is None and not there:
        raise LabError(f"{url} has no model: vorzimmer models pull-llm qwen3:4b")
    return found if found.model else found.model_copy(update={"model": there[0]})


def write_model(site: Path, llm: LanguageModel) -> None:
    """Adds the model to a lab's `vorzimmer.yaml`, for a controller in a process of its own."""
    line = f"llm: {json.dumps(llm.model_dump(mode='json', exclude_defaults=True))}\n"
    file = site / "vorzimmer.yaml"
    file.write_text(file.read_text("utf-8") + line, "utf-8")
