"""Ukrainian number words in their cases, and what they are worth."""

from collections.abc import Iterator, Mapping

from voice.language.folding import folded
from voice.language.numerals import Numerals

_NOMINATIVE: Mapping[int, str] = {
    0: "нуль ноль", 1: "один одна одне одну", 2: "два дві", 3: "три", 4: "чотири", 5: "п'ять", 6: "шість", 7: "сім",
    8: "вісім", 9: "дев'ять", 10: "десять", 11: "одинадцять", 12: "дванадцять", 13: "тринадцять", 14: "чотирнадцять",
    15: "п'ятнадцять", 16: "шістнадцять", 17: "сімнадцять", 18: "вісімнадцять", 19: "дев'ятнадцять", 20: "двадцять",
    30: "тридцять", 40: "сорок", 50: "п'ятдесят", 60: "шістдесят шісдесят", 70: "сімдесят", 80: "вісімдесят",
    90: "дев'яносто", 100: "сто", 200: "двісті", 300: "триста", 400: "чотириста", 500: "п'ятсот", 600: "шістсот",
    700: "сімсот", 800: "вісімсот", 900: "дев'ятсот",
}  # fmt: skip
_GENITIVE: Mapping[int, str] = {
    1: "одного однієї одної", 2: "двох", 3: "трьох", 4: "чотирьох", 5: "п'яти п'ятьох", 6: "шести шістьох", 7: "семи сімох",
    8: "восьми вісьмох", 9: "дев'яти дев'ятьох", 10: "десяти десятьох", 11: "одинадцяти", 12: "дванадцяти", 13: "тринадцяти",
    14: "чотирнадцяти", 15: "п'ятнадцяти", 16: "шістнадцяти", 17: "сімнадцяти", 18: "вісімнадцяти", 19: "дев'ятнадцяти",
    20: "двадцяти", 30: "тридцяти", 40: "сорока", 50: "п'ятдесяти",
}  # fmt: skip
_COLLECTIVE: Mapping[int, str] = {
    2: "двоє двійко", 3: "троє", 4: "четверо", 5: "п'ятеро", 6: "шестеро", 10: "десяток", 12: "дюжина дюжину дюжини",
}  # fmt: skip
_STEMS: Mapping[int, str] = {
    0: "нульов", 1: "перш", 2: "друг", 4: "четверт", 5: "п'ят", 6: "шост", 7: "сьом", 8: "восьм", 9: "дев'ят", 10: "десят",
    11: "одинадцят", 12: "дванадцят", 13: "тринадцят", 14: "чотирнадцят", 15: "п'ятнадцят", 16: "шістнадцят",
    17: "сімнадцят", 18: "вісімнадцят", 19: "дев'ятнадцят", 20: "двадцят", 30: "тридцят",
}  # fmt: skip
_FEMININE, _SOFT_FEMININE = "а у ої ій ою".split(), "я ю ьої ій ьою".split()
_OF_DAYS, _SOFT_OF_DAYS = "ого е ому".split(), "ього є ьому".split()
_MASCULINE, _SOFT_MASCULINE = "ий ого ому им".split(), "ій ього ьому ім".split()
_LAST_DAY, _LAST_HOUR = 31, 24


def _spread(table: Mapping[int, str]) -> dict[str, int]:
    return {folded(word): value for value, words in table.items() for word in words.split()}


NOMINATIVE: Mapping[str, int] = _spread(_NOMINATIVE)
"""As one counts; single words."""
GENITIVE: Mapping[str, int] = _spread(_GENITIVE)
"""As after "without" and "until"; single words."""
SIMPLE: Mapping[str, int] = {**_spread(_COLLECTIVE), **GENITIVE, **NOMINATIVE}
"""Every single word that is a number."""


def composed(words: Mapping[str, int], most: int) -> Iterator[tuple[str, int]]:
    """The numbers up to `most`, tens and ones as two words."""
    for word, value in words.items():
        if value <= most:
            yield word, value
        if 20 <= value <= 90 and value % 10 == 0:
            for ones, small in words.items():
                if 1 <= small <= 9 and value + small <= most:
                    yield f"{word} {ones}", value + small


def _ordinals(hard: list[str], soft: list[str], last: int) -> dict[str, int]:
    simple = {folded(stem + ending): value for value, stem in _STEMS.items() for ending in hard} | {
        folded("трет" + ending): 3 for ending in soft
    }
    tens = {20: "двадцять", 30: "тридцять"}
    words = {word: value for word, value in simple.items() if value <= last}
    for ten, before in tens.items():
        words |= {
            f"{before} {word}": ten + value
            for word, value in simple.items()
            if 0 < value < 10 and ten + value <= last
        }
    return words


HOURS: Mapping[str, int] = _ordinals(_FEMININE, _SOFT_FEMININE, _LAST_HOUR)
"""Ordinals that agree with the hour."""
DAYS: Mapping[str, int] = {
    word: day for word, day in _ordinals(_OF_DAYS, _SOFT_OF_DAYS, _LAST_DAY).items() if day
}
"""Ordinals that agree with the day of a month."""
NTH: Mapping[str, int] = {
    **_ordinals(_MASCULINE, _SOFT_MASCULINE, 5),
    **_ordinals(_FEMININE, _SOFT_FEMININE, 5),
}
"""Ordinals that agree with a weekday."""


def cardinal(token: str) -> int | None:
    """The value of one folded word or of digits; None when it is none."""
    return int(token) if token.isdecimal() else SIMPLE.get(token)


NUMERALS = Numerals(
    single=cardinal,
    articles=frozenset({"один", "одна", "одне", "одну", "одного"}),
    composed=True,
    thousands=("тисяча", "тисячу", "тисячі", "тисяч"),
)


def parse_number(text: str) -> int | None:
    """The first number in a text."""
    return NUMERALS.first(text)
