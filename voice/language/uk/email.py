"""How Ukrainian callers dictate e-mail addresses; names are written in Latin letters as in passports."""

from voice.language.email import Emails, EmailWords
from voice.language.uk.numbers import NUMERALS

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y", "і": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia",
}  # fmt: skip
"""The passport's table of 2010; folding has made й and ї to и and і."""
_AT_THE_BEGINNING = {"є": "ye", "ю": "yu", "я": "ya"}


def _latin(word: str) -> str:
    first = _AT_THE_BEGINNING.get(word[:1])
    rest = word[1:] if first else word
    return (first or "") + "".join(_LATIN.get(letter, letter) for letter in rest)


_SIGNS = {
    "собака": "@", "собачка": "@", "равлик": "@", "ет": "@", "крапка": ".", "точка": ".", "дот": ".", "дефіс": "-", "тире": "-",
    "мінус": "-", "підкреслення": "_", "підкреслювання": "_", "плюс": "+",
}  # fmt: skip
_NAMES = {
    "укр": "ukr", "нет": "net", "гмейл": "gmail", "джимеил": "gmail", "жмеил": "gmail", "гмеил": "gmail", "ком": "com",
    "веб": "web", "де": "de", "гмх": "gmx", "юа": "ua", "орг": "org", "меил": "mail", "яху": "yahoo", "аутлук": "outlook",
}  # fmt: skip
EMAILS = Emails(
    EmailWords(
        signs=_SIGNS,
        names=_NAMES,
        as_in="як",
        ignored=frozenset(
            "моя мои пошта електронна адреса це ну так будь ласка і на імеил мило".split()
        ),
        numerals=NUMERALS,
        latin=_latin,
    )
)
parse_email = EMAILS.parse
