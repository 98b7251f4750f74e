"""Writes a model's graph anew, with words and sentences that came later; its network stays as it was trained."""

import json
from pathlib import Path

from voice.hearing.modelling import graph, other_languages, phrases, texts, wishes
from voice.hearing.modelling.build import Recipe, script_hash, write_lexicon


def rewrite(language: str, folder: Path) -> int:
    """Takes a second or two; gives how many words were added. The manifest says that the network is older."""
    lexicon = graph.read_lexicon(folder / "lexicon.txt")
    before = len(lexicon)
    if language == "de":
        recipe, scripts, known = Recipe(), script_hash(), phrases.vocabulary()
    else:
        recipe, scripts = other_languages.RECIPE, other_languages.scripts(language)
        known = texts.vocabulary(language)
    missing = [word for word in known if word not in lexicon]
    spoken = other_languages.pronounce(language, missing)
    lexicon.update({word: [(0.0, phones)] for word, phones in spoken.items()})
    lexicon.update(wishes.lexicon(language, lexicon))
    write_lexicon(folder / "lexicon.txt", lexicon)
    sentences = texts.graph_sentences(language, recipe.sentences, recipe.seed)
    graph.write_graph(folder / "graph", lexicon, sentences)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest.setdefault("network_script_sha256", manifest["script_sha256"])
    manifest |= {"script_sha256": scripts, "words": len(lexicon)}
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return len(lexicon) - before
