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
    r"der name",
    r"ich heisse",
    r"(?:hier|da) (?:ist|spricht)",
    r"am apparat(?: ist)?",
    r"ich bin(?: die| der)?",
    r"(?:bitte )?auf(?: den| meinen)?(?: namen)?",
    r"(?:ich )?buchstabiere",
    r"das ist(?: der name)?",
    r"(?:der|die|das|den)",
    r"(?:schreiben sie|notieren sie|tragen sie)(?: bitte)?",
)
_INTRODUCES = re.compile(
    r"\b(mein name|ich heisse|hier (ist|spricht)|am apparat|auf den namen|(der|nach|familien)name ist|ist mein name)\b"
)
_AFTER = re.compile(
    r"\b(?:mein name ist|ich heisse|hier (?:ist|spricht)|(?:nach|familien)name ist)\b"
)
_BEFORE = re.compile(r"\s+am apparat\b")
_FRAME = re.compile(rf"^(?:{'|'.join(_FRAMES)})\b\s*")
_TAIL = re.compile(r"\s+(?:ist mein name|bitte|danke|am apparat|ein|halt|eben)$")
_FILLER = re.compile(r"^(?:aeh|aehm|also|ja|hm|na|so|und|das ist|ganz einfach)\s+")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_TITLES = frozenset({"frau", "herr", "herrn", "doktor", "dr", "professor", "familie", "von", "van"})
_PARTICLES = frozenset({"von", "van", "zu", "de"})
_ARTICLES = frozenset({"der", "dem", "den", "la"})
"""Parts of a name after a particle: "von der Heide"."""
_MOST_WORDS = 3


def introduces_name(text: str) -> bool:
    """True for "mein name ist …" and its like: a name is being given although none was asked."""
    return bool(_INTRODUCES.search(_plain(text)))


def parse_name(text: str, known: Collection[str] = ()) -> PersonName | None:
    """The name in an answer; None when the words are none ("weiß nicht", "am Freitag").

    `known` are family names that count as such although they are also common words.
    """
    text = _introduced(text, known) or text
    original = " ".join(_WORD.findall(text.lower()))
    folded = _strip(_plain(text))
    spelled = _spelled(folded, original)
    if spelled is not None:
        return spelled
    folded = re.split(r"\s+(?:mit|wie)\s+", folded)[0]
    tokens = [token for token in folded.split() if token not in _TITLES - _PARTICLES]
    articles = {
        at
        for at, token in enumerate(tokens)
        if at and tokens[at - 1] in _PARTICLES and token in _ARTICLES
    }
    if not 1 <= len(tokens) - len(articles) <= _MOST_WORDS:
        return None
    names = {fold(name) for name in known}
    if any(not _may_be_name(token, names) for at, token in enumerate(tokens) if at not in articles):
        return None
    spelling = {fold(word): word for word in original.split()}
    written = [spelling.get(token, token) for token in tokens]
    small = [at in articles or word in _PARTICLES for at, word in enumerate(written)]
    particles = [word for word, is_small in zip(written[:-1], small, strict=False) if is_small]
    given = [word for word, is_small in zip(written[:-1], small, strict=False) if not is_small]
    family = " ".join([*particles, _capital(written[-1])])
    return PersonName(family, " ".join(_capital(word) for word in given) or None)


def _introduced(text: str, known: Collection[str]) -> str | None:
    """The words after "hier ist" or "mein Name ist", or before "am Apparat", as far as they are a name.

    None when nothing introduces one, or more than three words of a name follow.
    """
    words = _WORD.findall(text)
    folded = " ".join(fold(word) for word in words)
    before = _BEFORE.search(folded)
    if before is not None:
        end = len(folded[: before.start()].split())
        return " ".join(words[max(0, end - 2) : end])
    after = _AFTER.search(folded)
    if after is None:
        return None
    names = {fold(name) for name in known}
    taken: list[str] = []
    for word in words[len(folded[: after.end()].split()) :]:
        plain = fold(word)
        if not (plain in _TITLES or plain in _ARTICLES | {"die"} or _may_be_name(plain, names)):
            break
        taken.append(word)
    return " ".join(taken) if taken else None


def _capital(word: str) -> str:
    """Each part of a compound: "meyer-lüdenscheidt", "o'connor"."""
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


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
    parts = re.split(r"[-'’]", token)
    if any(part in NOT_NAMES or not part.isalpha() for part in parts) or len(token) < 2:
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


def without_introduction(text: str) -> str:
    """What is left of a text when greetings and the caller's name are taken away: folded words."""
    folded = _plain(text)
    name = _introduced(text, ()) if introduces_name(text) else None
    if name is not None:
        folded = folded.replace(_plain(name), " ")
        folded = re.sub(rf"{_AFTER.pattern}|{_BEFORE.pattern}", " ", f" {folded} ")
    return _strip(" ".join(folded.split()))
