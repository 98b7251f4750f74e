"""German number words, both ways."""

import re
from collections.abc import Mapping

from voice.language.folding import fold
from voice.language.numerals import Numerals

_UNITS = (
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
    "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip
_TENS = (
    "",
    "",
    "zwanzig",
    "dreißig",
    "vierzig",
    "fünfzig",
    "sechzig",
    "siebzig",
    "achtzig",
    "neunzig",
)
_ORDINAL_STEMS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
ORDINAL_ENDINGS = ("en", "er", "es", "em", "e")


def number_word(number: int) -> str:
    """A cardinal from 0 to 999,999 as one word: 21 → einundzwanzig.

    Raises:
        ValueError: outside that range.
    """
    if not 0 <= number < 1_000_000:
        raise ValueError(f"no number word for {number}")
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _TENS[tens] if unit == 0 else f"{_before(unit)}und{_TENS[tens]}"
    size, word = (1000, "tausend") if number >= 1000 else (100, "hundert")
    head, rest = divmod(number, size)
    return _before(head) + word + (number_word(rest) if rest else "")


def _before(number: int) -> str:
    """A number in front of another word: one is "ein" there."""
    return "ein" if number == 1 else number_word(number)


def ordinal_word(number: int, ending: str) -> str:
    """An ordinal with its ending: (3, "en") → dritten; above 99 the last part decides.

    Raises:
        ValueError: below 1 or above 999.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"no ordinal for {number}")
    rest = number % 100
    head = number_word(number - rest) if number >= 100 and rest else ""
    if rest == 0:
        return f"{number_word(number)}st{ending}"
    if rest in _ORDINAL_STEMS:
        stem = _ORDINAL_STEMS[rest]
    else:
        stem = number_word(rest) + ("t" if rest < 20 else "st")
    return f"{head}{stem}{ending}"


def _cardinals() -> dict[str, int]:
    words = {fold(number_word(number)): number for number in range(1000)}
    words |= {"ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwo": 2, "fuenfe": 5}
    words |= {
        f"{fold(_before(unit))}und{fold(_TENS[tens])}": tens * 10 + unit
        for tens in range(2, 10)
        for unit in range(1, 10)
    }
    words |= {"zwound" + fold(_TENS[tens]): tens * 10 + 2 for tens in range(2, 10)}
    words |= {
        word.removeprefix("ein"): value
        for word, value in words.items()
        if word.startswith("einhundert")
    }
    words |= {"hundert": 100, "tausend": 1000, "eintausend": 1000, "dreissig": 30, "dutzend": 12}
    return words


CARDINALS: Mapping[str, int] = _cardinals()
"""Folded words of 0 to 999 and their spoken variants."""
ORDINALS: Mapping[str, int] = {
    fold(ordinal_word(number, ending)): number
    for number in range(1, 32)
    for ending in ORDINAL_ENDINGS
} | {"siebenten": 7, "siebente": 7, "siebenter": 7}

_NUMERAL = re.compile(r"\d+")


def cardinal(token: str) -> int | None:
    """The value of one folded token, digits or a word; None when it is none."""
    if _NUMERAL.fullmatch(token):
        return int(token)
    value = CARDINALS.get(token)
    if value is None and "tausend" in token:
        head, _, tail = token.partition("tausend")
        thousands = 1 if not head else CARDINALS.get(head)
        rest = 0 if not tail else CARDINALS.get(tail)
        if thousands is not None and rest is not None:
            return thousands * 1000 + rest
    return value


def ordinal(token: str) -> int | None:
    """The value of one folded ordinal token: "dritten" or "3."; None when it is none."""
    if token.endswith(".") and token[:-1].isdigit():
        return int(token[:-1])
    return ORDINALS.get(token)


ARTICLES = frozenset({"ein", "eine", "einen", "einem", "einer"})
"""One, and articles more often than that."""
NUMERALS = Numerals(single=cardinal, articles=ARTICLES)


def parse_number(text: str) -> int | None:
    """The first number in a text: twelve in "so zwölf Personen"; None when there is none."""
    return NUMERALS.first(text)
