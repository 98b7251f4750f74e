"""Callers' names in any language: introduced, plain, or spelled letter by letter."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from voice.language.folding import fold, folded
from voice.language.sounding import closest
from voice.language.values import PersonName

_WORD = re.compile(r"[^\W_]+(?:[-'’ʼ][^\W_]+)*")
_MOST_WORDS = 3


@dataclass(frozen=True)
class NameWords:
    """One language's words around names; all folded, patterns over folded words."""

    frames: Sequence[str]
    """What stands before a name: a greeting, "mein Name ist"."""
    introduces: str
    """What gives a name although none was asked."""
    after: str
    """Behind these a name follows, and then perhaps more."""
    before: str
    """In front of these a name stands."""
    tail: str
    fillers: str
    aside: str
    """What parts a name from a remark about it: "Meyer mit y"."""
    titles: frozenset[str]
    particles: frozenset[str]
    articles: frozenset[str]
    """Parts of a name after a particle: "von der Heide"."""
    articles_in_front: frozenset[str]
    not_names: frozenset[str]
    is_number: Callable[[str], bool]
    letter: Callable[[str, Collection[str]], str | None]
    """The letters that a word stands for; beside it which umlauts were heard as such."""
    spelling: Sequence[tuple[str, str]]
    """Rewritings of a spelled name: "m wie martha" is "m"."""
    family_first: frozenset[str] = frozenset()
    """Given names: one at the end stands behind the family name."""
    given_ending: str = "(?!)"
    """What only given names and patronymics end in, where they may stand at the end."""
    folds_letters: bool = True
    """Letters are read folded; where folding loses some they are not."""
    capital: str = r"[^\W\d_]+"
    """What is written with a capital: each part of a compound."""


