"""What callers say in each language that a recogniser is made for: for its word grammar, its training, its test."""

from functools import cache
from importlib import resources
from random import Random

import yaml

from voice.hearing.modelling import phrases, wishes
from voice.hearing.modelling.phrases import Grammar, held_out

_BROKEN_OFF = 0.06


@cache
def grammar(language: str) -> Grammar:
    """What callers say in a language, phrases_LANGUAGE.yaml beside this module; German's is phrases.yaml."""
    if language == "de":
        return phrases.german()
    text = resources.files(__package__).joinpath(f"phrases_{language}.yaml").read_text("utf-8")
    rules = yaml.load(text, yaml.CBaseLoader)  # noqa: S506  # strings only, our own file
    return Grammar(rules)


def _sentence(language: str, random: Random) -> str:
    while held_out(text := grammar(language).expand("start", random)) or not text:
        pass
    return text


def sentences(language: str, count: int, seed: int) -> list[str]:
    """What the word grammar learns from; some break off, as people do who think while they speak."""
    if language == "de":
        return phrases.sentences(count, seed)
    random, texts = Random(seed), list[str]()
    while len(texts) < count:
        words = _sentence(language, random).split()
        if random.random() < _BROKEN_OFF:
            words = words[: random.randint(1, len(words))]
        texts.append(" ".join(words))
    return texts


@cache
def vocabulary(language: str) -> tuple[str, ...]:
    """Every word that the recogniser knows by itself, sorted."""
    words = grammar(language).literals(without=["foreign"])
    words.update(" ".join(wishes.own(language)).split())
    return tuple(sorted(words))


def training_sentence(language: str, random: Random) -> str:
    """What the network hears: sentences, shuffled vocabulary, wishes, and words that it must not know."""
    kind = random.random()
    if kind < 0.6:
        return _sentence(language, random)
    if kind < 0.84:
        words = vocabulary(language)
        return " ".join(random.choice(words) for _ in range(random.randint(1, 6)))
    if kind < 0.92:
        return random.choice([*wishes.own(language), *wishes.foreign(language)])
    foreign = [grammar(language).expand("foreign", random) for _ in range(random.randint(1, 3))]
    if kind < 0.96:
        words = tuple(_sentence(language, random).split())
        at = random.randint(0, len(words))
        return " ".join([*words[:at], *foreign, *words[at:]])
    return " ".join(foreign)


def graph_sentences(language: str, count: int, seed: int) -> list[list[str]]:
    """What a language's word grammar learns from, wishes for other languages among it, in words."""
    said = [*sentences(language, count, seed), *wishes.in_graph(language)]
    return [text.split() for text in said]
