"""A business's own words in the recogniser: the graph is written anew with them, the model stays.

Only models with a `lexicon.txt` (the embedded one) can take words in; others are used as they are.
"""

import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import structlog

from voice.hearing.modelling import graph, texts
from voice.hearing.modelling.tongues import Speaker

log = structlog.get_logger(__name__)
_SENTENCES = 40_000
_SEED = 20_261_121
_FRAMES: Mapping[str, Sequence[str]] = {
    "de": ("{}", "{} bitte", "bei {}", "einen termin bei {}", "einen {}", "eine {}", "ich möchte {}", "ich hätte gern {}"),
    "uk": ("{}", "{} будь ласка", "до {}", "я хочу записатися на {}", "мені {}", "мене звати {}"),
    "en": ("{}", "{} please", "with {}", "i would like {}", "i would like a {}", "an appointment for {}", "my name is {}"),
}  # fmt: skip
"""How callers use a word of the business."""
_WORDS: Mapping[str, str] = {"de": r"[a-zß-öø-ž]+", "uk": r"[а-щьюяєіїґ']+", "en": r"[a-zß-öø-ž']+"}
"""Words of another script are not for this language's voice."""
_REPEATS = 12
SENTENCE_WORDS = 2
"""From so many words on a text of the business is something that callers say as it stands."""


def with_words(folder: Path, words: Sequence[str], cache: Path, language: str = "de") -> Path:
    """A model folder that knows the words; the given one when it does already, or cannot learn.

    The new folder is kept in `cache` under a name that its content determines.
    """
    made, missing = place_of(folder, words, cache, language)
    if not missing:
        return made
    lexicon = graph.read_lexicon(folder / "lexicon.txt")
    spoken = _pronounce(missing, language)
    for word in set(missing) - spoken.keys():
        log.warning("word cannot be pronounced", word=word)
    if not spoken:
        return folder
    lexicon |= {word: [(0.0, phones)] for word, phones in spoken.items()}
    whole = _sentences(words, language)
    alone = spoken.keys() - {
        word for text in whole if len(text.split()) > 2 for word in text.split()
    }
    own = [frame.format(word) for word in sorted(alone) for frame in _FRAMES[language]] * _REPEATS
    own += [text for text in whole if lexicon.keys() >= set(text.split())] * _REPEATS
    sentences = texts.graph_sentences(language, _SENTENCES, _SEED)
    _write(made, folder, lexicon, [*sentences, *(text.split() for text in own)])
    return made


def place_of(
    folder: Path, words: Sequence[str], cache: Path, language: str
) -> tuple[Path, Sequence[str]]:
    """Where the model is that knows the words; and those with which it must still be written (seconds of work)."""
    path = folder / "lexicon.txt"
    if not path.is_file():
        return folder, ()
    text = path.read_text("utf-8")
    known = {line.partition(" ")[0] for line in text.splitlines()}
    tokens = {word for said in words for word in re.findall(_WORDS[language], said.lower())}
    missing = sorted({word for word in tokens if len(word) > 1} - known)
    if not missing:
        return folder, ()
    told = [*missing, *_sentences(words, language)]
    digest = hashlib.sha256("\n".join([text, *told]).encode()).hexdigest()
    made = cache / f"model-{digest[:16]}"
    return made, () if made.is_dir() else missing


def _sentences(words: Sequence[str], language: str) -> list[str]:
    """Texts of several words are said as they are; single ones in the frames of their language."""
    told = {" ".join(re.findall(_WORDS[language], said.lower())) for said in words}
    return sorted(said for said in told if len(said.split()) >= SENTENCE_WORDS)


def _write(
    made: Path, folder: Path, lexicon: graph.Lexicon, sentences: Iterable[Sequence[str]]
) -> None:
    """Whole or not at all: beside, then renamed."""
    made.parent.mkdir(parents=True, exist_ok=True)
    part = made.with_name(made.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder, part, ignore=shutil.ignore_patterns("graph"))
    graph.write_graph(part / "graph", lexicon, sentences)
    part.rename(made)


def _pronounce(words: Iterable[str], language: str) -> dict[str, tuple[str, ...]]:
    """Each word's phones when espeak-ng says it alone; words that it cannot say are left out."""
    spoken = {}
    with Speaker(language, {}) as speaker:
        for word in words:
            try:
                phones = speaker.phones(word, language)
            except KeyError:
                continue
            if phones:
                spoken[word] = phones
    return spoken
