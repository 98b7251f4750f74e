"""Signs beside words: never the only carrier of a meaning, and plain letters where a terminal has no others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Glyphs:
    """One set of signs."""

    on: str = "●"
    joining: str = "◐"
    off: str = "○"
    alarm: str = "▲"
    good: str = "✓"
    bad: str = "✗"
    open: str = "?"
    typing: str = "▌"
    cut: str = "✂"
    tool: str = "▸"
    barge: str = "╳"
    back: str = "‹"
    between: str = "·"
    speech: str = "▇"
    answer: str = "━"
    levels: str = "▁▂▃▄▅▆▇█"
    bars: str = "█▓▒░·"
    rule: str = "─"
    down: str = "↓"


UNICODE = Glyphs()
ASCII = Glyphs(
    on="*",
    joining="~",
    off="o",
    alarm="!",
    good="+",
    bad="x",
    open="?",
    typing="_",
    cut="%",
    tool=">",
    barge="X",
    back="<",
    between="-",
    speech="#",
    answer="=",
    levels=".:-=+*#@",
    bars="#=+-.",
    rule="-",
    down="v",
)
SETS = {"unicode": UNICODE, "ascii": ASCII}
