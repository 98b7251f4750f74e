"""The text that the embedded recogniser learns: a grammar of what callers say, expanded by a seeded random."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import resources
from random import Random

import yaml

from voice.language.de.numbers import number_word, ordinal_word

_SYMBOL = re.compile(r"<(\w+)>")
_WEIGHTED = re.compile(r"(\d+)\* ?(.*)", re.DOTALL)
LETTERS = (*"abcdefghijklmnopqrstuvwxyzäöü", "ß")
_LETTER_WORDS: Mapping[str, str] = {"ß": "eszett"}
DIGITS = ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zwo")
ROUND_MINUTES = (5, 10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55)
_BROKEN_OFF = 0.06


class Grammar:
    """Symbols and their weighted alternatives."""

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self._rules = {symbol: _weighted(texts) for symbol, texts in rules.items()}

    def expand(self, symbol: str, random: Random) -> str:
        """One sentence of a symbol: lower case, single spaces."""
        texts, weights = self._rules[symbol]
        text = random.choices(texts, weights)[0]
        text = _SYMBOL.sub(lambda match: self._one(match[1], random), text)
        return " ".join(text.split())

    def _one(self, symbol: str, random: Random) -> str:
        make = _MADE.get(symbol)
        return make(self, random) if make else self.expand(symbol, random)

    def literals(self, without: Collection[str]) -> set[str]:
        """Every word that is written in the rules themselves, but for those of some symbols."""
        words: set[str] = set()
        for symbol, (texts, _) in self._rules.items():
            if symbol not in without:
                for text in texts:
                    words.update(_SYMBOL.sub(" ", text).replace(",", " ").split())
        return words

    def words(self, symbol: str) -> list[str]:
        """A symbol's alternatives as they stand, for symbols without others in them."""
        return list(self._rules[symbol][0])


def _weighted(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    plain, weights = [], []
    for text in texts:
        match = _WEIGHTED.match(text)
        plain.append(match[2] if match else text)
        weights.append(int(match[1]) if match else 1)
    return plain, weights


def _clock_hour(hour: int) -> str:
    return "ein" if hour == 1 else number_word(hour)


def _letters(_: Grammar, random: Random) -> str:
    letters = [random.choice(LETTERS) for _ in range(random.randint(3, 8))]
    return " ".join(_LETTER_WORDS.get(letter, letter) for letter in letters)


def _letter(_: Grammar, random: Random) -> str:
    return str(random.choice(LETTERS[:-1]))


def _spelled(grammar: Grammar, random: Random) -> str:
    words = [grammar.expand("spell_word", random) for _ in range(random.randint(2, 6))]
    if random.random() < 0.5:
        return " ".join(words)
    return " ".join(f"{word[0]} wie {word}" for word in words[:4])


def _digits(_: Grammar, random: Random) -> str:
    return " ".join(random.choice(DIGITS) for _ in range(random.randint(3, 11)))


def _pairs(_: Grammar, random: Random) -> str:
    head = random.choice(("null eins sieben", "null eins fünf", "null", "null acht neun"))
    pairs = [number_word(random.randint(10, 99)) for _ in range(random.randint(2, 5))]
    return " ".join([head, *pairs])


_MADE = {
    "N": lambda _, random: number_word(random.randint(0, 120)),
    "ORDINAL": lambda _, random: ordinal_word(random.randint(1, 31), "en"),
    "HOUR": lambda _, random: _clock_hour(random.randint(7, 20)),
    "H12": lambda _, random: number_word(random.randint(1, 12)),
    "MINUTE": lambda _, random: number_word(
        random.choice(ROUND_MINUTES) if random.random() < 0.8 else random.randint(1, 59)
    ),
    "DIGITS": _digits,
    "PAIRS": _pairs,
    "LETTERS": _letters,
    "LETTER": _letter,
    "SPELLED": _spelled,
}


@cache
def german() -> Grammar:
    """The German callers' grammar, phrases.yaml beside this module."""
    text = resources.files(__package__).joinpath("phrases.yaml").read_text("utf-8")
    rules = yaml.load(text, yaml.CBaseLoader)  # noqa: S506  # strings only, our own file
    return Grammar(rules)


def held_out(sentence: str) -> bool:
    """True for the tenth of all longer sentences that no model may learn from: they judge it."""
    digest = hashlib.md5(sentence.encode(), usedforsecurity=False).hexdigest()
    return len(sentence.split()) >= 4 and int(digest, 16) % 10 == 0


def sentences(count: int, seed: int) -> list[str]:
    """What the language model learns from; some break off, as people do who think while they speak."""
    random, grammar, texts = Random(seed), german(), list[str]()
    while len(texts) < count:
        text = grammar.expand("start", random)
        if text and not held_out(text):
            words = text.split()
            if random.random() < _BROKEN_OFF:
                words = words[: random.randint(1, len(words))]
            texts.append(" ".join(words))
    return texts


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word that the recogniser knows by itself, sorted."""
    words = german().literals(without=["foreign"])
    for text in sentences(60_000, seed=1):
        words.update(text.split())
    for symbol in (
        "last",
        "first",
        "spell_word",
        "street",
        "town",
        "service_m",
        "service_f",
        "day",
        "month",
    ):
        for text in german().words(symbol):
            words.update(text.split())
    words.update(number_word(number) for number in range(101))
    words.update(ordinal_word(number, "en") for number in range(1, 32))
    words.update(_LETTER_WORDS.get(letter, letter) for letter in LETTERS)
    words.update(("ein", "eine", "hundert", "tausend"))
    return tuple(sorted(words))


def training_sentence(random: Random) -> str:
    """What the acoustic model hears: sentences, shuffled vocabulary, and words that it must not know."""
    grammar, kind = german(), random.random()
    if kind < 0.62:
        while held_out(text := grammar.expand("start", random)) or not text:
            pass
        return text
    if kind < 0.68:
        return _letters(grammar, random).replace(" ", ", " if random.random() < 0.5 else " ")
    if kind < 0.90:
        return " ".join(random.choice(vocabulary()) for _ in range(random.randint(1, 6)))
    foreign = [grammar.expand("foreign", random) for _ in range(random.randint(1, 3))]
    if kind < 0.95:
        words = grammar.expand("start", random).split()
        at = random.randint(0, len(words))
        return " ".join([*words[:at], *foreign, *words[at:]])
    return " ".join(foreign)
