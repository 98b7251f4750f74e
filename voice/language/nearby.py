"""Whether a text says one of a list of phrases: their words near each other, in any order, not denied, not of the past."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from voice.language.folding import fold

BETWEEN = 4
"""At most so many other words stand between those of a phrase."""
_DENIES = frozenset(
    """
    kein keine keinen keinem keiner keines keinerlei nicht niemand niemanden ohne nie niemals weder
    no not nobody without never dont doesnt isnt не нема немае ніхто без ніколи
    """.split()
)
_BEFORE = 2
"""A denial stands directly before a phrase, or has one word between."""
_NO_DENIAL = re.compile(
    r"\b(weiss (ich |es |leider |gar |doch |einfach )?nicht|verstehe (das |es )?nicht|nicht (nur|wahr)|"
    r"keine ahnung|kann (das |es )?nicht (sagen|glauben)|(do not|don t) know|не знаю)\b"
)
_DENIED_AFTER = re.compile(
    r"^(?:\w+ )?(?:nicht|not)(?: (?:mehr|wirklich|oder|aber|nur|richtig)\b.*)?$"
)
_PAST = re.compile(
    r"\b(vor (\w+ )?\w+ (jahr|jahren|monat|monaten|wochen)|vor (jahren|monaten)|"
    r"(letzte[sn]?|vorige[sn]?|vergangene[sn]?) (jahr|monat|winter|sommer|herbst|fruehjahr|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)|"
    r"im (januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)|damals|seinerzeit|"
    r"nachsorge|reha|kur|nach (meinem|meiner|dem|der|einem|einer|seinem|ihrem) (herzinfarkt|schlaganfall|herzanfall|unfall|brand|rohrbruch|wasserschaden)|"
    r"(years|months) ago|last (year|month)|торік|років тому)\b"
)
_PAST_NEAR = 4
_NOW = frozenset(
    "gerade eben soeben jetzt ploetzlich hilfe akut wieder heute now help зараз щойно".split()
)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """A text's words, folded."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> tuple[str, ...]:
    """A phrase's words, folded; a star at the end of a word stays."""
    return tuple(re.findall(r"[^\W_]+\*?", fold(phrase)))


def says(text: str, phrases: Iterable[str]) -> str | None:
    """The first of the phrases that the text says, of now and without denying it; None when it says none."""
    plain = _NO_DENIAL.sub("-", " ".join(words(text)))
    tokens = tuple(plain.split())
    past = [
        (plain[: m.start()].count(" "), plain[: m.end()].count(" ")) for m in _PAST.finditer(plain)
    ]
    for phrase in phrases:
        wanted = _pattern(phrase)
        for where in _places(tokens, wanted):
            if not _denied(tokens, where, wanted) and not _over(tokens, where, past):
                return phrase
    return None


def mentions(text: str, phrases: Iterable[str]) -> bool:
    """True when one of the phrases stands in the text, in whatever sense."""
    tokens = words(text)
    return any(next(_places(tokens, _pattern(phrase)), None) for phrase in phrases)


def _places(tokens: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Where the words of a phrase stand: their indices, for each token with which they can begin."""
    if not wanted or not all(_somewhere(tokens, word) for word in wanted):
        return
    for start in range(len(tokens)):
        taken: list[int] = []
        window = range(start, min(len(tokens), start + len(wanted) + BETWEEN))
        for word in wanted:
            at = next((i for i in window if i not in taken and _fits(tokens[i], word)), None)
            if at is None:
                break
            taken.append(at)
        else:
            if start in taken:
                yield tuple(sorted(taken))


def _somewhere(tokens: Sequence[str], word: str) -> bool:
    return any(_fits(token, word) for token in tokens) if word.endswith("*") else word in tokens


def _fits(token: str, word: str) -> bool:
    return token.startswith(word[:-1]) if word.endswith("*") else token == word


def _over(tokens: Sequence[str], where: Sequence[int], past: Iterable[tuple[int, int]]) -> bool:
    """True when words of the past (their first and last index) stand near the phrase, and none of now between."""
    first, last = where[0], where[-1]
    for begins, ends in past:
        if begins > last + _PAST_NEAR or ends < first - _PAST_NEAR:
            continue
        if not any(token in _NOW for token in tokens[ends + 1 : first]):
            return True
    return False


def _denied(tokens: Sequence[str], where: Sequence[int], wanted: Sequence[str]) -> bool:
    """True when a denial stands before, between or after the words; a phrase that holds one itself is meant so."""
    if any(word in _DENIES for word in wanted):
        return False
    first, last = where[0], where[-1]
    around = [tokens[i] for i in range(max(0, first - _BEFORE), last + 1) if i not in where]
    if any(token in _DENIES for token in around):
        return True
    return _DENIED_AFTER.match(" ".join(tokens[last + 1 :])) is not None
