"""The month beside the agenda: a click on a day opens it."""

from datetime import date
from typing import TYPE_CHECKING, cast

from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.desk.calendar import WIDTH, Month, day_at, month_lines
from tui.glyphs import Glyphs
from tui.paint import strip

if TYPE_CHECKING:
    from tui.app import DeskApp


class MonthView(Widget):
    """A month's page."""

    DEFAULT_CSS = f"MonthView {{ width: {WIDTH + 1}; height: 1fr; }}"

    class Picked(Message):
        """A day was clicked."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._month: Month | None = None

    def show(self, month: Month) -> None:
        """Draws another month, or other counts."""
        if month != self._month:
            self._month = month
            self.refresh()

    @property
    def _counts(self) -> bool:
        """True where every week has room for its counts."""
        return self.size.height >= 14  # two lines of head, six weeks of two

    def on_click(self, event: Click) -> None:
        """Tells which day was clicked."""
        if self._month is not None:
            day = day_at(self._month, event.x, event.y, counts=self._counts)
            if day is not None:
                self.post_message(self.Picked(day))

    def render_line(self, y: int) -> Strip:
        words = cast("DeskApp", self.app).words
        lines = (
            month_lines(self._month, words, self._glyphs, counts=self._counts)
            if self._month
            else []
        )
        line = lines[y] if y < len(lines) else ()
        return strip(line, self.size.width, self.app.theme, self.rich_style)
