"""What was just done, and for how long it can be taken back."""

from dataclasses import dataclass
from datetime import datetime

from tui.lines import Line, fit
from tui.widgets.text_lines import TextLines
from tui.words import Words


@dataclass(frozen=True)
class Done:
    """One thing that was done at the desk."""

    text: str
    order: str
    until: datetime | None
    """None: it cannot be taken back."""


def seconds_left(done: Done, now: datetime) -> int:
    """Whole seconds in which it can be taken back."""
    return max(0, -int((now - done.until).total_seconds() // 1)) if done.until else 0


def undo_line(done: Done, now: datetime, key: str, words: Words, width: int) -> Line:
    """✓ Termin abgesagt: Yilmaz, A. · u rückgängig (8 s)."""
    left = seconds_left(done, now)
    head = f" {done.text}"
    if not left:
        return fit(((head, "good"),), width)
    return fit(
        (
            (head, "good"),
            ("  ", "plain"),
            (key, "key"),
            (" " + words("desk.undo", seconds=left), "caution"),
        ),
        width,
    )


class UndoLine(TextLines):
    """One line above the footer, there only while something can be taken back."""

    DEFAULT_CSS = """
    UndoLine { height: 1; display: none; background: $panel; }
    UndoLine.-shown { display: block; }
    """
