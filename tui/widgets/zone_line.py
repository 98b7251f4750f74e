"""A line whose parts can be clicked: each does what its key does."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual.events import Click

from tui.frame import Zone
from tui.lines import Line
from tui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from tui.app import DeskApp


class ZoneLine(TextLines):
    """One line and its zones."""

    DEFAULT_CSS = "ZoneLine { height: 1; }"
    zones: Sequence[Zone] = ()

    def show_zones(self, line: Line, zones: Sequence[Zone]) -> None:
        """Draws a line with other zones."""
        self.zones = zones
        self.show((line,))

    def on_click(self, event: Click) -> None:
        """Does what the zone under the pointer is for."""
        for zone in self.zones:
            if zone.start <= event.x < zone.end:
                cast("DeskApp", self.app).do(zone.action)
