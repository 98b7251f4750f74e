"""States of entries: a sign, a word and a colour, in this order of weight."""

from collections.abc import Mapping

from tui.glyphs import Glyphs
from tui.lines import Role
from tui.words import Words

_ROLES: Mapping[str, Role] = {
    "held": "dim",
    "requested": "caution",
    "confirmed": "good",
    "declined": "over",
    "cancelled": "over",
    "new": "caution",
    "in_progress": "accent",
    "done": "good",
}


def sign(status: str, glyphs: Glyphs) -> str:
    """✓ ? ✗ ○ ●."""
    return {
        "held": glyphs.between,
        "requested": glyphs.open,
        "confirmed": glyphs.good,
        "declined": glyphs.bad,
        "cancelled": glyphs.bad,
        "new": glyphs.on,
        "in_progress": glyphs.joining,
        "done": glyphs.good,
    }.get(status, glyphs.between)


def role(status: str) -> Role:
    """Its colour."""
    return _ROLES.get(status, "plain")


def word(status: str, words: Words) -> str:
    """What it is called; a status that is not known here by its code."""
    return words.or_code("desk.status", status)
