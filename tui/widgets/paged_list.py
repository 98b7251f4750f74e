"""A list of any length: pages are fetched where they are looked at, the chosen row and the marks are kept by id."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import Any, Generic

from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.background import background
from tui.client import Refused, Unreachable
from tui.desk.pages import Identified, Page, Pages, RowT, Want
from tui.lines import Line
from tui.paint import strip

Fetch = Callable[[str | None, bool, int], Awaitable[Page[RowT]]]
"""Cursor to continue from, True for the other way round, how many rows."""
Draw = Callable[[RowT, int, bool], Sequence[Line]]
"""A row, the width, and whether it is marked; always as many lines as `tall` says."""
Instead = Callable[[str | None, int], Sequence[Line]]
"""What stands where no row is: the code of what went wrong (None: it is empty), and the width."""
UNREACHABLE = "unreachable"
_UNSEEN: Line = (("  ░░░░░░░░░  ░░░░░░░░░░░░░░░  ░░░░░░░░░░", "over"),)


class PagedList(ScrollView, Generic[RowT], can_focus=True):
    """Rows over keyset pages."""

    DEFAULT_CSS = """
    PagedList { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-gutter: stable; scrollbar-size-vertical: 1; }
    """
    BINDINGS = [  # noqa: RUF012  # Textual reads it from the class
        ("up,k", "move(-1)"),
        ("down,j", "move(1)"),
        ("pageup", "move_page(-1)"),
        ("pagedown", "move_page(1)"),
        ("home", "first"),
        ("g", "first_by_letter"),
        ("end,G", "last"),
        ("space", "mark"),
    ]

    class Chosen(Message):
        """Another row is the chosen one; None: there is none."""

        def __init__(self, source: "PagedList[Any]", row: Identified | None) -> None:
            super().__init__()
            self.source, self.row = source, row

    class Opened(Message):
        """A row was clicked twice."""

        def __init__(self, source: "PagedList[Any]", row: Identified) -> None:
            super().__init__()
            self.source, self.row = source, row

    class Changed(Message):
        """Rows came, or none could be had, or the marks are others."""

        def __init__(self, source: "PagedList[Any]") -> None:
            super().__init__()
            self.source = source

    def __init__(
        self,
        fetch: Fetch[RowT],
        draw: Draw[RowT],
        instead: Instead,
        *,
        tall: Callable[[int], int] = lambda _: 1,
        page: int = 100,
        letter_g: bool = True,
        id: str | None = None,  # noqa: A002  # Textual's name
    ) -> None:
        super().__init__(id=id)
        self._fetch, self._draw, self._instead, self._tall = fetch, draw, instead, tall
        self._letter_g = letter_g
        self._size_of_page = page
        self._pages: Pages[RowT] = Pages(page)
        self._coming: Pages[RowT] | None = None
        self._asked = False
        self._backwards = self._will_be_backwards = False
        self._cursor, self._place = "", 0
        self._marks: dict[str, RowT] = {}
        self._drawn: dict[tuple[str, bool], Sequence[Line]] = {}
        self._lit = True
        self.trouble: str | None = None
        """Code of why nothing could be fetched last."""

    @property
    def rows(self) -> Sequence[RowT]:
        """What is known of the list, in its order."""
        return self._pages.rows[::-1] if self._backwards else self._pages.rows

    @property
    def chosen(self) -> RowT | None:
        """The row with the cursor."""
        place = self._pages.place(self._cursor)
        return None if place is None else self._pages[place]

    @property
    def marked(self) -> tuple[RowT, ...]:
        """The marked rows, those too that are out of sight."""
        return tuple(self._marks.values())

    @property
    def total(self) -> int | None:
        """How many there are; None: nobody counted."""
        if self._pages.started and self._pages.next is None:
            return len(self._pages)
        return self._pages.total

    @property
    def ready(self) -> bool:
        """True once an answer came."""
        return self._pages.started and self._coming is None

    def reset(self, seek: str = "") -> None:
        """Another question is asked: the rows stay until its first answer is there.

        The cursor is on the entry `seek` then, where it is among the first.
        """
        self._cursor = seek or self._cursor
        self._coming = Pages(self._size_of_page)
        self._will_be_backwards = False
        self._asked = False
        self.trouble = None
        self._look()

    def renew(self) -> None:
        """Something may have changed: what is in sight is fetched again, cursor and marks stay."""
        self._pages.spoil()
        self._look()

    def redraw(self) -> None:
        """Time went on, or the look changed."""
        self._drawn.clear()
        self.refresh()

    def unmark(self, entries: Collection[str] | None = None) -> None:
        """Takes marks away, all where none are named."""
        for entry in list(self._marks) if entries is None else entries:
            self._marks.pop(entry, None)
        self.redraw()
        self.post_message(self.Changed(self))

    def light(self, *, lit: bool) -> None:
        """Shows the cursor or hides it, where two lists stand in one view."""
        if lit != self._lit:
            self._lit = lit
            self.refresh()

    def choose(self, entry: str) -> None:
        """Puts the cursor on a row that is known."""
        place = self._pages.place(entry)
        if place is not None:
            self._go(self._shown_place(place))

    def _row_at(self, place: int) -> RowT | None:
        """The row at a place of the screen's order; None: not there yet."""
        stored = self._shown_place(place) if self._backwards else place
        return self._pages[stored] if 0 <= stored < len(self._pages) else None

    def _shown_place(self, stored: int) -> int:
        """From a place in the pages to one on the screen, and back."""
        return self._count - 1 - stored if self._backwards else stored

    @property
    def _count(self) -> int:
        return len(self._pages) + self._pages.unseen

    @property
    def _height(self) -> int:
        """Rows that can be seen at once."""
        return max(1, self.size.height // self._rows_tall)

    @property
    def _rows_tall(self) -> int:
        return self._tall(self.scrollable_content_region.width)

    def on_mount(self) -> None:
        self._measure()

    def on_resize(self, event: Resize) -> None:
        """Another width is another drawing."""
        del event
        self._drawn.clear()
        self._measure()
        self._look()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._look()

    def _measure(self) -> None:
        self.virtual_size = Size(
            self.scrollable_content_region.width, self._count * self._rows_tall
        )

    def _look(self) -> None:
        """Asks for what is in sight and is not known."""
        if self._asked or not self.is_attached or not self.size.height:
            return
        if self._coming is not None:
            want = self._coming.want(0, self._height)
        elif self.trouble is not None and not self._pages.started:
            return
        else:
            want = self._pages.want(*self._in_sight())
        if want is not None:
            self._asked = True
            into = self._pages if self._coming is None else self._coming
            background(self, partial(self._ask, into, want), "pages")

    def _in_sight(self) -> tuple[int, int]:
        """First and last stored place that can be seen."""
        first = self.scroll_offset.y // self._rows_tall
        last = first + self._height
        if not self._backwards:
            return first, last
        stored = sorted((self._shown_place(first), self._shown_place(last)))
        return max(0, stored[0]), stored[1]

    async def _ask(self, into: Pages[RowT], want: Want) -> None:
        backwards = self._will_be_backwards if into is self._coming else self._backwards
        try:
            page = await self._fetch(want.after, backwards, self._size_of_page)
        except Refused as refusal:
            self._failed(refusal.code)
        except Unreachable:
            self._failed(UNREACHABLE)
        else:
            self._took(into, want, page)

    def _failed(self, code: str) -> None:
        self._asked = False
        self.trouble = code
        if self._coming is not None:
            self._pages, self._coming = Pages(self._size_of_page), None
        self._measure()
        self.redraw()
        self.post_message(self.Changed(self))

    def _took(self, into: Pages[RowT], want: Want, page: Page[RowT]) -> None:
        self._asked = False
        self.trouble = None
        before = self._count
        into.put(want, page)
        anew = into is self._coming
        if anew:
            self._pages, self._coming = into, None
            self._backwards = self._will_be_backwards
        for row in page.rows:
            if row.id in self._marks:
                self._marks[row.id] = row
        self._drawn.clear()
        self._measure()
        if anew:
            self._go(self._count - 1 if self._backwards else self._kept(0), jump=True)
        else:
            if self._backwards:
                self.scroll_to(
                    y=self.scroll_offset.y + (self._count - before) * self._rows_tall, animate=False
                )
            self._keep()
        self.refresh()
        self.post_message(self.Changed(self))
        self._look()

    def _kept(self, otherwise: int) -> int:
        stored = self._pages.place(self._cursor)
        return otherwise if stored is None else self._shown_place(stored)

    def _keep(self) -> None:
        """The cursor stays on its row, or where that was."""
        stored = self._pages.place(self._cursor)
        if stored is not None:
            self._place = self._shown_place(stored)
            self.post_message(self.Chosen(self, self.chosen))
        else:
            self._go(min(self._place, max(0, len(self._pages) - 1)))

    def _go(self, place: int, *, jump: bool = False) -> None:
        """Moves the cursor to a place of the screen's order."""
        least = self._pages.unseen if self._backwards else 0
        most = self._count - 1 if self._backwards else len(self._pages) - 1
        self._place = max(least, min(place, most))
        row = self._row_at(self._place)
        self._cursor = row.id if row is not None else ""
        self._into_sight(jump=jump)
        self.refresh()
        self.post_message(self.Chosen(self, row))

    def _into_sight(self, *, jump: bool) -> None:
        tall = self._rows_tall
        top, seen = self._place * tall, self.scroll_offset.y
        height = max(tall, self.size.height // tall * tall)
        if top < seen:
            target = top
        elif top + tall > seen + height:
            target = top + tall - height
        else:
            return
        self.scroll_to(y=target, animate=False, force=jump)

    def action_move(self, step: int) -> None:
        """One row up or down."""
        self._go(self._place + step)

    def action_move_page(self, pages: int) -> None:
        """One page up or down."""
        self._go(self._place + pages * max(1, self._height - 1))

    def action_first(self) -> None:
        """To the first row, fetched if need be."""
        if self._backwards and self._pages.next is not None:
            self._turn(backwards=False)
        else:
            self._go(0)

    def action_first_by_letter(self) -> None:
        """To the first row."""
        self.action_first()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where g means something else in a view, it is not the list's."""
        del parameters
        return self._letter_g or action != "first_by_letter"

    def action_last(self) -> None:
        """To the last row: the list is read from its end where that is far away."""
        if not self._backwards and self._pages.next is not None:
            self._turn(backwards=True)
        else:
            self._go(self._count - 1)

    def _turn(self, *, backwards: bool) -> None:
        self.reset()
        self._cursor = ""
        self._will_be_backwards = backwards

    def action_mark(self) -> None:
        """Marks the row, or takes its mark away, and goes on to the next."""
        row = self.chosen
        if row is None:
            return
        if self._marks.pop(row.id, None) is None:
            self._marks[row.id] = row
        self.post_message(self.Changed(self))
        self.action_move(1)

    def on_click(self, event: Click) -> None:
        """Chooses the row under the pointer; the second click opens it."""
        place = (event.y + self.scroll_offset.y) // self._rows_tall
        if self._row_at(place) is None:
            return
        self._go(place)
        if event.chain == 2 and (row := self.chosen) is not None:  # a double click
            self.post_message(self.Opened(self, row))

    def render_line(self, y: int) -> Strip:
        width, theme = self.scrollable_content_region.width, self.app.theme
        if (self._pages.started or self.trouble is not None) and not len(self._pages):
            lines = self._instead(self.trouble, width)
            line = lines[y - 1] if 0 < y <= len(lines) else ()
            return strip(line, width, theme, self.rich_style)
        place, part = divmod(y + self.scroll_offset.y, self._rows_tall)
        row = self._row_at(place)
        if row is None:
            line = _UNSEEN if place < self._count and not part else ()
            return strip(line, width, theme, self.rich_style)
        key = (row.id, row.id in self._marks)
        if key not in self._drawn:
            self._drawn[key] = self._draw(row, width, key[1])
        chosen = self._lit and row.id == self._cursor
        lines = self._drawn[key]
        line = lines[part] if part < len(lines) else ()
        return strip(line, width, theme, self.rich_style, chosen=chosen)
