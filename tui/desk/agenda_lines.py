"""A day as one list, and in columns of its staff where there is room."""

from dataclasses import dataclass

from tui.desk import states
from tui.desk.agenda import Block, Day, clock, slot_minutes
from tui.desk.booking_lines import status_cell
from tui.desk.cells import Cell, exactly, row
from tui.desk.look import Look
from tui.desk.rows import Booking
from tui.lines import Line, Role, Span, clean, column

NARROWEST_COLUMN = 24
_RULER = 6


def block_row(block: Block, day: Day, width: int, look: Look, *, marked: bool = False) -> Line:
    """One line of a day whose staff share a column."""
    booking = block.booking
    when = f"{clock(block.start)}"
    until = look.words("bookings.until", time=clock(block.end))
    who = day.name(block.staff)
    if booking is None:
        text = _block_text(block, look)
        cells = [
            Cell(" ", 1),
            Cell(when, 5, "dim"),
            Cell(_block_sign(block, look), 1, "dim"),
            Cell(text, 16, "dim", grows=1),
            Cell(until, len(until), "dim", rank=1),
            Cell(who, 10, "dim", rank=2),
        ]
        return row(cells, width)
    return row(
        [
            Cell(look.glyphs.on if marked else " ", 1, "key"),
            Cell(when, 5, "strong"),
            Cell(states.sign(booking.status, look.glyphs), 1, states.role(booking.status)),
            Cell(booking.name, 14, "strong", grows=2),
            Cell(booking.service, 10, grows=1, rank=1),
            Cell(who, 6, "dim", rank=2),
            status_cell(booking, look, 20 if booking.conflict else 11),
        ],
        width,
    )


def _block_sign(block: Block, look: Look) -> str:
    return {"free": look.glyphs.between, "break": look.glyphs.rule}.get(block.kind, look.glyphs.bad)


def _block_text(block: Block, look: Look) -> str:
    if block.kind == "away":
        return " ".join([look.words("bookings.away"), clean(block.words)]).strip()
    return look.words(f"bookings.{block.kind}")


@dataclass(frozen=True)
class GridLine:
    """One line of a day in columns, and whose blocks stand in it."""

    spans: tuple[tuple[Span, ...], ...]
    """The ruler, then one cell for each of the staff."""
    blocks: tuple[Block | None, ...]
    """The block of each of the staff."""


def columns_fit(day: Day, width: int) -> bool:
    """True when each of the staff gets a column that can be read."""
    return len(day.staff) > 1 and (width - _RULER) // len(day.staff) >= NARROWEST_COLUMN


def column_width(day: Day, width: int) -> int:
    """Of each of the staff."""
    return (width - _RULER) // max(1, len(day.staff))


def grid_head(day: Day, width: int) -> Line:
    """The names above the columns."""
    each = column_width(day, width)
    return exactly(
        (
            (" " * _RULER, "plain"),
            *((column(clean(name), each - 1) + " ", "title") for _, name in day.staff),
        ),
        width,
    )


def grid(day: Day, width: int, look: Look, marks: frozenset[str] = frozenset()) -> list[GridLine]:
    """The day in columns, a line for each slot of time."""
    slot, (first, last) = slot_minutes(day), day.span
    each = column_width(day, width)
    today = look.now.date() == day.day
    now = look.now.hour * 60 + look.now.minute if today else -1
    lines = []
    for start in range(first, last, slot):
        ruler: Role = "key" if start <= now < start + slot else "dim"
        cells: list[tuple[Span, ...]] = [((f"{clock(start)} ", ruler),)]
        blocks = []
        for key, _ in day.staff:
            block = _standing(day, key, start, slot)
            blocks.append(block)
            cells.append(_grid_cell(block, start, slot, each, look, marks, first))
        lines.append(GridLine(tuple(cells), tuple(blocks)))
    return lines


def _standing(day: Day, staff: str, start: int, slot: int) -> Block | None:
    """What stands in a slot of somebody: a booking before all else."""
    here = [
        block
        for block in day.blocks
        if block.staff in (staff, "") and block.start < start + slot and block.end > start
    ]
    booked = [block for block in here if block.kind == "booking"]
    starting = [block for block in booked if block.start >= start]
    return next(iter(starting or booked or here), None)


def _grid_cell(
    block: Block | None,
    start: int,
    slot: int,
    each: int,
    look: Look,
    marks: frozenset[str],
    first: int,
) -> tuple[Span, ...]:
    room = each - 1
    if block is None:
        return ((" " * each, "plain"),)
    line = (start - first) // slot - (max(block.start, first) - first) // slot
    if block.booking is None:
        text = f"{_block_sign(block, look)} {_block_text(block, look)}" if line == 0 else ""
        return ((column(text, room) + " ", "dim"),)
    booking = block.booking
    tint: Role = "needs" if booking.conflict else states.role(booking.status)
    mark = look.glyphs.on if booking.id in marks and line == 0 else look.glyphs.speech[:1]
    short = block.end - block.start <= slot
    text = _booking_text(booking, line, look, short=short)
    return (
        (mark, tint),
        (" " + column(text, room - 2), "strong" if line == 0 else "dim"),
        (" ", "plain"),
    )


def _booking_text(booking: Booking, line: int, look: Look, *, short: bool) -> str:
    """What stands in a line of a booking: who, then what and how it stands; a short one says what is in its way."""
    name, service = clean(booking.name), clean(booking.service)
    if booking.conflict:
        state = look.words.or_code("bookings.conflict", booking.conflict)
        sign = look.glyphs.alarm
    else:
        state = states.word(booking.status, look.words)
        sign = states.sign(booking.status, look.glyphs)
    if line == 0:
        more = state if booking.conflict else service
        return f"{sign} {name} {look.glyphs.between} {more}" if short else f"{sign} {name}"
    return f"{state} {look.glyphs.between} {service}" if line == 1 else ""


def day_head(day: Day, look: Look) -> str:
    """Geöffnet 09:00–12:00, 13:00–18:00 · 2 abgesagt."""
    if day.opens:
        hours = ", ".join(f"{clock(start)}–{clock(end)}" for start, end in day.opens)
        text = look.words("bookings.open", hours=hours)
    else:
        text = look.words.or_code("bookings.closed", day.closed or "weekly")
    dropped = look.words("bookings.dropped", count=day.dropped) if day.dropped else ""
    return f"{text} {look.glyphs.between} {dropped}" if dropped else text


def column_at(day: Day, width: int, x: int) -> int | None:
    """Whose column is at a place of a line."""
    at = (x - _RULER) // column_width(day, width)
    return at if x >= _RULER and at < len(day.staff) else None
