"""Makes the recognisers for Ukrainian and English: German's scripts with other sentences, voices and phones."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from voice.hearing.modelling import corpus, graph, texts, wishes
from voice.hearing.modelling.build import (
    Recipe,
    Report,
    gathered,
    learn,
    pronounced,
    pronounced_by,
    replacing,
    script_hash,
    write_lexicon,
    write_manifest,
)
from voice.hearing.modelling.tongues import Speaker

NAMES: Mapping[str, str] = {"uk": "Ukrainian", "en": "English"}
RECIPE = Recipe(utterances=11_000, train_seconds=720.0, sentences=30_000)


def _record(language: str, count: int, seed: int) -> corpus.Corpus:
    """As `corpus.record`, in a language; runs in a process of its own."""
    spoken = corpus.Corpus()
    with Speaker(language, wishes.foreign(language)) as speaker:
        sentence = partial(texts.training_sentence, language)
        corpus.Studio(speaker, seed, sentence).record(count, spoken)
    return spoken


def pronounce(language: str, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each word's phones when it is spoken alone; words that espeak-ng cannot say are left out."""
    with Speaker(language, {}) as speaker:
        return pronounced_by(speaker, words)


def scripts(language: str) -> str:
    """The hash of everything that makes a language's model."""
    return script_hash("other_languages", grammar=f"phrases_{language}.yaml")


def build(language: str, folder: Path, report: Report, recipe: Recipe = RECIPE) -> None:
    """Writes a Vosk model folder; an older one there is replaced only when the new one is whole.

    Takes about a quarter of an hour on one core, most of it training.
    """
    report(f"speaking {recipe.utterances} utterances")
    spoken = gathered(partial(_record, language), recipe)
    lexicon = pronounced(spoken, texts.vocabulary(language), partial(pronounce, language))
    lexicon.update(wishes.lexicon(language, lexicon))
    what = (
        f"A Vosk model for {NAMES[language]}, trained on espeak-ng speech only: it understands "
        "synthetic voices, in the few hundred words of a first call."
    )
    with replacing(folder) as part:
        learn(part, recipe, spoken, report)
        write_lexicon(part / "lexicon.txt", lexicon)
        graph.write_graph(
            part / "graph", lexicon, texts.graph_sentences(language, recipe.sentences, recipe.seed)
        )
        write_manifest(part, what, scripts(language), recipe, spoken, lexicon)
