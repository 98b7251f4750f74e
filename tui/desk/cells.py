"""Rows of columns: what callers said stands in its width, and what matters least goes first where it is narrow."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.lines import Line, Role, Span, clean, column, fit, width, wrap


@dataclass(frozen=True)
class Cell:
    """One column of a row: what stands in it and what it may take."""

    text: str
    width: int
    """Cells that it has at least; 0 leaves it out."""
    role: Role = "plain"
    grows: int = 0
    """Its share of what is left over."""
    rank: int = 0
    """Where the row is too narrow, columns go in order of their rank, highest first; 0 stays."""
    right: bool = False


def row(cells: Sequence[Cell], cells_wide: int, gap: int = 1) -> Line:
    """Columns on one line of exactly `cells_wide` cells."""
    kept = [cell for cell in cells if cell.width]
    while _needed(kept, gap) > cells_wide and any(cell.rank for cell in kept):
        kept.remove(max(kept, key=lambda cell: cell.rank))
    spare = max(0, cells_wide - _needed(kept, gap))
    shares = sum(cell.grows for cell in kept)
    spans: list[Span] = []
    for place, cell in enumerate(kept):
        extra = spare * cell.grows // shares if shares else 0
        spans.append((column(clean(cell.text), cell.width + extra, right=cell.right), cell.role))
        if place < len(kept) - 1:
            spans.append((" " * gap, "plain"))
    return exactly(spans, cells_wide)


def _needed(cells: Sequence[Cell], gap: int) -> int:
    return sum(cell.width for cell in cells) + gap * max(0, len(cells) - 1)


def exactly(spans: Sequence[Span], cells_wide: int) -> Line:
    """A line cut or filled up to a width."""
    line = fit(spans, cells_wide)
    blank = cells_wide - width(line)
    return (*line, (" " * blank, "plain")) if blank else line


def pair(
    label: str, value: str, cells_wide: int, *, labelled: int = 11, role: Role = "plain"
) -> list[Line]:
    """A name and its value as on a card; a long value goes on below itself."""
    room = max(1, cells_wide - labelled - 1)
    lines = wrap(clean(value), room)
    return [
        row([Cell(label if not place else "", labelled, "dim"), Cell(text, room, role)], cells_wide)
        for place, text in enumerate(lines)
    ]


def paragraph(text: str, cells_wide: int, role: Role = "plain", indent: int = 0) -> list[Line]:
    """A text over as many lines as it needs."""
    room = max(1, cells_wide - indent)
    blank: Span = (" " * indent, "plain")
    return [exactly((blank, (one, role)), cells_wide) for one in wrap(clean(text), room)]


def blank(cells_wide: int) -> Line:
    """A line with nothing on it."""
    return ((" " * cells_wide, "plain"),)
