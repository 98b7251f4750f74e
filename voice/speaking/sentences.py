"""Texts into sentences: the first one can be heard while the next one is being rendered."""

import re

_ABBREVIATIONS = frozenset(
    {"dr", "prof", "nr", "tel", "ca", "str", "usw", "bzw", "z", "b", "d", "h", "u", "a", "hr", "fr", "st", "inkl", "min", "std"}
)  # fmt: skip
_END = re.compile(r"[.!?…:]+(?=\s+|$)")


def sentences(text: str) -> list[str]:
    """The sentences of a text, ends kept; abbreviations, ordinals and clock times do not end one."""
    found, start = [], 0
    for match in _END.finditer(text):
        before = text[start : match.start()]
        last = re.split(r"[\s(]", before)[-1]
        if match[0] == "." and (
            last.lower().rstrip(".") in _ABBREVIATIONS or last.isdigit() or "." in last
        ):
            continue
        if match[0] == ":" and len(before.split()) < 2:
            continue
        sentence = text[start : match.end()].strip()
        if sentence:
            found.append(sentence)
        start = match.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found
