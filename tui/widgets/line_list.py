"""A long list of rows of one or more lines: only what is visible is drawn, and the chosen row is kept by its id."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from textual.events import Click, MouseScrollDown
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.lines import Line
from tui.paint import strip


@dataclass(frozen=True)
class Row:
    """One entry, or a heading that cannot be chosen (no id)."""

    id: str
    lines: tuple[Line, ...]

    @property
    def heading(self) -> bool:
        """True for what stands between entries."""
        return not self.id


class LineList(ScrollView, can_focus=True):
    """Rows that are moved through by ↑ ↓ j k, g G, Home, End, page keys and the mouse."""

    DEFAULT_CSS = """
    LineList { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    """
    cursor: Literal["always", "focused", "never"] = "always"
    """When the chosen row is marked."""
    BINDINGS = [  # noqa: RUF012  # Textual reads it from the class
        ("up,k", "move(-1)"),
        ("down,j", "move(1)"),
        ("pageup", "move_page(-1)"),
        ("pagedown", "move_page(1)"),
        ("home,g", "move_to(0)"),
        ("end,G", "move_to(-1)"),
    ]

    class Chosen(Message):
        """Another row is the chosen one; `id` is empty when there is none."""

        def __init__(self, source: "LineList", row: str) -> None:
            super().__init__()
            self.source, self.row = source, row

    class Opened(Message):
        """A row was clicked a second time."""

        def __init__(self, source: "LineList", row: str) -> None:
            super().__init__()
            self.source, self.row = source, row

    class Resized(Message):
        """The list has another width: whoever made its lines makes them anew."""

        def __init__(self, source: "LineList") -> None:
            super().__init__()
            self.source = source

    class NearEnd(Message):
        """The last rows are in sight: whoever pages loads the next ones."""

        def __init__(self, source: "LineList") -> None:
            super().__init__()
            self.source = source

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._rows: tuple[Row, ...] = ()
        self._tops: list[int] = [0]
        self._chosen = ""
        self.by_hand = False
        """The operator has chosen the row, not the list."""
        self._width = 0

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is in the list."""
        return self._rows

    @property
    def cells(self) -> int:
        """How wide lines may be: without the place of the scroll bar; 0 before the first layout."""
        return self.scrollable_content_region.width

    @property
    def chosen(self) -> str:
        """The chosen row's id; empty when there is none."""
        return self._chosen

    def show(self, rows: Sequence[Row]) -> None:
        """Takes these rows instead; the chosen one stays chosen, or the one that took its place is."""
        before, tops = self._rows, self._tops
        place = self._index(self._chosen)
        self._rows = tuple(rows)
        self._tops = [0, *accumulate(len(row.lines) for row in self._rows)]
        if self._tops == tops:
            for index, (old, new) in enumerate(zip(before, self._rows, strict=True)):
                if old != new:
                    self.refresh_lines(tops[index], len(new.lines))
        else:
            self.virtual_size = Size(self.cells, self._tops[-1])
            self.refresh()
        if self._index(self._chosen) is None:
            self._choose(self._nearest(place or 0))

    def choose(self, row: str) -> None:
        """Makes a row the chosen one and brings it into sight; nothing when it is not there."""
        index = self._index(row)
        if index is not None:
            self._choose(index)

    def _index(self, row: str) -> int | None:
        if not row:
            return None
        return next((at for at, one in enumerate(self._rows) if one.id == row), None)

    def _nearest(self, index: int, step: int = 1) -> int | None:
        """The next row from here that can be chosen, first in one direction, then in the other."""
        for steps in (step, -step):
            at = index
            while 0 <= at < len(self._rows):
                if not self._rows[at].heading:
                    return at
                at += steps
        return next((at for at, row in enumerate(self._rows) if not row.heading), None)

    def _choose(self, index: int | None) -> None:
        before, chosen = self._index(self._chosen), self._chosen
        self._chosen = self._rows[index].id if index is not None else ""
        for at in (before, index):
            if at is not None:
                self.refresh_lines(self._tops[at], len(self._rows[at].lines))
        if index is not None:
            self._into_sight(index)
            if index >= len(self._rows) - 20:
                self.post_message(self.NearEnd(self))
        if self._chosen != chosen:
            self.post_message(self.Chosen(self, self._chosen))

    def _into_sight(self, index: int) -> None:
        top, bottom = self._tops[index], self._tops[index + 1]
        if index and self._rows[index - 1].heading:
            top = self._tops[index - 1]
        seen = self.scroll_offset.y
        height = self.scrollable_content_region.height or self.size.height
        if top < seen:
            self.scroll_to(y=top, animate=False)
        elif bottom > seen + height:
            self.scroll_to(y=bottom - height, animate=False)

    def action_move(self, step: int) -> None:
        """One row up or down."""
        self.by_hand = True
        index = self._index(self._chosen)
        start = 0 if index is None else index + step
        if 0 <= start < len(self._rows):
            self._choose(self._nearest(start, step))

    def action_move_page(self, pages: int) -> None:
        """One page up or down."""
        self.by_hand = True
        index = self._index(self._chosen) or 0
        y = self._tops[index] + pages * max(1, self.size.height - 1)
        at = bisect_right(self._tops, max(0, min(y, self._tops[-1] - 1))) - 1
        self._choose(self._nearest(min(at, len(self._rows) - 1), pages) if self._rows else None)

    def action_move_to(self, index: int) -> None:
        """To the first or the last row."""
        self.by_hand = True
        if self._rows:
            self._choose(self._nearest(index % len(self._rows), 1 if index == 0 else -1))

    def on_click(self, event: Click) -> None:
        """Chooses the row under the pointer; a second click opens it."""
        at = bisect_right(self._tops, event.y + self.scroll_offset.y) - 1
        if 0 <= at < len(self._rows) and not self._rows[at].heading:
            self.by_hand = True
            again = self._rows[at].id == self._chosen and event.chain > 1
            self._choose(at)
            if again:
                self.post_message(self.Opened(self, self._chosen))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves what is seen, not what is chosen."""
        del event
        if self.scroll_offset.y + 2 * self.size.height >= self._tops[-1]:
            self.post_message(self.NearEnd(self))

    def on_resize(self) -> None:
        """Lines are as wide as the list."""
        self.virtual_size = Size(self.cells, self._tops[-1])
        if self.cells != self._width:
            self._width = self.cells
            self.post_message(self.Resized(self))

    def render_line(self, y: int) -> Strip:
        width = self.cells or self.size.width
        at_line = y + self.scroll_offset.y
        index = bisect_right(self._tops, at_line) - 1
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[index]
        line = row.lines[at_line - self._tops[index]]
        marked = self.cursor == "always" or (self.cursor == "focused" and self.has_focus)
        chosen = marked and row.id == self._chosen and not row.heading
        return strip(line, width, self.app.theme, self.rich_style, chosen=chosen)
