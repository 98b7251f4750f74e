"""Lines of text with roles: what is drawn, before anybody knows its colours.

A span's text is data and never markup. Widths are terminal cells, so that wide letters and emoji stay in their columns.
"""

from collections.abc import Iterable
from typing import Literal

from rich.cells import cell_len, chop_cells, set_cell_size

Role = Literal[
    "plain",
    "strong",
    "dim",
    "title",
    "key",
    "accent",
    "good",
    "caution",
    "bad",
    "needs",
    "talking",
    "ringing",
    "operator",
    "over",
    "caller",
    "assistant",
    "interim",
    "pending",
    "cut",
    "tool",
    "mark",
    "bar_wait",
    "bar_words",
    "bar_model",
    "bar_voice",
    "bar_line",
]
Span = tuple[str, Role]
Line = tuple[Span, ...]

_HARMFUL = dict.fromkeys((*range(8234, 8239), *range(8294, 8298), 8206, 8207))
_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")


def clean(text: str) -> str:
    """Text from outside on one line: no control characters, nothing that turns the line's direction around."""
    return " ".join(text.translate(_CONTROL).translate(_HARMFUL).split())


def plain(line: Line) -> str:
    """What a line says, without roles."""
    return "".join(text for text, _ in line)


def width(line: Line) -> int:
    """How many cells a line takes."""
    return sum(cell_len(text) for text, _ in line)


def crop(text: str, cells: int, dots: str = "…") -> str:
    """A text in at most so many cells; what is cut off ends in dots."""
    if cells <= 0:
        return ""
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(dots)
    return dots[:cells] if room < 0 else set_cell_size(text, room).rstrip() + dots


def column(text: str, cells: int, *, right: bool = False) -> str:
    """A text in exactly so many cells."""
    cropped = crop(text, cells)
    blank = " " * (cells - cell_len(cropped))
    return blank + cropped if right else cropped + blank


def fit(line: Iterable[Span], cells: int) -> Line:
    """A line in at most so many cells."""
    fitted: list[Span] = []
    room = cells
    for text, role in line:
        if room <= 0:
            break
        part = crop(text, room)
        fitted.append((part, role))
        room -= cell_len(part)
        if part != text:
            break
    return tuple(fitted)


def spread(left: Line, right: Line, cells: int) -> Line:
    """Two lines on one: the right one keeps its place, the left one gives way."""
    room = cells - width(right)
    kept = fit(left, max(0, room - 1))
    gap = max(0, room - width(kept))
    return fit((*kept, (" " * gap, "plain"), *right), cells)


def wrap(text: str, cells: int) -> list[str]:
    """A text broken between words, and inside them only where one is longer than the line."""
    rows: list[str] = []
    row = ""
    for word in text.split():
        pieces = [word] if cell_len(word) <= cells else list(chop_cells(word, max(1, cells)))
        for piece in pieces:
            if row and cell_len(row) + 1 + cell_len(piece) > cells:
                rows.append(row)
                row = piece
            else:
                row = f"{row} {piece}" if row else piece
    return [*rows, row] if row or not rows else rows
