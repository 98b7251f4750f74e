"""The two halves of a wish that says what not, or where from, before it says what, or where to."""

import re
from collections.abc import Mapping

_BUT: Mapping[str, str] = {"de": r"\bsondern\b", "uk": r"\bа\b", "en": r"\bbut\b"}
_TO: Mapping[str, str] = {"de": r"\bauf\b", "uk": r"\bна\b", "en": r"\bto\b"}


def halves(text: str, key: str) -> tuple[str, str]:
    """Parts "den am freitag auf samstag verschieben" into "den am freitag" and "samstag verschieben".

    The last "to" that is followed by anything parts them; without one all of it tells which one.
    """
    parted = list(re.finditer(_TO[key], text.lower()))
    for found in reversed(parted):
        before, after = text[: found.start()].strip(), text[found.end() :].strip()
        if after:
            return before, after
    return text, ""


def instead(text: str, key: str) -> str:
    """What is meant of "keinen haarschnitt sondern eine dauerwelle": the part after the "but", else all."""
    after = re.split(_BUT[key], text, flags=re.IGNORECASE)[-1].strip()
    return after or text
