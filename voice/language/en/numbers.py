"""English number words and what they are worth."""

from collections.abc import Mapping

from voice.language.numerals import Numerals

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}

SIMPLE: Mapping[str, int] = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: 20 + 10 * index for index, word in enumerate(_TENS)},
    "fourty": 40, "dozen": 12, "nought": 0, "naught": 0,
}  # fmt: skip
"""Single words."""


def number_words(number: int) -> str:
    """A cardinal below a hundred as separate words: "twenty one"."""
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f" {_SMALL[ones]}" if ones else "")


def _ordinals() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_FIRST, 1)}
    words |= {f"{_SMALL[number]}th": number for number in range(13, 20)}
    words |= {"twentieth": 20, "thirtieth": 30}
    words |= {
        f"{_TENS[tens - 2]} {_FIRST[ones - 1]}": tens * 10 + ones
        for tens in (2, 3)
        for ones in range(1, 10)
        if tens * 10 + ones <= 31
    }
    for number in range(1, 32):
        teen = 11 <= number <= 13
        words[f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"] = number
    return words


ORDINALS: Mapping[str, int] = _ordinals()
"""Words and figures of 1 to 31."""


def cardinal(token: str) -> int | None:
    """The value of one folded word or of digits; None when it is none."""
    return int(token) if token.isdecimal() else 1 if token == "a" else SIMPLE.get(token)


NUMERALS = Numerals(
    single=cardinal,
    articles=frozenset({"a"}),
    composed=True,
    hundreds=("hundred",),
    thousands=("thousand",),
    links=("and",),
    years=True,
)


def parse_number(text: str) -> int | None:
    """The first number in a text; an "a" is one only before "hundred"."""
    return NUMERALS.first(text)
