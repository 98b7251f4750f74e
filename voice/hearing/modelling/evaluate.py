"""What a recogniser is worth: word errors on sentences and voices that no training ever saw."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from voice.audio.pcm import resample
from voice.hearing.modelling import corpus, phrases, texts
from voice.hearing.modelling.telephone import RATE_HZ, Condition, fixed, to_8_khz
from voice.hearing.modelling.tongues import Speaker
from voice.hearing.recogniser import RATE_HZ as MODEL_HZ
from voice.hearing.recogniser import Recogniser

CONDITIONS = (Condition("telephone"), Condition("telephone_15_db", 15.0))
"""µ-law and 300-3400 Hz; and the same with white noise at 15 dB."""
SENTENCES = 320
SEED = 77
_LEAD_S, _TAIL_S = 0.3, 0.5


@dataclass(frozen=True)
class Figure:
    """One condition's result."""

    condition: str
    words: int
    errors: int
    sentences: int
    wrong: tuple[tuple[str, str], ...]
    """Said and understood, where they differ."""

    @property
    def rate(self) -> float:
        """Word error rate: substitutions, deletions and insertions for each word said."""
        return self.errors / self.words


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """The least number of words to change, drop and add (Levenshtein distance)."""
    distances = list(range(len(heard) + 1))
    for row, word in enumerate(said, 1):
        before, distances[0] = distances[0], row
        for column, other in enumerate(heard, 1):
            before, distances[column] = (
                distances[column],
                min(distances[column] + 1, distances[column - 1] + 1, before + (word != other)),
            )
    return distances[-1]


def held_out_sentences(count: int, seed: int, language: str = "de") -> list[str]:
    """Different sentences that the training leaves out."""
    random, grammar = Random(seed), texts.grammar(language)
    found: dict[str, None] = {}
    while len(found) < count:
        text = grammar.expand("start", random)
        if phrases.held_out(text):
            found[text] = None
    return list(found)


def evaluate(
    folder: Path, *, count: int = SENTENCES, seed: int = SEED, language: str = "de"
) -> list[Figure]:
    """Speaks held-out sentences with held-out voices over each condition, and compares."""
    recogniser = Recogniser(folder)
    said = held_out_sentences(count, seed, language)
    figures = []
    with Speaker(language, {}) as espeak:
        for condition in CONDITIONS:
            random, noise = Random(seed), np.random.default_rng(seed)
            errors = words = 0
            wrong = []
            for text in said:
                voice = corpus.voice_name(random.choice(corpus.HELD_OUT_VOICES))
                speech = espeak.speak(
                    text, voice, rate=random.randint(130, 190), pitch=random.randint(30, 70)
                )
                narrow = to_8_khz(speech.samples)
                padded = np.concatenate(
                    [np.zeros(int(_LEAD_S * RATE_HZ)), narrow, np.zeros(int(_TAIL_S * RATE_HZ))]
                )
                arrived = fixed(padded, condition, noise).astype(np.int16)
                stream = recogniser.stream()
                parts = [
                    stream.feed(resample(arrived, RATE_HZ, MODEL_HZ).tobytes()),
                    stream.finish(),
                ]
                heard = " ".join(part.text for part in parts if part is not None and part.text)
                mistakes = word_errors(text.split(), heard.split())
                errors, words = errors + mistakes, words + len(text.split())
                if mistakes:
                    wrong.append((text, heard))
            figures.append(Figure(condition.name, words, errors, len(said), tuple(wrong)))
    return figures


def record_figures(
    folder: Path, report: Callable[[str], None], language: str = "de"
) -> dict[str, float]:
    """Measures a model and writes the figures into its manifest."""
    report(f"measuring on {SENTENCES} held-out sentences")
    measured = evaluate(folder, language=language)
    rates = {figure.condition: round(figure.rate, 4) for figure in measured}
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["figures"] = {"word_error_rate": rates, "sentences": SENTENCES, "seed": SEED}
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return rates
