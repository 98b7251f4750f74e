"""The log drawer: the controller's lines, over the lower half of any view."""

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Container

from tui.state import LOG
from tui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from tui.app import DeskApp


class LogDrawer(Container):
    """Opened and closed by one key; draws only while open."""

    DEFAULT_CSS = """
    LogDrawer { height: 40%; display: none; border-top: solid $primary; background: $surface; }
    LogDrawer.-open { display: block; }
    """
    areas = frozenset({LOG})

    def compose(self) -> ComposeResult:
        """The lines."""
        yield TextLines(id="log-lines")

    def opened(self) -> None:
        """It came up."""
        self.refresh_view(self.areas)

    def refresh_view(self, areas: frozenset[str]) -> None:
        """Draws the newest lines."""
        del areas
        app = cast("DeskApp", self.app)
        newest = list(app.state.log)[-self.size.height or -10 :]
        lines = [((f"{line.get('at', '')} {line.get('event', '')}", "plain"),) for line in newest]
        self.query_one(TextLines).show(lines)  # type: ignore[arg-type]
