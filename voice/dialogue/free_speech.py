"""What a model may say in its own words: nothing with a figure, a day, a price or a name of its own. No I/O.

Strict on purpose: a sentence that is refused costs a caller nothing, the rules answer instead; a wrong price does.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from config.prompts import Prompts
from voice.language.folding import fold
from voice.language.languages import Language

MOST_SENTENCES = 2
MOST_LETTERS = 200
FIRST_SYMBOL = 0x2190
"""Arrows, boxes, emojis: nothing behind it is read out."""
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\d+")
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"[*_#`~]+|^\s*(?:[-•–]|\d+[.)])\s+", re.MULTILINE)
_SPEAKER = re.compile(r"^\s*(?:assistent|assistant|antwort|say|помічник)\s*:\s*", re.IGNORECASE)
_NOT_SPOKEN = re.compile(r"[<>{}\[\]|\\@/=]|www\.|\.(?:de|com|org)\b")


def plain(text: str) -> str:
    """Without markup, line breaks, signs that are no speech, and a speaker's name in front."""
    linked = _MARKUP.sub(r"\1", text)
    bare = _SPEAKER.sub("", _SIGNS.sub("", linked))
    return " ".join("".join(letter for letter in bare if _is_speech(letter)).split())


def _is_speech(letter: str) -> bool:
    """No control character, arrow or emoji."""
    return letter.isspace() or (letter.isprintable() and ord(letter) < FIRST_SYMBOL)


class FreeSpeech:
    """One business's facts, and what may be said with them."""

    def __init__(
        self, facts: Iterable[str], known: Iterable[str], prompts: Prompts, language: Language
    ) -> None:
        """`facts` are lines; `known` are texts of our own, whose words are no names."""
        self._language = language
        self._facts = [frozenset(_tokens(line)) for line in facts]
        self._words = prompts.words | {word for text in known for word in _tokens(text)}
        self._figures = tuple(fold(stem) for stem in prompts.figures)
        self._claims = tuple(fold(stem) for stem in prompts.claims)

    def refusal(self, sentence: str, now: datetime) -> str | None:
        """Why a sentence must not be spoken, in words for the model; None when it may."""
        if not sentence or len(sentence) > MOST_LETTERS:
            return '"say" needs short sentences'
        if _NOT_SPOKEN.search(sentence):
            return '"say" is read out: letters and punctuation only'
        if "?" in sentence:
            return '"say" must not ask: the program asks its own questions'
        tokens = _TOKEN.findall(sentence)
        claimed = [token for token in tokens if fold(token).startswith(self._claims)]
        if claimed:
            return f'"say" must not tell that anything is done, free or promised ("{claimed[0]}")'
        hard = {fold(token) for token in tokens if self._is_hard(token)}
        # One fact has all of them: "Färben" of one and the price of another would be a lie.
        if hard and not any(hard <= fact for fact in self._facts):
            return f'"say" has what no single fact has: {", ".join(sorted(hard))}'
        if self._language.when(sentence, now) is not None:
            return '"say" names a day or a time'
        return None

    def _is_hard(self, token: str) -> bool:
        """Only a fact may bring this word: a figure, a day, a price, a name."""
        folded = fold(token)
        if any(letter.isdigit() for letter in token) or folded.startswith(self._figures):
            return True
        if self._language.number(token) is not None and len(token) > len("einen"):
            return True
        return token[:1].isupper() and token.lower() not in self._words


def _tokens(text: str) -> list[str]:
    return [form for word in _TOKEN.findall(text) for form in (word.lower(), fold(word))]
