"""What a search found, and calls where nothing is searched for."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from tui.desk import states
from tui.desk.cells import Cell, exactly, row
from tui.desk.look import Look
from tui.desk.moments import day_text, time_text
from tui.desk.rows import Found
from tui.lines import Line, Role, Span, clean, fit
from tui.live_rows import made_text
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


def _sentence(found: Found, look: Look) -> tuple[str, Sequence[tuple[int, int]]]:
    """What was found with its marks; of a booking when it is, what for, with whom."""
    if found.starts is None:
        return found.sentence, found.marks
    day = day_text(found.starts.date(), look.words, look.now.date())
    about = found.about
    parts = [
        f"{day} {time_text(found.starts)}",
        str(about.get("service_name") or ""),
        str(about.get("staff_name") or ""),
        look.number(str(about.get("phone") or "")),
    ]
    text = f" {look.glyphs.between} ".join(part for part in parts if part)
    words = [found.sentence[start:end] for start, end in found.marks]
    folded = text.lower()
    places = [(folded.find(word.lower()), len(word)) for word in words if word]
    return text, [(at, at + length) for at, length in places if at >= 0]


def found_row(found: Found, width: int, look: Look, *, marked: bool = False) -> list[Line]:
    """Two lines: the call's head, then the sentence; one where the terminal is wide enough for both."""
    wide = width >= 150
    head_width = min(width, 84) if wide else width
    words = look.words
    kind = words.or_code("history.kind", found.kind)
    outcome = words.or_code("history.exit", found.outcome) if found.outcome else kind
    if found.made:
        outcome = made_text(found.made[-1], words)
    if status := str(found.about.get("status") or ""):
        outcome = f"{kind} {states.word(status, words)}"
    name = found.name if found.call else found.name or kind
    text, marks = _sentence(found, look)
    head = row(
        [
            Cell(look.glyphs.on if marked else " ", 1, "key"),
            Cell(f"{found.at:{words('format.date')}} {time_text(found.at)}", 14, "dim"),
            Cell(look.name(name), 14, "strong", grows=2),
            Cell(look.business(found.business) if look.many else "", 12 if look.many else 0, grows=1, rank=2),
            Cell(found.mode, 7, "dim", rank=3),
            Cell(outcome, 14, "accent", grows=1, rank=1),
            Cell(minutes(found.duration_s) if found.duration_s is not None else "", 6, "dim", right=True),
        ],
        head_width,
    )  # fmt: skip
    room = width - head_width - 2 if wide else width - 4
    sentence = marked_spans(text, marks, room) if text else ()
    if wide:
        return [exactly((*head, ("  ", "plain"), *sentence), width)]
    return [head, exactly((("    ", "plain"), *sentence), width)]


def result_text(count: int | None, took_ms: float | None, look: Look, shown: int) -> str:
    """412 Treffer · 3 ms."""
    many = look.words("history.found", count=f"{shown}+" if count is None else count)
    if took_ms is None:
        return many
    return f"{many} {look.glyphs.between} {look.words('history.took', ms=round(took_ms))}"
