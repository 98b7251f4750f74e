"""A day's page: bookings, gaps, breaks and absences, in columns of the staff where there is room."""

from collections.abc import Callable, Collection, Sequence

from rich.segment import Segment
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.desk.agenda import Block, Day
from tui.desk.agenda_lines import GridLine, block_row, column_at, columns_fit, grid, grid_head
from tui.desk.look import Look
from tui.lines import Line
from tui.paint import role_style, strip

Instead = Callable[[int], Sequence[Line]]
"""What stands where no entry is, for a width."""


def _nothing(width: int) -> Sequence[Line]:
    del width
    return ()


class Agenda(ScrollView, can_focus=True):
    """One day of one business."""

    DEFAULT_CSS = """
    Agenda { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    """
    BINDINGS = [  # noqa: RUF012  # Textual reads it from the class
        ("up,k", "move(-1)"),
        ("down,j", "move(1)"),
        ("left", "move_column(-1)"),
        ("right", "move_column(1)"),
        ("pageup", "move(-8)"),
        ("pagedown", "move(8)"),
        ("home", "move(-999)"),
        ("end", "move(999)"),
        ("space", "mark"),
    ]

    class Chosen(Message):
        """Another block is the chosen one; None: the day has none."""

        def __init__(self, block: Block | None) -> None:
            super().__init__()
            self.block = block

    class Opened(Message):
        """A block was clicked twice."""

        def __init__(self, block: Block) -> None:
            super().__init__()
            self.block = block

    class Marked(Message):
        """The marks are others."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._day: Day | None = None
        self._look: Look | None = None
        self._instead: Instead = _nothing
        self._cursor = ""
        self._marks: dict[str, Block] = {}
        self._grid: list[GridLine] = []

    @property
    def chosen(self) -> Block | None:
        """The block with the cursor."""
        return next((one for one in self._stops if one.id == self._cursor), None)

    @property
    def marked(self) -> tuple[Block, ...]:
        """The marked blocks."""
        return tuple(self._marks.values())

    def unmark(self, entries: Collection[str]) -> None:
        """Takes marks away."""
        for entry in entries:
            self._marks.pop(entry, None)
        self._arrange()

    def show(self, day: Day | None, look: Look, instead: Instead = _nothing) -> None:
        """Draws a day; the cursor stays on its entry, or goes to the first one of a new day."""
        place = self._place()
        same = day is not None and self._day is not None and day.day == self._day.day
        self._day, self._look, self._instead = day, look, instead
        here = {block.id: block for block in self._stops}
        self._marks = {key: here[key] for key in self._marks if key in here}
        if self._cursor not in here:
            stops = self._stops
            first = self._first(stops, look)
            kept = (
                stops[min(place, len(stops) - 1)] if same and stops and place is not None else first
            )
            self._cursor = kept.id if kept else ""
        self._arrange()
        self._into_sight()
        self.post_message(self.Chosen(self.chosen))

    def _first(self, stops: list[Block], look: Look) -> Block | None:
        """Of today the booking that is next, of another day the first one."""
        today = self._day is not None and self._day.day == look.now.date()
        minute = look.now.hour * 60 + look.now.minute if today else 0
        booked = [one for one in stops if one.kind == "booking"]
        ahead = [one for one in booked if one.end > minute]
        return next(iter(ahead or booked[-1:] or stops), None)

    def choose(self, entry: str) -> None:
        """Puts the cursor on an entry of the day."""
        if any(block.id == entry for block in self._stops):
            self._go(entry)

    @property
    def _stops(self) -> list[Block]:
        """What the cursor stops at, in order of time."""
        return [block for block in self._day.blocks if block.chosen] if self._day else []

    @property
    def _columns(self) -> bool:
        return self._day is not None and columns_fit(
            self._day, self.scrollable_content_region.width
        )

    def _place(self) -> int | None:
        return next((at for at, one in enumerate(self._stops) if one.id == self._cursor), None)

    def _arrange(self) -> None:
        """Works out the lines of the day for the width."""
        width = self.scrollable_content_region.width
        if self._columns and self._day is not None and self._look is not None:
            self._grid = grid(self._day, width, self._look, frozenset(self._marks))
            height = len(self._grid) + 1
        else:
            self._grid = []
            height = len(self._day.blocks) if self._day else 0
        self.virtual_size = Size(width, height)
        self.refresh()

    def on_resize(self, event: Resize) -> None:
        """Another width is another drawing."""
        del event
        self._arrange()
        self._into_sight()

    def _line_of(self, entry: str) -> int:
        if self._grid:
            lines = enumerate(self._grid, start=1)
            found = (y for y, line in lines if any(one and one.id == entry for one in line.blocks))
        else:
            blocks = self._day.blocks if self._day else ()
            found = (y for y, block in enumerate(blocks) if block.id == entry)
        return next(found, 0)

    def _into_sight(self) -> None:
        y, seen, height = self._line_of(self._cursor), self.scroll_offset.y, self.size.height
        if y <= seen:
            self.scroll_to(y=max(0, y - 1), animate=False)
        elif y >= seen + height - 1:
            self.scroll_to(y=y - height + 3, animate=False)

    def _go(self, entry: str) -> None:
        self._cursor = entry
        self._into_sight()
        self.refresh()
        self.post_message(self.Chosen(self.chosen))

    def action_move(self, step: int) -> None:
        """To the next or the previous entry; in columns, of the same person."""
        stops = self._stops
        if self._grid and (chosen := self.chosen):
            stops = [one for one in stops if one.staff == chosen.staff]
        if stops:
            place = next((at for at, one in enumerate(stops) if one.id == self._cursor), 0)
            self._go(stops[max(0, min(len(stops) - 1, place + step))].id)

    def action_move_column(self, step: int) -> None:
        """To the entry beside it, of the next person that has one."""
        chosen, day = self.chosen, self._day
        if chosen is None or day is None or not self._grid:
            return
        keys = [key for key, _ in day.staff]
        column = keys.index(chosen.staff) + step if chosen.staff in keys else -1
        while 0 <= column < len(keys):
            there = [one for one in self._stops if one.staff == keys[column]]
            if there:
                self._go(min(there, key=lambda one: abs(one.start - chosen.start)).id)
                return
            column += step

    def action_mark(self) -> None:
        """Marks a booking, or takes its mark away."""
        block = self.chosen
        if block is None or block.booking is None:
            self.action_move(1)
            return
        if self._marks.pop(block.id, None) is None:
            self._marks[block.id] = block
        self._arrange()
        self.post_message(self.Marked())
        self.action_move(1)

    def on_click(self, event: Click) -> None:
        """Chooses the entry under the pointer; the second click opens it."""
        y = event.y + self.scroll_offset.y
        block: Block | None = None
        if self._grid and self._day is not None:
            column = column_at(self._day, self.scrollable_content_region.width, event.x)
            if column is not None and 0 < y <= len(self._grid):
                block = self._grid[y - 1].blocks[column]
        elif self._day is not None and y < len(self._day.blocks):
            block = self._day.blocks[y]
        if block is not None and block.chosen:
            self._go(block.id)
            if event.chain == 2:  # a double click
                self.post_message(self.Opened(block))

    def render_line(self, y: int) -> Strip:
        width, theme = self.scrollable_content_region.width, self.app.theme
        if self._day is None or self._look is None or not self._day.blocks:
            lines = self._instead(width)
            line = lines[y - 1] if 0 < y <= len(lines) else ()
            return strip(line, width, theme, self.rich_style)
        if self._grid:
            return self._grid_strip(y, self._day, width)
        y += self.scroll_offset.y
        if y >= len(self._day.blocks):
            return Strip.blank(width, self.rich_style)
        block = self._day.blocks[y]
        line = block_row(block, self._day, width, self._look, marked=block.id in self._marks)
        return strip(line, width, theme, self.rich_style, chosen=block.id == self._cursor)

    def _grid_strip(self, y: int, day: Day, width: int) -> Strip:
        """The names stay at the top; of the lines, the chosen block's cells have the cursor's background."""
        theme, base = self.app.theme, self.rich_style
        if y == 0:
            return strip(grid_head(day, width), width, theme, base)
        y += self.scroll_offset.y - 1
        if y >= len(self._grid):
            return Strip.blank(width, base)
        line = self._grid[y]
        segments = [Segment(text, base + role_style(theme, role)) for text, role in line.spans[0]]
        for spans, block in zip(line.spans[1:], line.blocks, strict=True):
            chosen = block is not None and block.id == self._cursor
            segments += [
                Segment(text, base + role_style(theme, role, chosen=chosen)) for text, role in spans
            ]
        return Strip(segments).adjust_cell_length(width, base)
