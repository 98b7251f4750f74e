"""Conditions and states on one line, each of which can be clicked."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui.lines import Line, Role, Span, clean, fit


@dataclass(frozen=True)
class Chip:
    """One of them."""

    id: str
    """Empty: it only says something."""
    text: str
    on: bool = False
    role: Role = "plain"


def chips_line(chips: Sequence[Chip], width: int) -> Line:
    """Those that are on stand in brackets, which colours alone would not say."""
    spans: list[Span] = [(" ", "plain")]
    for chip in chips:
        text = clean(chip.text)
        if chip.id:
            spans.append(
                (f"[{text}]" if chip.on else f" {text} ", "mark" if chip.on else chip.role)
            )
        else:
            spans.append((text, chip.role))
        spans.append((" ", "plain"))
    return fit(spans, width)


def chip_at(chips: Sequence[Chip], x: int) -> Chip | None:
    """Which one stands at a place of the line."""
    at = 1
    for chip in chips:
        wide = cell_len(clean(chip.text)) + (2 if chip.id else 0)
        if at <= x < at + wide:
            return chip if chip.id else None
        at += wide + 1
    return None
