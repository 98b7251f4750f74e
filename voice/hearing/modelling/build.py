"""Makes the embedded recogniser from nothing but espeak-ng: speech, training, graph, figures, manifest."""

import hashlib
import json
import math
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from multiprocessing import get_context
from pathlib import Path

from voice.hearing.modelling import acoustic, corpus, espeak, graph, kaldi, phrases, texts, wishes

MFCC_CONF = """--use-energy=false
--sample-frequency=8000
--num-mel-bins=32
--num-ceps=32
--low-freq=100
--high-freq=3700
--dither=0
"""
MODEL_CONF = """--min-active=200
--max-active=3000
--beam=12.0
--lattice-beam=4.0
--acoustic-scale=1.0
--frame-subsampling-factor=3
--frames-per-chunk=9
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
_MOST_PRONUNCIATIONS = 3
_LEAST_SHARE = 0.08
_SCRIPTS = (
    "acoustic",
    "build",
    "corpus",
    "espeak",
    "fst",
    "graph",
    "kaldi",
    "phrases",
    "telephone",
    "texts",
    "tongues",
    "wishes",
)
Report = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """What determines a model."""

    seed: int = 20261121
    utterances: int = 16_000
    train_seconds: float = 1500.0
    sentences: int = 40_000
    shards: int = 2


def build(folder: Path, recipe: Recipe, report: Report) -> None:
    """Writes a Vosk model folder; an older one there is replaced only when the new one is whole.

    Takes about half an hour on one core, most of it training.
    """
    report(f"speaking {recipe.utterances} utterances")
    spoken = gathered(corpus.record, recipe)
    lexicon = pronounced(spoken, phrases.vocabulary(), pronounce)
    lexicon.update(wishes.lexicon("de", lexicon))
    what = "A Vosk model for German, trained on espeak-ng speech only: it understands synthetic voices."
    with replacing(folder) as part:
        learn(part, recipe, spoken, report)
        write_lexicon(part / "lexicon.txt", lexicon)
        graph.write_graph(
            part / "graph", lexicon, texts.graph_sentences("de", recipe.sentences, recipe.seed)
        )
        write_manifest(part, what, script_hash(), recipe, spoken, lexicon)


def learn(part: Path, recipe: Recipe, spoken: corpus.Corpus, report: Report) -> None:
    """Trains the network and writes what Vosk reads of it."""
    report(f"{spoken.hours:.1f} h of speech; training for {recipe.train_seconds:.0f} s")
    network = acoustic.train(
        spoken,
        seconds=recipe.train_seconds,
        seed=recipe.seed,
        report=lambda p: report(
            f"step {p.step}, {p.seconds:.0f} s, {p.accuracy:.1%} of frames right"
        ),
    )
    report("writing the model")
    (part / "am").mkdir(parents=True)
    (part / "conf").mkdir()
    kaldi.write_acoustic_model(part / "am" / "final.mdl", acoustic.folded(network))
    (part / "conf" / "mfcc.conf").write_text(MFCC_CONF)
    (part / "conf" / "model.conf").write_text(MODEL_CONF)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A folder beside, which takes the other's place when it is whole."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    yield part
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def gathered(record: Callable[[int, int], corpus.Corpus], recipe: Recipe) -> corpus.Corpus:
    """The corpus of a recipe, in as many processes as it has shards."""
    share = recipe.utterances // recipe.shards
    seeds = [recipe.seed * 100 + shard for shard in range(recipe.shards)]
    whole = corpus.Corpus()
    with ProcessPoolExecutor(recipe.shards, get_context("spawn")) as pool:
        for part in pool.map(record, [share] * recipe.shards, seeds):
            whole.features += part.features
            whole.labels += part.labels
            whole.lexicon += part.lexicon
    return whole


def pronounced(
    spoken: corpus.Corpus,
    vocabulary: Sequence[str],
    pronounce_alone: Callable[[Iterable[str]], Mapping[str, tuple[str, ...]]],
) -> dict[str, list[tuple[float, tuple[str, ...]]]]:
    """Up to three pronunciations a word, as often as espeak-ng used them in sentences."""
    counts: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for (word, pronunciation), count in spoken.lexicon.items():
        if pronunciation:
            counts[word].append((count, pronunciation))
    lexicon: dict[str, list[tuple[float, tuple[str, ...]]]] = {}
    alone = pronounce_alone([word for word in vocabulary if word not in counts])
    for word in vocabulary:
        if word in alone:
            lexicon[word] = [(0.0, alone[word])]
            continue
        variants = sorted(counts[word], reverse=True)[:_MOST_PRONUNCIATIONS]
        most = variants[0][0]
        lexicon[word] = [
            (-math.log(count / most), pronunciation)
            for count, pronunciation in variants
            if count >= _LEAST_SHARE * most
        ]
    return lexicon


def pronounce(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each word's phones when it is spoken alone; words that espeak-ng cannot say are left out."""
    with espeak.EspeakProcess() as process:
        return pronounced_by(process, words)


def pronounced_by(
    process: espeak.EspeakProcess, words: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Each word's phones in a voice; words that it cannot say are left out."""
    spoken = {}
    for word in words:
        parts, _ = corpus.segments(process.speak(word))
        phones = tuple(part.phone for part in parts if part.phone is not None)
        if phones:
            spoken[word] = phones
    return spoken


def write_lexicon(path: Path, lexicon: graph.Lexicon) -> None:
    """Word, cost, phones: a line each, for graphs that are rebuilt with more words."""
    lines = [
        f"{word} {cost:.4f} {' '.join(phones)}"
        for word, variants in lexicon.items()
        for cost, phones in variants
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def script_hash(*more: str, grammar: str = "phrases.yaml") -> str:
    """Changes whenever the files do that make a model; `more`: modules that only some languages need."""
    digest = hashlib.sha256()
    folder = resources.files(__package__)
    scripts = (*_SCRIPTS, *more)
    for name in (*(f"{script}.py" for script in scripts), grammar, "wishes.yaml"):
        digest.update(folder.joinpath(name).read_bytes())
    return digest.hexdigest()


def write_manifest(
    folder: Path,
    what: str,
    scripts: str,
    recipe: Recipe,
    spoken: corpus.Corpus,
    lexicon: graph.Lexicon,
) -> None:
    """What a model is, and what made it; the figures come when it is measured."""
    body = {
        "what": what,
        "licence": "Apache-2.0; no part of espeak-ng is in it",
        "recipe": asdict(recipe),
        "script_sha256": scripts,
        "espeakng_loader": metadata.version("espeakng-loader"),
        "hours": round(spoken.hours, 2),
        "words": len(lexicon),
        "held_out_voices": list(corpus.HELD_OUT_VOICES),
        "figures": {},
    }
    (folder / "manifest.json").write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
