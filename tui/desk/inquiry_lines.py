"""Orders as rows and as a card."""

from collections.abc import Mapping
from typing import Any

from tui.desk import states
from tui.desk.card_lines import customer_head, history_lines, note_lines, source_lines
from tui.desk.cells import Cell, blank, pair, paragraph, row
from tui.desk.look import Look
from tui.desk.moments import age_text, local, near_text
from tui.desk.rows import Inquiry
from tui.lines import Line


def inquiry_row(inquiry: Inquiry, width: int, look: Look, *, marked: bool = False) -> Line:
    """One line of the inbox."""
    return row(
        [
            Cell(look.glyphs.on if marked else " ", 1, "key"),
            Cell(look.glyphs.alarm if inquiry.urgent else " ", 1, "needs"),
            Cell(states.sign(inquiry.status, look.glyphs), 1, states.role(inquiry.status)),
            Cell(inquiry.name, 16, "strong", grows=2),
            Cell(inquiry.problem, 20, grows=4),
            Cell(inquiry.category, 10, "accent", grows=1, rank=3),
            Cell(look.business(inquiry.business) if look.many else "", 12 if look.many else 0, "dim", grows=1, rank=4),
            Cell(inquiry.phone, 14, "dim", rank=5),
            Cell(states.word(inquiry.status, look.words), 9, states.role(inquiry.status), rank=1),
            Cell(age_text(inquiry.created, look.now, look.words), 7, "dim", right=True),
        ],
        width,
    )  # fmt: skip


def inquiry_card(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    """Everything about one order."""
    inquiry, words = Inquiry.of(detail), look.words
    lines = paragraph(inquiry.name or words("desk.nameless"), width, "strong")
    if inquiry.urgent:
        lines += paragraph(f"{look.glyphs.alarm} {words('inbox.urgent')}", width, "needs")
    lines += [*paragraph(inquiry.problem, width), blank(width)]
    lines += pair(words("desk.phone"), inquiry.phone, width)
    lines += pair(words("inbox.address"), inquiry.address, width)
    if inquiry.category:
        lines += pair(words("inbox.category"), inquiry.category, width)
    if look.many:
        lines += pair(words("desk.business"), look.business(inquiry.business), width)
    state = f"{states.sign(inquiry.status, look.glyphs)} {states.word(inquiry.status, words)}"
    lines += pair(words("desk.state"), state, width, role=states.role(inquiry.status))
    lines += pair(words("inbox.came"), near_text(inquiry.created, look.now, words), width)
    lines += _work(detail, width, look)
    lines += source_lines(detail, width, look)
    lines += customer_head(detail.get("customer"), width, look)
    return [*lines, *note_lines(detail, width, look), *history_lines(detail, width, look)]


def _work(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    lines: list[Line] = []
    if detail.get("reply"):
        lines += pair(look.words("inbox.reply"), str(detail["reply"]), width)
    if detail.get("cost_cents") is not None:
        cost = f"{int(detail['cost_cents']) / 100:.2f}".replace(".", look.words("format.comma"))
        lines += pair(look.words("inbox.cost"), f"{cost} €", width)
    if detail.get("on_day"):
        day = local(f"{detail['on_day']}T12:00:00Z", "UTC")
        lines += pair(look.words("inbox.on_day"), f"{day:%d.%m.%Y}", width)
    return lines