class Names:
    """Names in answers."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._frame = re.compile(rf"^(?:{'|'.join(words.frames)})(?!\w)\s*")
        self._introduces = re.compile(rf"\b(?:{words.introduces})(?!\w)")
        self._after = re.compile(rf"\b(?:{words.after})(?!\w)")
        self._before = re.compile(rf"\s+(?:{words.before})\b")
        self._tail = re.compile(rf"\s+(?:{words.tail})$")
        self._filler = re.compile(rf"^(?:{words.fillers})\s+")
        self._aside = re.compile(rf"\s+(?:{words.aside})\s+")
        self._given = re.compile(rf"(?:{words.given_ending})$")
        self._spelling = [(re.compile(pattern), other) for pattern, other in words.spelling]

    def introduces(self, text: str) -> bool:
        """True for "mein name ist …" and its like: a name is being given although none was asked."""
        return bool(self._introduces.search(_plain(text)))

    def parse(self, text: str, known: Collection[str] = ()) -> PersonName | None:
        """The name in an answer; None when the words are none ("weiß nicht", "am Freitag").

        `known` are family names that count as such although they are also common words, and whose
        spelling is taken for a name that sounds the same.
        """
        text = self._introduced(text, known) or text
        original = " ".join(_WORD.findall(text.lower()))
        stripped, first = self._strip(_plain(text))
        spelled = self._spelled(stripped, original, first)
        if spelled is not None:
            return spelled
        named = self._aside.split(stripped)[0].split()
        dropped = self._words.titles - self._words.particles
        tokens = [token for token in named if token not in dropped]
        if not self._is_name(tokens, {fold(name) for name in known}):
            return None
        spelling = {fold(word): word for word in original.split()}
        written = [spelling.get(token, token) for token in tokens]
        return self._put_together(tokens, written, known)

    def without_introduction(self, text: str) -> str:
        """What is left of a text when greetings and the caller's name are taken away: folded words."""
        plain = _plain(text)
        name = self._introduced(text, ()) if self.introduces(text) else None
        if name is not None:
            plain = plain.replace(_plain(name), " ")
            plain = re.sub(rf"{self._after.pattern}|{self._before.pattern}", " ", f" {plain} ")
        return self._strip(" ".join(plain.split()))[0]

    def _articles(self, tokens: Sequence[str]) -> set[int]:
        words = self._words
        return {
            at
            for at, token in enumerate(tokens)
            if at and tokens[at - 1] in words.particles and token in words.articles
        }

    def _is_name(self, tokens: Sequence[str], known: Collection[str]) -> bool:
        articles = self._articles(tokens)
        if not 1 <= len(tokens) - len(articles) <= _MOST_WORDS:
            return False
        return all(
            at in articles or self._may_be_name(token, known) for at, token in enumerate(tokens)
        )

    def _put_together(
        self, tokens: Sequence[str], written: list[str], known: Collection[str]
    ) -> PersonName:
        words = self._words
        articles = self._articles(tokens)
        if len(tokens) > 1 and self._is_given(tokens[-1]) and not self._is_given(tokens[0]):
            given = " ".join(self._capital(word) for word in written[1:])
            return PersonName(closest(self._capital(written[0]), known), given)
        small = [at in articles or word in words.particles for at, word in enumerate(written)]
        before = list(zip(written[:-1], small, strict=False))
        particles = [word for word, is_small in before if is_small]
        given = " ".join(self._capital(word) for word, is_small in before if not is_small)
        family = " ".join([*particles, self._capital(written[-1])])
        return PersonName(closest(family, known), given or None)

    def _is_given(self, token: str) -> bool:
        return token in self._words.family_first or self._given.search(token) is not None

    def _introduced(self, text: str, known: Collection[str]) -> str | None:
        """The words after "hier ist" or "mein Name ist", or before "am Apparat", as far as they are a name.

        None when nothing introduces one, or more than three words of a name follow.
        """
        words = _WORD.findall(text)
        plain = " ".join(fold(word) for word in words)
        before = self._before.search(plain)
        if before is not None:
            end = len(plain[: before.start()].split())
            return " ".join(words[max(0, end - 2) : end])
        after = self._after.search(plain)
        if after is None:
            return None
        names = {fold(name) for name in known}
        allowed = self._words.titles | self._words.articles | self._words.articles_in_front
        taken: list[str] = []
        for word in words[len(plain[: after.end()].split()) :]:
            if not (fold(word) in allowed or self._may_be_name(fold(word), names)):
                break
            taken.append(word)
        return " ".join(taken) if taken else None

    def _capital(self, word: str) -> str:
        """Each part of a compound: "meyer-lüdenscheidt", "o'connor"."""
        return re.sub(
            self._words.capital, lambda part: part[0][0].upper() + part[0][1:].lower(), word
        )

    def _strip(self, plain: str) -> tuple[str, int]:
        """The words without what frames them (greetings, "mein Name ist", "bitte"), and how many stood in front."""
        total, behind, before = len(plain.split()), 0, None
        while before != plain:
            before = plain
            plain = self._frame.sub("", self._filler.sub("", plain))
            shorter = self._tail.sub("", plain)
            behind += len(plain.split()) - len(shorter.split())
            plain = shorter
        return plain.strip(), total - behind - len(plain.split())

    def _may_be_name(self, token: str, known: Collection[str]) -> bool:
        words = self._words
        if token in known or token in words.particles:
            return True
        parts = re.split(r"[-'’ʼ]", token)
        if any(part in words.not_names or not part.isalpha() for part in parts) or len(token) < 2:
            return False
        plain = folded(token)
        return plain not in words.not_names and not words.is_number(plain)

    def _spelled(self, stripped: str, original: str, first: int) -> PersonName | None:
        """A name out of letters, "M wie Martha" or words of a spelling alphabet."""
        words = self._words
        heard = original.split()
        text = stripped
        if not words.folds_letters:
            text = " ".join(heard[first : first + len(stripped.split())])
        for pattern, other in self._spelling:
            text = pattern.sub(other, text)
        umlauts = set(re.findall(r"\b[äöü]\b", original))
        tokens = text.split()
        run: list[str] = []
        for token in reversed(tokens):
            letter = words.letter(token, umlauts)
            if letter is None:
                break
            run.append(letter)
        before = tokens[: len(tokens) - len(run)]
        # Fewer than three letters are a mistake of the recogniser more often than a name.
        if len(run) < 3 or len(before) > _MOST_WORDS:
            return None
        if any(token in words.not_names for token in before):
            return None
        return PersonName("".join(reversed(run)).capitalize(), spelled=True)


def mapped(letters: Mapping[str, str]) -> Callable[[str, Collection[str]], str | None]:
    """Letters that are written as such or have one of these names."""

    def letter(token: str, _umlauts: Collection[str]) -> str | None:
        return token if len(token) == 1 and token.isalpha() else letters.get(token)

    return letter


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
