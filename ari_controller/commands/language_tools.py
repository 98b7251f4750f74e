"""`understand` and `say`: both directions of the language, from the command line."""

import asyncio
import json
import sys
import wave
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ari_controller.commands.common import ConfigOption, configuration, fail
from config.models import Business
from voice.clock import RealClock
from voice.language.languages import LANGUAGES
from voice.language.languages import language as language_of
from voice.language.spoken_forms import NORMALISE
from voice.language.understanding import KINDS, understand
from voice.speaking.engine import RATE_HZ
from voice.speaking.espeak import Espeak
from voice.speaking.sentences import sentences


def understand_text(
    text: Annotated[
        str | None, typer.Argument(help="One expression; without it one per line is read.")
    ] = None,
    kind: Annotated[str, typer.Option(help=f"One of: {', '.join(KINDS)}.")] = "when",
    language: Annotated[str, typer.Option(help=f"One of: {', '.join(LANGUAGES)}.")] = "de",
    now: Annotated[
        str | None, typer.Option(help="Local time of the business, such as 2026-03-04T10:00.")
    ] = None,
    business: Annotated[str | None, typer.Option(help="Whose hours and names count.")] = None,
    config: ConfigOption = None,
) -> None:
    """Says in JSON what an expression means; null where it means nothing (exit status 1 for a single TEXT)."""
    if kind not in KINDS:
        raise fail(f"--kind {kind}: one of {', '.join(KINDS)} is expected", 2)
    try:
        spoken = language_of(language)
    except KeyError:
        raise fail(f"--language {language}: one of {', '.join(LANGUAGES)} is expected", 2) from None
    try:
        moment = datetime.fromisoformat(now) if now else datetime.now()  # noqa: DTZ005  # local, as the business reads it
    except ValueError:
        raise fail(f"--now {now}: a time like 2026-03-04T10:00 is expected", 2) from None
    owner = _business(business, config)
    lines = [text] if text is not None else (line.rstrip("\n") for line in sys.stdin)
    meaning = None
    for line in lines:
        meaning = understand(kind, line, spoken, moment, owner)
        typer.echo(json.dumps(meaning, ensure_ascii=False))
    if text is not None and meaning is None:
        raise typer.Exit(1)


def _business(key: str | None, config: Path | None) -> Business | None:
    if key is None:
        return None
    known = configuration(config).businesses
    if key not in known:
        raise fail(f"--business {key}: one of {', '.join(known)} is expected", 2)
    return known[key]


def say(
    text: str,
    out: Annotated[Path, typer.Option(help="The WAV file to write: 16 kHz, 16 bit, mono.")],
    voice: Annotated[str, typer.Option(help="An espeak-ng voice, such as de or de+f2.")] = "de",
    rate: Annotated[int, typer.Option(min=80, max=450, help="Words a minute.")] = 150,
    language: Annotated[
        str, typer.Option(help="Whose figures and abbreviations: de, uk or en.")
    ] = "de",
) -> None:
    """Speaks a text into a file, as callers would hear it."""
    if language not in NORMALISE:
        raise fail(f"--language {language}: one of {', '.join(NORMALISE)} is expected", 2)

    async def render() -> bytes:
        engine = Espeak(RealClock())
        try:
            parts = [
                await engine.synthesize(part, voice=voice, rate_wpm=rate)
                for part in sentences(NORMALISE[language](text))
            ]
        finally:
            await engine.close()
        pause = b"\0\0" * (RATE_HZ // 6)
        return pause.join(part.tobytes() for part in parts)

    pcm = asyncio.run(render())
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(pcm)
    typer.echo(f"{out}: {len(pcm) / 2 / RATE_HZ:.2f} s")
