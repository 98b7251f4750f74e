"""Live: who needs a human, who is talked with, who rings, and the last calls."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from storage.live import fold
from storage.live.model import LiveCall
from tui.actions import Where
from tui.call_panels import fact_lines, latency_lines
from tui.live_rows import Look, live_rows, preview_title
from tui.screens.base import Handlers, StandingLine
from tui.state import CLOCK, LINK, SERVER
from tui.steering import SteeringScreen
from tui.transcript import transcript_rows
from tui.widgets.line_list import LineList
from tui.widgets.text_lines import TextLines

NARROW = 90
"""Columns below which a call takes one line."""
PREVIEW_FROM = 110
"""Columns from which there is room for a preview."""


class LiveScreen(SteeringScreen):
    """The home of a shift."""

    DEFAULT_CSS = """
    LiveScreen Horizontal { height: 1fr; }
    LiveScreen #live-list { width: 3fr; }
    LiveScreen #live-preview { width: 2fr; border-left: solid $primary; display: none; }
    LiveScreen #live-preview.-on { display: block; }
    LiveScreen #preview-talk { height: 1fr; scrollbar-size: 0 0; }
    LiveScreen StandingLine { display: none; }
    LiveScreen StandingLine.-on { display: block; }
    LiveScreen.-stale #live-list { opacity: 60%; }
    """
    where: ClassVar[Where] = "live"
    areas: ClassVar[frozenset[str]] = frozenset(
        {LINK, SERVER, CLOCK, fold.LIST, fold.TALK, fold.FACTS, fold.TIMES, fold.ORDERS}
    )

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._words = ""
        self._problems = False
        self._preview = True
        self._stored: list[Mapping[str, Any]] = []
        self._asked_stored = False

    def compose(self) -> ComposeResult:
        """The list, and beside it the chosen call."""
        yield StandingLine()
        with Horizontal():
            yield LineList(id="live-list")
            with Vertical(id="live-preview"):
                yield TextLines(id="preview-title")
                preview = LineList(id="preview-talk")
                preview.can_focus, preview.cursor = False, "never"
                yield preview
                yield TextLines(id="preview-facts")
                yield TextLines(id="preview-times")

    def focus_target(self) -> Widget | None:
        """The list."""
        return self.query_one("#live-list", LineList)

    def chosen_call(self) -> LiveCall | None:
        """The row under the cursor."""
        chosen = self.query_one("#live-list", LineList).chosen
        return self.state.call(chosen) if chosen else None

    def subject(self) -> Mapping[str, Any]:
        """A stored call can be opened too."""
        chosen = self.query_one("#live-list", LineList).chosen
        return {"row": {"id": chosen}} if chosen else {}

    def handlers(self) -> Handlers:
        """Those of a call, and what is only here."""
        return {
            **super().handlers(),
            "call.open": self._open,
            "live.problems": self._toggle_problems,
            "live.preview": self._toggle_preview,
        }

    def _open(self) -> None:
        chosen = self.query_one("#live-list", LineList).chosen
        if chosen:
            self.desk.open_call(chosen)

    def _toggle_problems(self) -> None:
        self._problems = not self._problems
        self.desk.tell("live.problems_on" if self._problems else "live.problems_off")
        self.refresh_view(self.areas)

    def _toggle_preview(self) -> None:
        self._preview = not self._preview
        self.refresh_view(self.areas)

    def filtered(self, text: str) -> None:
        """Only calls with these words."""
        self._words = text
        self.refresh_view(self.areas)

    def peel(self) -> bool:
        """First the filter, then "only problems"."""
        if self._words:
            self.filtered("")
        elif self._problems:
            self._toggle_problems()
        else:
            return False
        return True

    def shown(self, argument: str = "") -> None:
        """The levels of the chosen call are wanted again; a call's id may follow the command."""
        self._asked_stored = False
        self._watch()

    def _load_stored(self) -> None:
        self._asked_stored = True

        def found(answer: dict[str, Any]) -> None:
            self._stored = list(answer.get("items") or ())
            self.refresh_view(self.areas)

        self.load("/calls", found, group="last", limit=10)

    def _look(self, cells: int) -> Look:
        desk = self.desk
        chosen = self.query_one("#live-list", LineList).chosen
        names = desk.business_names
        told = self.order_texts()
        narrow = self.size.width < NARROW
        return Look(
            self.words,
            desk.glyphs,
            desk.now.shown(desk.state.link),
            cells,
            names,
            told,
            narrow,
            chosen,
        )

    def refresh_view(self, areas: frozenset[str]) -> None:
        """The list, and the preview where there is room for it."""
        state = self.state
        if state.link.live and not self._asked_stored and "watch" in state.operator.rights:
            self._load_stored()
        self._show_preview()
        listed = self.query_one("#live-list", LineList)
        look = self._look(listed.cells or self.size.width)
        how = {"words": self._words, "problems": self._problems, "stored": self._stored}
        rows = live_rows(state, look, self.desk.thresholds, **how)  # type: ignore[arg-type]
        running = any(row.id in state.calls for row in rows)
        self._say_standing(empty=not rows, quiet=not running)
        self.set_class(not state.link.live and state.link.state != "starting", "-stale")
        listed.show(rows)
        self._choose_running(listed)
        self._refresh_preview(look)

    def _choose_running(self, listed: LineList) -> None:
        """Who comes into a quiet house finds the first call chosen; a choice of the operator's own stays."""
        calls = self.state.calls
        if listed.chosen in calls:
            return
        running = next((row.id for row in listed.rows if row.id in calls), "")
        if running and not listed.by_hand:
            listed.choose(running)
        elif not running:
            listed.by_hand = False

    def _say_standing(self, *, empty: bool, quiet: bool) -> None:
        standing = self.standing(empty=empty)
        line = self.query_one(StandingLine)
        key = "live.filtered" if self._words or self._problems else "live.empty"
        if standing == "ready" and quiet and self.state.link.live:
            standing = "empty"
        line.set_class(standing != "ready", "-on")
        if standing != "ready":
            line.show(self.standing_lines(standing, key))
        self.query_one("#live-list").display = standing != "no_right"

    def _show_preview(self) -> bool:
        """Mounted always, seen where there is room and something to show."""
        room = self.size.width >= PREVIEW_FROM
        on = room and self._preview and self.chosen_call() is not None
        self.query_one("#live-preview").set_class(on, "-on")
        return on

    def _refresh_preview(self, look: Look) -> None:
        call = self.chosen_call()
        if call is None or not self._show_preview():
            return
        talk = self.query_one("#preview-talk", LineList)
        cells = talk.cells or 40
        self.query_one("#preview-title", TextLines).show([preview_title(call, look)])
        rows = transcript_rows(call, self.words, self.desk.glyphs, cells)
        talk.show(rows)
        talk.scroll_end(animate=False)
        facts = [line for _, line in fact_lines(call, self.words, self.desk.glyphs, cells)]
        self.query_one("#preview-facts", TextLines).show(facts)
        times = latency_lines(call, self.words, self.desk.glyphs, cells, most=3)
        self.query_one("#preview-times", TextLines).show([*times[:-2], times[-1]])

    def levels(self) -> None:
        """Only the chosen row has a meter."""
        if self.desk.where == "live":
            listed = self.query_one("#live-list", LineList)
            how = {"words": self._words, "problems": self._problems, "stored": self._stored}
            look = self._look(listed.cells or self.size.width)
            listed.show(live_rows(self.state, look, self.desk.thresholds, **how))  # type: ignore[arg-type]

    def _watch(self) -> None:
        call = self.chosen_call()
        self.desk.want_levels((call.call,) if call is not None and call.running else ())

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Another call: its preview, its levels, other keys that can be used."""
        event.stop()
        if event.source.id == "live-list":
            self._watch()
            self.refresh_view(self.areas)
            self.desk.draw_footer()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """A second click is Enter."""
        event.stop()
        self.desk.do("call.open")

    def on_line_list_resized(self, event: LineList.Resized) -> None:
        """Rows are as wide as the list."""
        event.stop()
        self.refresh_view(self.areas)
