"""E-mail addresses as people dictate them, in any language: "becker at web punkt de"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voice.language.folding import fold, folded
from voice.language.numerals import Numerals

_ADDRESS = re.compile(
    r"[a-z0-9](?:[a-z0-9._+-]*[a-z0-9])?@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
)
_PIECE = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[^\W_]+|[.@+_-]")


@dataclass(frozen=True)
class EmailWords:
    """One language's words within an address, folded."""

    signs: Mapping[str, str]
    """By the word that says it: ".", "@", "-", "_", "+"."""
    names: Mapping[str, str]
    """Providers as a recogniser writes them."""
    as_in: str
    """The word between a letter and its example."""
    ignored: frozenset[str]
    """Words around an address that belong to none."""
    numerals: Numerals
    latin: Callable[[str], str] = fold
    """A word in Latin letters, as people write it in an address."""


class Emails:
    """Dictated addresses."""

    def __init__(self, words: EmailWords) -> None:
        self._words = words
        self._as_in = re.compile(rf"\b(\w) (?:{words.as_in}) \w+")

    def parse(self, text: str) -> str | None:
        """The address in a text, in lower case; None when there is none, or only a part of one."""
        plain = self._as_in.sub(r"\1", folded(text))
        tokens = _TOKEN.findall(plain.replace("_", " _ "))
        at = next((at for at, token in enumerate(tokens) if self._sign(token) == "@"), None)
        if at is None:
            return None
        start = at
        while start > 0 and self._belongs(tokens, start - 1, at):
            start -= 1
        end = at + 1
        while end < len(tokens) and self._belongs(tokens, end, end):
            end += 1
        address = "".join(self._written(tokens, start, end))
        return address if _ADDRESS.fullmatch(address) else None

    def _sign(self, token: str) -> str | None:
        return token if token in "._@+-" else self._words.signs.get(token)

    def _belongs(self, tokens: list[str], at: int, until: int) -> bool:
        """True for a part of the address: of words that only stand beside each other the last one, or figures and letters."""
        token = tokens[at]
        if self._sign(token) is not None:
            return self._sign(token) != "@"
        beside = tokens[at + 1] if at < until else tokens[at - 1]
        if self._sign(beside) is not None:
            return True
        small = self._small(token) or self._small(beside)
        return small and token not in self._words.ignored

    def _small(self, token: str) -> bool:
        return len(token) == 1 or self._words.numerals.single(token) is not None

    def _written(self, tokens: list[str], start: int, end: int) -> list[str]:
        written, at = [], start
        while at < end:
            token = tokens[at]
            number = self._words.numerals.read(tokens, at)
            sign = self._sign(token)
            if sign is not None:
                written.append(sign)
            elif number is not None and not token.isdecimal():
                written.append(str(number[0]))
                at = number[1] - 1
            else:
                named = self._words.names.get(token)
                written.append(named or "".join(_PIECE.findall(self._words.latin(token))))
            at += 1
        return written
