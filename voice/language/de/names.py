"""Callers' names: introduced, plain, or spelled letter by letter."""

import re
from collections.abc import Collection

from voice.language.de.numbers import cardinal, ordinal
from voice.language.de.words import LETTER_NAMES, NOT_NAMES, SPELLING
from voice.language.folding import fold
from voice.language.values import PersonName

_FRAMES = (
    r"(?:guten (?:tag|morgen|abend)|hallo|gruess gott|moin|servus)",
    r"(?:mein|der|unser) name (?:ist|waere|lautet)",
    r"(?:mein )?(?:nachname|familienname) (?:ist|lautet)",
    r"ich heisse",
    r"(?:hier|da) (?:ist|spricht)",
    r"am apparat(?: ist)?",
    r"ich bin(?: die| der)?",
    r"(?:bitte )?auf(?: den)?(?: namen)?",
    r"(?:ich )?buchstabiere",
    r"(?:der|die|das) (?=frau|herr)",
    r"(?:schreiben sie|notieren sie|tragen sie)(?: bitte)?",
)
_INTRODUCES = re.compile(
    r"\b(mein name|ich heisse|hier (ist|spricht)|auf den namen|(der|nach|familien)name ist|ist mein name)\b"
)
_FRAME = re.compile(rf"^(?:{'|'.join(_FRAMES)})\b\s*")
_TAIL = re.compile(r"\s+(?:ist mein name|bitte|danke|am apparat|ein)$")
_FILLER = re.compile(r"^(?:aeh|aehm|also|ja|hm|na|so|und|das ist|ganz einfach)\s+")
_TITLES = frozenset({"frau", "herr", "herrn", "doktor", "dr", "professor", "familie", "von", "van"})
_PARTICLES = frozenset({"von", "van", "zu", "de"})
_MOST_WORDS = 3


def introduces_name(text: str) -> bool:
    """True for "mein name ist …" and its like: a name is being given although none was asked."""
    return bool(_INTRODUCES.search(_plain(text)))


def parse_name(text: str, known: Collection[str] = ()) -> PersonName | None:
    """The name in an answer; None when the words are none ("weiß nicht", "am Freitag").

    `known` are family names that count as such although they are also common words.
    """
    original = " ".join(re.findall(r"[^\W_]+", text.lower()))
    folded = _strip(_plain(text))
    spelled = _spelled(folded, original)
    if spelled is not None:
        return spelled
    folded = re.split(r"\s+mit\s+", folded)[0]
    tokens = [token for token in folded.split() if token not in _TITLES - _PARTICLES]
    if not 1 <= len(tokens) <= _MOST_WORDS:
        return None
    names = {fold(name) for name in known}
    if any(not _may_be_name(token, names) for token in tokens):
        return None
    spelling = {fold(word): word for word in original.split()}
    written = [spelling.get(token, token) for token in tokens]
    particles = [word for word in written[:-1] if word in _PARTICLES]
    given = [word for word in written[:-1] if word not in _PARTICLES]
    family = " ".join([*particles, written[-1].capitalize()])
    return PersonName(family, " ".join(word.capitalize() for word in given) or None)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def _strip(folded: str) -> str:
    """The words without what frames them: greetings, "mein Name ist", "bitte"."""
    before = None
    while before != folded:
        before = folded
        folded = _FILLER.sub("", folded)
        folded = _FRAME.sub("", folded)
        folded = _TAIL.sub("", folded)
    return folded.strip()


def _may_be_name(token: str, known: Collection[str]) -> bool:
    if token in known or token in _PARTICLES:
        return True
    if token in NOT_NAMES or len(token) < 2 or not token.isalpha():
        return False
    return cardinal(token) is None and ordinal(token) is None


def _spelled(folded: str, original: str) -> PersonName | None:
    """A name out of letters, "M wie Martha" or words of a spelling alphabet."""
    folded = re.sub(r"\b(\w) wie (\w+)", r"\1", folded).replace("scharfes s", "eszett")
    folded = re.sub(r"\bdoppel[ -]?(\w)\b", r"\1 \1", folded)
    folded = re.sub(r"\b([aou]) umlaut\b", r"\1e", folded)
    umlauts = set(re.findall(r"\b[äöü]\b", original))
    tokens = folded.split()
    letters = [_letter(token, umlauts) for token in tokens]
    run: list[str] = []
    for letter in reversed(letters):
        if letter is None:
            break
        run.append(letter)
    word = "".join(reversed(run))
    before = tokens[: len(tokens) - len(run)]
    # Fewer than three letters are a mistake of the recogniser more often than a name.
    if len(run) < 3 or len(before) > _MOST_WORDS:
        return None
    if any(token in NOT_NAMES for token in before):
        return None
    return PersonName(word.capitalize(), spelled=True)


def _letter(token: str, umlauts: Collection[str]) -> str | None:
    if len(token) == 1 and token.isalpha():
        return token
    umlaut = {"ae": "ä", "oe": "ö", "ue": "ü"}.get(token)
    if umlaut is not None and (not umlauts or umlaut in umlauts):
        return umlaut
    return SPELLING.get(token) or LETTER_NAMES.get(token)
