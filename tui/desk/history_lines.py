"""What a search found, and calls where nothing is searched for."""

from collections.abc import Iterable

from rich.cells import cell_len

from tui.desk.cells import Cell, exactly, row
from tui.desk.look import Look
from tui.desk.moments import time_text
from tui.desk.rows import Found
from tui.lines import Line, Role, Span, clean, fit
from tui.words import minutes

_BEFORE = 18
"""Characters of the sentence shown before the first mark."""


def marked_spans(sentence: str, marks: Iterable[tuple[int, int]], width: int) -> tuple[Span, ...]:
    """A sentence with its marks, from where the first one can be seen."""
    ordered = sorted((max(0, start), end) for start, end in marks if end > start)
    begin = 0
    if ordered and cell_len(sentence) > width:
        begin = max(0, min(ordered[0][0] - _BEFORE, len(sentence) - width))
    spans: list[Span] = [("…", "dim")] if begin else []
    at = begin
    for start, end in ordered:
        if end <= at:
            continue
        spans += _span(sentence[at : max(at, start)], "plain")
        spans += _span(sentence[max(at, start) : end], "mark")
        at = end
    spans += _span(sentence[at:], "plain")
    return tuple(fit(spans, width))


def _span(text: str, role: Role) -> list[Span]:
    """Blanks at the ends stay: they stand between a mark and its neighbours."""
    kept = clean(text)
    if not kept:
        return [(" ", role)] if text else []
    left = " " if text[0].isspace() else ""
    right = " " if text[-1].isspace() else ""
    return [(f"{left}{kept}{right}", role)]


def found_row(found: Found, width: int, look: Look, *, marked: bool = False) -> list[Line]:
    """Two lines: the call's head, then the sentence; one where the terminal is wide enough for both."""
    wide = width >= 150
    head_width = min(width, 84) if wide else width
    words = look.words
    kind = words.or_code("history.kind", found.kind)
    outcome = words.or_code("history.exit", found.outcome) if found.outcome else kind
    head = row(
        [
            Cell(look.glyphs.on if marked else " ", 1, "key"),
            Cell(f"{found.at:%d.%m.%y} {time_text(found.at)}", 14, "dim"),
            Cell(found.name or words("desk.unknown"), 14, "strong", grows=2),
            Cell(look.business(found.business) if look.many else "", 12 if look.many else 0, grows=1, rank=2),
            Cell(found.mode, 7, "dim", rank=3),
            Cell(outcome, 14, "accent", grows=1, rank=1),
            Cell(minutes(found.duration_s) if found.duration_s is not None else "", 6, "dim", right=True),
        ],
        head_width,
    )  # fmt: skip
    room = width - head_width - 2 if wide else width - 4
    sentence = marked_spans(found.sentence, found.marks, room) if found.sentence else ()
    if wide:
        return [exactly((*head, ("  ", "plain"), *sentence), width)]
    return [head, exactly((("    ", "plain"), *sentence), width)]


def result_text(count: int | None, took_ms: float | None, look: Look, shown: int) -> str:
    """412 Treffer · 3 ms."""
    many = look.words("history.found", count=f"{shown}+" if count is None else count)
    if took_ms is None:
        return many
    return f"{many} {look.glyphs.between} {look.words('history.took', ms=round(took_ms))}"
