"""Everything about one entry, drawn to the width that there is, scrolled where it is longer than the screen."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Resize

from tui.lines import Line
from tui.widgets.text_lines import TextLines

DrawCard = Callable[[int], Sequence[Line]]
"""The lines of a card for a width."""


def nothing(width: int) -> Sequence[Line]:
    """An empty card."""
    del width
    return ()


class Card(VerticalScroll, can_focus=True):
    """One entry's card."""

    DEFAULT_CSS = """
    Card { width: 1fr; height: 1fr; padding: 0 1; scrollbar-gutter: stable; scrollbar-size-vertical: 1; border-left: solid $primary 40%; }
    Card:focus { border-left: solid $accent; }
    """
    BINDINGS = [("j", "scroll_down"), ("k", "scroll_up")]  # noqa: RUF012  # Textual reads it from the class

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._draw: DrawCard = nothing
        self._about = ""

    def compose(self) -> ComposeResult:
        """The lines."""
        yield TextLines()

    def show(self, draw: DrawCard, about: str = "") -> None:
        """Draws another entry, or the same one anew; another one is read from its beginning."""
        self._draw = draw
        if about != self._about:
            self._about = about
            self.scroll_home(animate=False)
        self._paint()

    def _paint(self) -> None:
        width = self.scrollable_content_region.width
        if width > 0:
            self.query_one(TextLines).show(self._draw(width))

    def on_resize(self, event: Resize) -> None:
        """Another width is another drawing."""
        del event
        self._paint()
