"""How soon a voice's first sound is there, and how long it computes for a second of speech.

    python -m benchmarks speaking [--coqui FOLDER] [--piper FILE.onnx]

espeak-ng always; the project's own Coqui voice, and models that are named, where Coqui and Piper are installed.
"""

import argparse
import asyncio
import json
import os
from contextlib import aclosing
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from statistics import median, quantiles
from time import perf_counter

from config.site import TextToSpeech
from voice.clock import RealClock
from voice.speaking import model_voice
from voice.speaking.engine import RATE_HZ, Engine
from voice.speaking.espeak import Espeak
from voice.speaking.voices import model_voice as voice_of

TEXTS = (
    "Wann möchten Sie kommen?",
    "Frei ist am Freitag um vierzehn Uhr dreißig. ",
    "Ich fasse zusammen: Haarschnitt bei Anna, am Freitag, dem sechsten März um vierzehn Uhr dreißig.",
    "Auf welchen Namen darf ich den Termin eintragen?",
    "Ist das richtig?",
    "Sie können die Nummer auch auf den Tasten eingeben.",
)
ROUNDS = 4


@dataclass(frozen=True)
class Row:
    """One voice with so many sentences asked for at once; milliseconds, and seconds of computing a second."""

    voice: str
    waiting: int
    first_p50: float
    first_p95: float
    real_time_factor: float


async def one(engine: Engine, text: str) -> tuple[float, float]:
    """Milliseconds to the first part, and seconds of sound."""
    began, first, samples = perf_counter(), None, 0
    async with aclosing(engine.chunks(text, voice="de", rate_wpm=150)) as parts:
        async for part in parts:
            if first is None:
                first = (perf_counter() - began) * 1000
            samples += len(part)
    assert first is not None
    return first, samples / RATE_HZ


async def measured(name: str, engine: Engine, waiting: int) -> Row:
    firsts, sound, began = list[float](), 0.0, perf_counter()
    for _ in range(ROUNDS):
        for start in range(len(TEXTS)):
            texts = [TEXTS[(start + index) % len(TEXTS)] for index in range(waiting)]
            for first, seconds in await asyncio.gather(*(one(engine, text) for text in texts)):
                firsts.append(first)
                sound += seconds
    spent = perf_counter() - began
    return Row(name, waiting, median(firsts), quantiles(firsts, n=20)[-1], spent / sound)


async def rows(settings: dict[str, TextToSpeech]) -> list[Row]:
    model_voice.FIRST_S = 60.0  # here we want to know how late it is, not to be spared it
    found = []
    for name, tts in settings.items():
        engine: Engine = voice_of(tts, RealClock()) or Espeak(RealClock())
        if isinstance(engine, model_voice.ModelVoice):
            await engine.open()
        await one(engine, TEXTS[0])
        found += [await measured(name, engine, waiting) for waiting in (1, 4)]
        await engine.close()
    return found


def main(arguments: list[str]) -> None:
    """Prints the table, and JSON as the last line."""
    parser = argparse.ArgumentParser(prog="benchmarks speaking")
    parser.add_argument("--coqui", action="append", default=[], help="a Coqui model's folder")
    parser.add_argument("--piper", action="append", default=[], help="a Piper voice's .onnx")
    options = parser.parse_args(arguments)
    settings = {"espeak": TextToSpeech()}
    if find_spec("TTS"):
        settings["coqui embedded"] = TextToSpeech(engine="coqui")
    settings |= {
        f"coqui {path}": TextToSpeech(engine="coqui", model=path) for path in options.coqui
    }
    settings |= {
        f"piper {path}": TextToSpeech(engine="piper", model=path) for path in options.piper
    }
    table = asyncio.run(rows(settings))
    print(f"{'voice':34} {'waiting':>7} {'first p50':>10} {'p95':>8} {'real time':>10}")
    for row in table:
        print(
            f"{row.voice[-34:]:34} {row.waiting:7} {row.first_p50:7.0f} ms {row.first_p95:5.0f} ms"
            f" {row.real_time_factor:10.3f}"
        )
    print(json.dumps({"cores": os.cpu_count(), "rows": [asdict(row) for row in table]}))
