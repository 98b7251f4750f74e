"""Which of the known things a text names: services, people."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from voice.language.folding import fold

_ENDINGS = ("", "e", "n", "s", "r", "en", "es", "er", "em", "ern")
_FUZZY_FROM = 88.0
_FUZZY_LETTERS = 5


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", fold(text)))


def match_choice(text: str, options: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys whose words the text names, best first.

    `options` gives for each key the ways to say it. Longer matches win, so that a compound beats
    its last part; inflected, compound and slightly misspelled forms count less than exact ones.
    """
    tokens = _words(text)
    scored = []
    for order, (key, phrases) in enumerate(options.items()):
        score = max((_score(tokens, _words(phrase)) for phrase in phrases), default=0.0)
        if score > 0:
            scored.append((-score, order, key))
    return [key for _, _, key in sorted(scored)]


def _score(tokens: tuple[str, ...], phrase: tuple[str, ...]) -> float:
    """How much of the text the phrase explains, in letters; 0 when it is not named."""
    if not phrase or not tokens:
        return 0.0
    length = float(sum(len(word) for word in phrase))
    size = len(phrase)
    best = 0.0
    for at in range(len(tokens) - size + 1):
        window = tokens[at : at + size]
        if window == phrase:
            return length * 2
        if all(_inflected(token, word) for token, word in zip(window, phrase, strict=True)):
            best = max(best, length * 1.8)
        elif _close("".join(window), "".join(phrase)):
            best = max(best, length * 1.5)
    joined = "".join(phrase)
    for at, token in enumerate(tokens):
        pair = token + tokens[at + 1] if at + 1 < len(tokens) else token
        if pair == joined or _inflected(pair, joined):
            best = max(best, length * 1.8)
        elif len(joined) >= _FUZZY_LETTERS and token.endswith(joined):
            best = max(best, length)
    return best


def _inflected(token: str, word: str) -> bool:
    return token.startswith(word) and token[len(word) :] in _ENDINGS


def _close(token: str, word: str) -> bool:
    return (
        min(len(token), len(word)) >= _FUZZY_LETTERS
        and token[0] == word[0]
        and fuzz.ratio(token, word) >= _FUZZY_FROM
    )
