"""The log drawer: the controller's lines, over the lower half of any view; never what a caller said."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from tui.background import background
from tui.client import Refused, Unreachable
from tui.desk.chip_line import Chip
from tui.desk.log_lines import LEVELS, kept, log_row
from tui.lines import Line
from tui.state import LOG
from tui.widgets.chips import Chips
from tui.widgets.line_list import LineList, Row
from tui.widgets.prompt_line import Prompt

if TYPE_CHECKING:
    from tui.app import DeskApp

SHOWN = 500
"""So many of the newest lines; older ones are asked for by nobody here."""


class _Lines(LineList):
    """The lines; keys of the drawer's own."""

    BINDINGS = [  # noqa: RUF012  # Textual reads it from the class
        ("v", "level"),
        ("slash", "search"),
        ("c", "clear"),
    ]

    def action_level(self) -> None:
        """The next level."""
        cast("LogDrawer", self.parent).next_level()

    def action_search(self) -> None:
        """Only lines with these words."""
        cast("LogDrawer", self.parent).ask_filter()

    def action_clear(self) -> None:
        """All lines again."""
        cast("LogDrawer", self.parent).filtered("")


class LogDrawer(Container):
    """Opened and closed by one key; draws only while open."""

    DEFAULT_CSS = """
    LogDrawer { height: 40%; display: none; border-top: solid $primary; background: $surface; layout: vertical; }
    LogDrawer.-open { display: block; }
    LogDrawer LineList { overflow-x: hidden; scrollbar-size-vertical: 1; background: $surface; }
    """
    areas = frozenset({LOG})

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._level = LEVELS[1]
        self._words = ""
        self._older: Sequence[Mapping[str, Any]] = ()

    def compose(self) -> ComposeResult:
        """The head, the lines."""
        yield Chips(id="log-head")
        yield _Lines(id="log-lines")

    @property
    def _desk(self) -> "DeskApp":
        return cast("DeskApp", self.app)

    def opened(self) -> None:
        """It came up: the lines from before are asked for, the newest one is seen."""
        background(self, self._ask, "log")
        self.refresh_view(self.areas)
        lines = self.query_one(LineList)
        self.call_after_refresh(lines.focus)
        self.call_after_refresh(lines.action_move_to, -1)

    async def _ask(self) -> None:
        try:
            answer = await self._desk.client.get("/log", limit=SHOWN)
        except Refused as refusal:
            self._desk.tell_refusal(refusal)
        except Unreachable:
            self._desk.tell("reason.no_link", severity="warning")
        else:
            self._older = answer.get("items") or ()
            self.refresh_view(self.areas)
            self.query_one(LineList).action_move_to(-1)

    def focus_target(self) -> Widget:
        """Who gets the keys."""
        return self.query_one(LineList)

    def next_level(self) -> None:
        """Fewer lines, then all again."""
        self._level = LEVELS[(LEVELS.index(self._level) + 1) % len(LEVELS)]
        self.refresh_view(self.areas)

    def ask_filter(self) -> None:
        """Words that a line must have."""
        desk = self._desk

        def done(text: str) -> None:
            self.filtered(text)
            self.query_one(LineList).focus()

        hint = desk.words("prompt.filter")
        desk.ask(Prompt("/", done, text=self._words, changed=self.filtered, hint=hint, empty=True))

    def filtered(self, text: str) -> None:
        """Only lines with these words."""
        self._words = text
        self.refresh_view(self.areas)

    def refresh_view(self, areas: frozenset[str]) -> None:
        """Draws what is kept; whoever reads the newest line goes on reading the newest line."""
        del areas
        desk, lines = self._desk, self.query_one(LineList)
        words = desk.words
        last = lines.rows[-1].id if lines.rows else ""
        at_end = not lines.chosen or lines.chosen == last
        found = kept([*self._older, *desk.state.log], self._level, self._words)[-SHOWN:]
        width = desk.size.width - 1
        rows = [Row(str(line.get("id")), (log_row(line, width, words),)) for line in found]
        empty: Line = ((f"  {words('log.empty')}", "dim"),)
        lines.show(rows or [Row("", (empty,))])
        if at_end and rows:
            lines.choose(rows[-1].id)
        head = [
            Chip("", words("log.title"), role="title"),
            Chip("", words(f"log.level.{self._level}"), role="key"),
        ]
        if self._words:
            head.append(Chip("", words("format.quoted", text=self._words), role="strong"))
        self.query_one("#log-head", Chips).show([*head, Chip("", words("log.keys"), role="dim")])
