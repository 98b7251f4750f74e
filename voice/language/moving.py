"""The two halves of a wish to move an appointment: which one, and where to."""

import re
from collections.abc import Mapping

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
