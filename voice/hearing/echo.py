"""Is what was recognised our own voice, come back from the caller's side? Pure."""

import re

from rapidfuzz import fuzz

ALIKE = 85.0
"""How much of 100 the words must be a stretch of ours; a recogniser mishears an echo as it mishears people."""
SURE_WORDS = 4
"""Callers repeat two or three words of an offer; an echo goes on for as long as we speak."""
_WORD = re.compile(r"\w+")


def is_echo(heard: str, said: str) -> bool:
    """True when the words are a stretch of what we are saying, more or less."""
    words, ours = _words(heard), _words(said)
    if not words or not ours:
        return False
    if len(words) == 1:
        return words[0] in ours
    return fuzz.partial_ratio(" ".join(words), " ".join(ours)) >= ALIKE


def is_surely_echo(heard: str, said: str) -> bool:
    """True when it is too long a stretch for a caller who repeats what they were offered."""
    return len(_words(heard)) >= SURE_WORDS and is_echo(heard, said)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
