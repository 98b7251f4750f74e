"""Small patterns over words: how one grammar reads several languages.

A pattern is a line of items. `woche` is that word, `vor/nach` one of two; capitals name a sense of a word
(`WEEKDAY`, `HOUR`), whose value is handed to the action. `x?` may be absent (its value is then None), `x+` stands
once or more and hands over nothing, `!x` must not follow, `&x` must (`&$/x`: or the end), `*` is any word, `^` and `$` are the ends. `TIME` is a time
of day in any wording, `CLOCK` one that no other number could be mistaken for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from voice.language.folding import folded

TIME, CLOCK = "TIME", "CLOCK"
Senses = Mapping[str, Any]
"""What a word may be, with its value as that: {"NUMBER": 3, "HOUR": 3}."""


class Reader(Protocol):
    """What patterns need of a grammar."""

    def senses(self, word: str) -> Senses:
        """What a word may be."""
        ...

    def time(self, tokens: Sequence[str], at: int, *, bare: bool) -> tuple[Any, int] | None:
        """A time of day beginning there, and where it ends."""
        ...

    def begins_time(self, word: str, *, bare: bool) -> bool:
        """True when a time of day may begin with that word."""
        ...


@dataclass(frozen=True)
class Item:
    """One place of a pattern."""

    words: frozenset[str]
    names: tuple[str, ...]
    optional: bool = False
    many: bool = False
    negative: bool = False
    ahead: bool = False
    """Looked at and not taken, like what is negative."""

    def fits(self, word: str, reader: Reader) -> bool:
        """True when the word may stand there, or begin what stands there."""
        if word in self.words or "*" in self.words:
            return True
        senses = reader.senses(word)
        return any(
            reader.begins_time(word, bare=name == TIME) if name in (TIME, CLOCK) else name in senses
            for name in self.names
        )


@dataclass(frozen=True)
class Rule:
    """A pattern and what it means."""

    items: tuple[Item, ...]
    action: Callable[..., Any]

    def may_begin(self, word: str, reader: Reader) -> bool:
        """True when the rule may apply where that word stands."""
        for item in self.items:
            if item.negative or item.ahead or "^" in item.words:
                continue
            if item.fits(word, reader):
                return True
            if not item.optional:
                return False
        return False

    def match(self, tokens: Sequence[str], at: int, reader: Reader) -> tuple[list[Any], int] | None:
        """The values of a match beginning at a token, and where it ends."""
        values: list[Any] = []
        for item in self.items:
            end = _match(item, tokens, at, reader, values)
            if end is None:
                return None
            at = end
        return values, at


def _match(
    item: Item, tokens: Sequence[str], at: int, reader: Reader, values: list[Any]
) -> int | None:
    if item.ahead:
        there = item.fits(tokens[at], reader) if at < len(tokens) else "$" in item.words
        return at if there else None
    if "^" in item.words or "$" in item.words:
        return at if at == (0 if "^" in item.words else len(tokens)) else None
    if item.negative:
        return None if at < len(tokens) and item.fits(tokens[at], reader) else at
    if item.many:
        end = at
        while end < len(tokens) and item.fits(tokens[end], reader):
            end += 1
        return end if end > at or item.optional else None
    found = _one(item, tokens, at, reader)
    if found is None and not item.optional:
        return None
    value, end = found or (None, at)
    if item.names:
        values.append(value)
    return end


def _one(item: Item, tokens: Sequence[str], at: int, reader: Reader) -> tuple[Any, int] | None:
    if at >= len(tokens):
        return None
    word = tokens[at]
    if word in item.words or "*" in item.words:
        return None if item.names and not item.words else (None, at + 1)
    for name in item.names:
        if name in (TIME, CLOCK):
            found = reader.time(tokens, at, bare=name == TIME)
            if found is not None:
                return found
        elif name in (senses := reader.senses(word)):
            return senses[name], at + 1
    return None


def rules(table: Sequence[tuple[str, Callable[..., Any]]]) -> tuple[Rule, ...]:
    """The patterns of a table, in order; words are folded."""
    return tuple(
        Rule(tuple(_item(part) for part in pattern.split()), action) for pattern, action in table
    )


def _item(text: str) -> Item:
    plain = text.strip("!&?+")
    parts = plain.split("/")
    return Item(
        words=frozenset(folded(part) for part in parts if not _is_name(part)),
        names=tuple(part for part in parts if _is_name(part)),
        optional=text.endswith("?"),
        many="+" in text,
        negative=text.startswith("!"),
        ahead=text.startswith("&"),
    )


def _is_name(part: str) -> bool:
    return part.isascii() and part.isupper()
