"""A business's own words in the recogniser: the graph is written anew with them, the model stays.

Only models with a `lexicon.txt` (the embedded one) can take words in; others are used as they are.
"""

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import structlog

from voice.hearing.modelling import graph, phrases
from voice.hearing.modelling.espeak import EspeakProcess, phone

log = structlog.get_logger(__name__)
_SENTENCES = 40_000
_SEED = 20_261_121
_FRAMES = (
    "{}",
    "{} bitte",
    "bei {}",
    "einen termin bei {}",
    "einen {}",
    "eine {}",
    "ich möchte {}",
    "ich hätte gern {}",
)
"""How callers use a word of the business."""
_REPEATS = 12


def with_words(folder: Path, words: Sequence[str], cache: Path) -> Path:
    """A model folder that knows the words; the given one when it does already, or cannot learn.

    The new folder is kept in `cache` under a name that its content determines.
    """
    path = folder / "lexicon.txt"
    if not path.is_file():
        return folder
    lexicon = graph.read_lexicon(path)
    missing = sorted({word for text in words for word in _tokens(text)} - lexicon.keys())
    if not missing:
        return folder
    digest = hashlib.sha256("\n".join([path.read_text("utf-8"), *missing]).encode()).hexdigest()
    made = cache / f"model-{digest[:16]}"
    if made.is_dir():
        return made
    spoken = _pronounce(missing)
    for word in set(missing) - spoken.keys():
        log.warning("word cannot be pronounced", word=word)
    if not spoken:
        return folder
    _write(
        made,
        folder,
        {**lexicon, **{word: [(0.0, phones)] for word, phones in spoken.items()}},
        spoken,
    )
    return made


def _write(made: Path, folder: Path, lexicon: graph.Lexicon, new: Iterable[str]) -> None:
    """Whole or not at all: beside, then renamed."""
    made.parent.mkdir(parents=True, exist_ok=True)
    part = made.with_name(made.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder, part, ignore=shutil.ignore_patterns("graph"))
    texts = phrases.sentences(_SENTENCES, _SEED)
    own = [frame.format(word) for word in new for frame in _FRAMES] * _REPEATS
    graph.write_graph(part / "graph", lexicon, [text.split() for text in [*texts, *own]])
    part.rename(made)


def _tokens(text: str) -> list[str]:
    return [
        word
        for word in "".join(c if c.isalpha() else " " for c in text.lower()).split()
        if len(word) > 1
    ]


def _pronounce(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each word's phones when espeak-ng says it alone; words that it cannot say are left out."""
    spoken = {}
    with EspeakProcess() as process:
        for word in words:
            try:
                names = [
                    phone(event.name)
                    for event in process.speak(word).events
                    if event.kind == "phoneme"
                ]
            except KeyError:
                continue
            phones = tuple(name for name in names if name is not None)
            if phones:
                spoken[word] = phones
    return spoken
