"""Bookings as rows and as a card."""

from collections.abc import Mapping
from typing import Any

from tui.desk import states
from tui.desk.card_lines import customer_head, history_lines, note_lines, source_lines
from tui.desk.cells import Cell, pair, paragraph, row
from tui.desk.look import Look
from tui.desk.moments import day_text, time_text
from tui.desk.rows import Booking
from tui.lines import Line


def status_cell(booking: Booking, look: Look, width: int) -> Cell:
    """The state in words, or what is in the way of it."""
    if booking.conflict:
        reason = look.words.or_code("bookings.conflict", booking.conflict)
        return Cell(f"{look.glyphs.alarm} {reason}", width, "needs")
    return Cell(states.word(booking.status, look.words), width, states.role(booking.status))


def booking_row(booking: Booking, width: int, look: Look, *, marked: bool = False) -> Line:
    """One line of the list."""
    day = day_text(booking.starts.date(), look.words)
    return row(
        [
            Cell(look.glyphs.on if marked else " ", 1, "key"),
            Cell(states.sign(booking.status, look.glyphs), 1, states.role(booking.status)),
            Cell(f"{day} {time_text(booking.starts)}", 15),
            Cell(booking.name, 16, "strong", grows=3),
            Cell(booking.service, 12, grows=2, rank=3),
            Cell(booking.staff, 8, "dim", grows=1, rank=4),
            Cell(look.business(booking.business) if look.many else "", 14 if look.many else 0, "dim", grows=1, rank=5),
            Cell(booking.phone, 14, "dim", rank=6),
            Cell(f"+{booking.also}" if booking.also else "", 3, "accent", rank=7),
            status_cell(booking, look, 20),
        ],
        width,
    )  # fmt: skip


def booking_card(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    """Everything about one booking."""
    booking = Booking.of(detail)
    words = look.words
    span = f"{day_text(booking.starts.date(), words, look.now.date())} {time_text(booking.starts)} – {time_text(booking.ends)}"
    lines = paragraph(booking.name or words("desk.nameless"), width, "strong")
    lines += pair(words("desk.phone"), booking.phone, width)
    lines += pair(words("bookings.when"), span, width)
    lines += pair(words("bookings.service"), booking.service, width)
    lines += pair(words("bookings.staff"), booking.staff, width)
    if look.many:
        lines += pair(words("desk.business"), look.business(booking.business), width)
    state = f"{states.sign(booking.status, look.glyphs)} {states.word(booking.status, words)}"
    lines += pair(words("desk.state"), state, width, role=states.role(booking.status))
    if booking.conflict:
        reason = words.or_code("bookings.conflict", booking.conflict)
        lines += pair("", f"{look.glyphs.alarm} {reason}", width, role="needs")
        lines += pair("", words(f"bookings.remedy.{booking.conflict}"), width, role="dim")
    lines += _parts(detail, width, look) + _also(detail, width, look)
    lines += source_lines(detail, width, look)
    lines += customer_head(detail.get("customer"), width, look)
    return [*lines, *note_lines(detail, width, look), *history_lines(detail, width, look)]


def _parts(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    parts = [Booking.of(part) for part in detail.get("parts") or ()]
    if len(parts) < 2:
        return []
    return [
        line
        for place, part in enumerate(parts)
        for line in pair(
            look.words("bookings.parts") if not place else "",
            f"{time_text(part.starts)} {part.service} ({part.staff})",
            width,
        )
    ]


def _also(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    also = detail.get("also")
    count = also if isinstance(also, int) else len(also or ())
    return pair(look.words("bookings.also"), f"{count}", width, role="accent") if count else []
