"""From lines with roles to what Textual draws."""

from functools import cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.lines import Line, Role, fit
from tui.theme import CURSOR, ROLES


@cache
def role_style(theme: str, role: Role, *, chosen: bool = False) -> Style:
    """What a role looks like; on the chosen row the row's own background."""
    roles = ROLES.get(theme, ROLES["dark"])
    style = Style.parse(roles[role]) if roles[role] else Style.null()
    if not chosen:
        return style
    cursor = Style.parse(CURSOR.get(theme, CURSOR["dark"]))
    if cursor.reverse and role != "mark":
        # One even bar: the reversed colours of many roles would be a patchwork.
        return cursor + Style(bold=style.bold, italic=style.italic, strike=style.strike)
    return cursor + style


def strip(line: Line, cells: int, theme: str, base: Style, *, chosen: bool = False) -> Strip:
    """A line in exactly so many cells on a widget's own background."""
    fitted = fit(line, cells)
    segments = [
        Segment(text, base + role_style(theme, role, chosen=chosen)) for text, role in fitted
    ]
    used = sum(cell_len(text) for text, _ in fitted)
    if used < cells:
        blank = base + role_style(theme, "plain", chosen=chosen)
        segments.append(Segment(" " * (cells - used), blank))
    return Strip(segments, cells)
