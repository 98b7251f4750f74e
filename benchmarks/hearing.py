"""What the recogniser makes of answers over bad lines, with and without grammars, and what our ears cost beside it.

    python -m benchmarks hearing [--model FOLDER]

Callers' sentences by held-out synthetic voices over µ-law at 300 to 3400 Hz with white noise. An error is a
sentence whose meaning came out differently: another number, another time, another answer.
"""

import argparse
import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from time import process_time

import numpy as np

from storage.events import SlotName
from voice.audio.pcm import Samples, resample
from voice.hearing.listener import Listener
from voice.hearing.modelling import corpus, phrases
from voice.hearing.modelling.espeak import EspeakProcess
from voice.hearing.modelling.telephone import RATE_HZ, Condition, fixed, to_8_khz
from voice.hearing.recogniser import RATE_HZ as WIDE
from voice.hearing.recogniser import Recogniser, Stream, embedded_model
from voice.hearing.vad import Detectors
from voice.language.languages import language

SENTENCES, SEED = 60, 20261121
NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local time of the business
CONDITIONS = (Condition("telephone"), Condition("15 dB", 15.0), Condition("8 dB", 8.0))
FRAME = 640
GERMAN = language("de")
QUESTIONS: Mapping[tuple[str, SlotName], Callable[[str], object]] = {
    ("yes", "confirm"): GERMAN.answer,
    ("no", "confirm"): GERMAN.answer,
    ("correction", "confirm"): lambda text: (GERMAN.answer(text), GERMAN.when(text, NOW)),
    ("when_answer", "when"): lambda text: GERMAN.when(text, NOW),
    ("phone_answer", "phone"): GERMAN.phone,
    ("name_answer", "name"): GERMAN.name,
}


def lines(symbol: str, condition: Condition, espeak: EspeakProcess) -> list[tuple[str, Samples]]:
    """Sentences and how they arrive, at 16 kHz."""
    random, noise, grammar = Random(SEED), np.random.default_rng(SEED), phrases.german()
    found = []
    for _ in range(SENTENCES):
        text = grammar.expand(symbol, random)
        voice = corpus.voice_name(random.choice(corpus.HELD_OUT_VOICES))
        speech = espeak.speak(text, voice, rate=random.randint(130, 190))
        padded = np.concatenate([np.zeros(2400), to_8_khz(speech.samples), np.zeros(4000)])
        arrived = fixed(padded, condition, noise).astype(np.int16)
        found.append((text, resample(arrived, RATE_HZ, WIDE)))
    return found


def heard(stream: Stream, sound: Samples) -> str:
    pcm = sound.tobytes()
    parts = [stream.feed(pcm[at : at + FRAME]) for at in range(0, len(pcm), FRAME)]
    parts.append(stream.finish())
    return " ".join(part.text for part in parts if part is not None and part.text)


def table(recogniser: Recogniser) -> list[dict[str, object]]:
    rows = list[dict[str, object]]()
    with EspeakProcess() as espeak:
        for condition in CONDITIONS:
            for (symbol, slot), meaning in QUESTIONS.items():
                wrong = {"full": 0, "grammar": 0}
                for text, sound in lines(symbol, condition, espeak):
                    for kind in wrong:
                        told = GERMAN.grammar(slot) if kind == "grammar" else None
                        if meaning(heard(recogniser.stream(told), sound)) != meaning(text):
                            wrong[kind] += 1
                rows.append({"line": condition.name, "answer": symbol, "of": SENTENCES, **wrong})
    return rows


def cost(recogniser: Recogniser) -> dict[str, float]:
    """CPU seconds for each second of sound: the bare recogniser, and our ears with the detector and all."""
    with EspeakProcess() as espeak:
        sounds = [sound for _, sound in lines("booking", CONDITIONS[0], espeak)]
    seconds = sum(len(sound) for sound in sounds) / WIDE
    detectors = Detectors(1)
    detectors.fill()
    spent = {"bare": list[float](), "ears": list[float]()}
    for _ in range(5):
        began = process_time()
        for sound in sounds:
            heard(recogniser.stream(), sound)
        spent["bare"].append(process_time() - began)
        listener = Listener(detectors.take(), recogniser.stream())
        began = process_time()
        for sound in sounds:
            pcm = sound.tobytes()
            for at in range(0, len(pcm), FRAME):
                listener.hear(pcm[at : at + FRAME], at / 2 / WIDE)
            if listener.in_turn:
                listener.finish()
        spent["ears"].append(process_time() - began)
    bare, ears = (sorted(values)[2] / seconds for values in spent.values())
    return {"bare": bare, "ears": ears, "relative": ears / bare}


def main(arguments: list[str]) -> None:
    """Prints both tables, and JSON as the last line."""
    parser = argparse.ArgumentParser(prog="benchmarks hearing")
    parser.add_argument("--model", type=Path, default=embedded_model())
    recogniser = Recogniser(parser.parse_args(arguments).model)
    rows, load = table(recogniser), cost(recogniser)
    print(
        f"{'line':10} {'answer':14} {'of':>4} {'full':>5} {'grammar':>8}   (meanings that came out wrong)"
    )
    for row in rows:
        print(
            f"{row['line']:10} {row['answer']:14} {row['of']:4} {row['full']:5} {row['grammar']:8}"
        )
    print(
        f"CPU for a second of sound: recogniser alone {1000 * load['bare']:.1f} ms, "
        f"ears {1000 * load['ears']:.1f} ms: {load['relative']:.2f} times"
    )
    print(json.dumps({"cores": os.cpu_count(), "rows": rows, "cpu": load}))
