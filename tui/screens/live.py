"""The view of live."""

from typing import ClassVar

from textual.app import ComposeResult

from tui.actions import Where
from tui.screens.base import DeskScreen, StandingLine
from tui.state import LINK, SERVER


class LiveScreen(DeskScreen):
    """To come."""

    where: ClassVar[Where] = "live"
    areas: ClassVar[frozenset[str]] = frozenset({LINK, SERVER})

    def compose(self) -> ComposeResult:
        """One sentence."""
        yield StandingLine()

    def refresh_view(self, areas: frozenset[str]) -> None:
        """Says how it stands."""
        del areas
        lines = self.standing_lines(self.standing(empty=True), "standing.empty")
        self.query_one(StandingLine).show(lines)
