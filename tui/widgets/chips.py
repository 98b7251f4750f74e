"""The line of chips: a click on one tells which."""

from collections.abc import Sequence

from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.desk.chip_line import Chip, chip_at, chips_line
from tui.paint import strip


class Chips(Widget):
    """A line of them."""

    DEFAULT_CSS = "Chips { height: 1; width: 1fr; }"

    class Picked(Message):
        """One was clicked."""

        def __init__(self, source: "Chips", chip: str) -> None:
            super().__init__()
            self.source, self.chip = source, chip

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._chips: tuple[Chip, ...] = ()

    def show(self, chips: Sequence[Chip]) -> None:
        """Draws these."""
        if tuple(chips) != self._chips:
            self._chips = tuple(chips)
            self.refresh()

    def on_click(self, event: Click) -> None:
        """Tells which one was clicked."""
        if (chip := chip_at(self._chips, event.x)) is not None:
            self.post_message(self.Picked(self, chip.id))

    def render_line(self, y: int) -> Strip:
        line = chips_line(self._chips, self.size.width) if y == 0 else ()
        return strip(line, self.size.width, self.app.theme, self.rich_style)
