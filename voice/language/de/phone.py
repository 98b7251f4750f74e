"""Telephone numbers as people dictate them, to E.164."""

import re

from storage.numbers import parse_number
from voice.language.de.numbers import cardinal
from voice.language.folding import fold
from voice.language.values import Phone

_BETWEEN = frozenset(
    """
    und dann die der aeh aehm ja also noch bindestrich pause strich mal
    """.split()
)
_TWICE = frozenset({"doppel", "zweimal", "doppelt"})
_THRICE = frozenset({"dreimal", "dreifach"})
_LEAST_DIGITS = 6


def digits(text: str) -> str:
    """The longest dictated run of digits, with a leading "+" when it was said; "" when there is none.

    Pairs are read as pairs: "zwölf vierunddreißig" is 1234.
    """
    text = re.sub(r"(?<=\d)[\s/().-]+(?=\d)", "", fold(text).replace("+", " plus "))
    text = re.sub(r"\bdoppel(?=[a-z])", "doppel ", text)
    runs, run, times = [""], "", 1
    for token in re.findall(r"[^\W_]+", text):
        if token == "plus":
            run = run or "+"
            continue
        if token in _TWICE or token in _THRICE:
            times = 2 if token in _TWICE else 3
            continue
        value = token if token.isdigit() else cardinal(token)
        if value is None or token in {"ein", "eine", "einen", "einem", "einer"}:
            if token not in _BETWEEN:
                runs.append(run)
                run, times = "", 1
            continue
        run += str(value) * times
        times = 1
    return max([*runs, run], key=len)


def parse_phone(text: str, region: str = "DE") -> Phone | None:
    """The valid number in a text; None when there is none, or one with a digit too few or too many."""
    dictated = digits(text)
    if len(dictated) < _LEAST_DIGITS:
        return None
    found = parse_number(dictated, region)
    if found is None:
        return None
    # A number without its area code is valid nowhere: "123456" would be parsed as one of Berlin's. Of a
    # mobile number a lost leading zero does no harm: it is read back.
    number, mobile = found
    return Phone(number) if mobile or dictated.startswith(("0", "+")) else None
