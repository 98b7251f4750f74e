"""The view of history: search as you type over everything that was said and noted, newest first."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, get_args

from textual.app import ComposeResult
from textual.timer import Timer
from textual.widget import Widget

from storage.events import ExitReason
from tui.actions import Where
from tui.desk.chip_line import Chip
from tui.desk.filters import query_of
from tui.desk.history_lines import found_row, result_text
from tui.desk.pages import Page
from tui.desk.rows import Found
from tui.desk.sought import VIEWS
from tui.lines import Line
from tui.screens.base import Handlers
from tui.screens.entries import EntryScreen
from tui.screens.exporting import export
from tui.screens.layers import draw_footer, instead, open_source
from tui.widgets.card import Card
from tui.widgets.chips import Chips
from tui.widgets.paged_list import PagedList
from tui.widgets.prompt_line import Prompt

DEBOUNCE_S = 0.15
PERIODS = (30, 7, 1, 365, 0)
"""Days back; 0: from the beginning."""
EXITS = ("", *get_args(ExitReason))
WIDE_ROW = 150


class HistoryScreen(EntryScreen):
    """Calls, and what was found in them."""

    DEFAULT_CSS = (
        "HistoryScreen.-preview Card, HistoryScreen.-wide.-preview Card { display: none; }"
    )
    where: ClassVar[Where] = "history"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._period, self._exit, self._mode = PERIODS[0], "", ""
        self._took_ms: float | None = None
        self._spoken = True
        """False while no row has a sentence: they take one line each."""
        self._typing: Timer | None = None

    def compose(self) -> ComposeResult:
        """What is searched for, facets, and what was found."""
        yield Chips(id="head")
        yield Chips(id="facets")
        yield Chips(id="filters")
        yield PagedList[Found](
            self._fetch,
            self._draw_row,
            self._empty,
            tall=lambda width: 1 if width >= WIDE_ROW or not self._spoken else 2,
        )
        yield Card()
        yield from self.compose_foot()

    def focus_target(self) -> Widget | None:
        """The list."""
        return self.query_one(PagedList)

    def subjects(self) -> Sequence[Found]:
        """The one with the cursor."""
        chosen = self.query_one(PagedList).chosen
        return (chosen,) if chosen else ()

    def subject(self) -> Mapping[str, Any]:
        """What the actions act on."""
        return {
            "more": {
                "subjects": self.subjects(),
                "listed": bool(self.query_one(PagedList).rows),
                "modes": self.firms.modes,
                "firms": len(self.firms.items),
                "undo": self.orders.undoable,
            }
        }

    def handlers(self) -> Handlers:
        """What the keys do."""
        return {
            "history.open": self._open,
            "history.period": lambda: self._facet("_period", PERIODS),
            "history.exit": lambda: self._facet("_exit", EXITS),
            "history.mode": lambda: self._facet("_mode", ("", *self.firms.modes)),
            "history.business": self._next_firm,
            "history.note": self._note,
            "history.export": lambda: export(self, "verlauf", self._ask_page),
            "clear": self._clear,
            "undo": self.orders.undo,
        }

    # What is fetched.

    def opened(self, argument: str) -> None:
        """The businesses are known; `argument` is searched for."""
        if argument:
            self.filter_text = argument
        self.query_one(PagedList).reset()

    def renew(self) -> None:
        """Something happened: what is in sight anew."""
        self.query_one(PagedList).renew()

    def filtered(self, text: str) -> None:
        """Typed: asked once no key came for a moment."""
        if text == self.filter_text:
            return
        self.filter_text = text
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(DEBOUNCE_S, self.apply_filter)
        self.paint()

    def apply_filter(self) -> None:
        """Another question."""
        self.query_one(PagedList).reset()

    def _since(self) -> date | None:
        return self.now().date() - timedelta(days=self._period) if self._period else None

    async def _ask_page(
        self, after: str | None, *, backwards: bool = False, limit: int = 500
    ) -> Mapping[str, Any]:
        query: dict[str, str] = {}
        if since := self._since():
            query["from"] = since.isoformat()
        if self._exit:
            query["exit"] = self._exit
        if self.firms.chosen:
            query["business"] = self.firms.chosen
        query |= query_of(self.filter(), ("business", "from", "to", "exit", "q"))
        order = "asc" if backwards else None
        path = "/search" if query.get("q") else "/calls"
        return await self.desk.client.get(path, **query, after=after, limit=limit, order=order)

    async def _fetch(
        self, after: str | None, backwards: bool, limit: int
    ) -> Page[Found]:  # the list's protocol
        searched = bool(self.filter().words)
        answer = await self._ask_page(after, backwards=backwards, limit=limit)
        self._took_ms = answer.get("took_ms")
        answered = [self.firms.zoned(row) for row in answer.get("items") or ()]
        read = [Found.of_hit(row) if searched else Found.of_call(row) for row in answered]
        mode = self.filter().mode or self._mode
        rows = [one for one in read if not mode or self._mode_of(one) == mode]
        if after is None:
            self._spoken = any(one.sentence for one in rows)
        return Page(rows, answer.get("next"), answer.get("total"))

    def _mode_of(self, found: Found) -> str:
        firm = self.firms.items.get(found.business)
        return found.mode or (firm.mode if firm else "")

    def _draw_row(
        self, found: Found, width: int, marked: bool
    ) -> Sequence[Line]:  # the list's protocol
        return found_row(found, width, self.look(), marked=marked)

    def _empty(self, trouble: str | None, width: int) -> list[Line]:
        narrowed = self._period or self._exit or self._mode or self.filter_text
        remedy = "history.empty_narrowed" if narrowed else "history.empty_remedy"
        return instead(self, trouble, width, "history.empty", remedy)

    # What is done.

    def on_paged_list_changed(self, event: PagedList.Changed) -> None:
        """Rows came."""
        event.stop()
        self.paint()
        draw_footer(self)

    def on_paged_list_opened(self, event: PagedList.Opened) -> None:
        """A second click."""
        event.stop()
        self.desk.do("history.open")

    def _open(self) -> None:
        [found] = self.subjects()[:1]
        if found.kind in VIEWS and (sought := found.sought):
            self.desk.show_view(VIEWS[found.kind], sought.argument)
        else:
            open_source(self, found.call, found.turn)

    def _note(self) -> None:
        [found] = self.subjects()[:1]
        if found.call is None:
            self.desk.tell("desk.no_call", severity="warning")
            return
        what = found.name or self.words("desk.unknown")
        text = self.words("desk.noted", what=what)
        path = f"/calls/{found.call}/note"
        label = self.words("desk.note_for", what=what) + " "
        self.desk.ask(Prompt(label, lambda note: self.orders.give(path, {"text": note}, text)))

    def _facet(self, name: str, values: Sequence[Any]) -> None:
        at = values.index(getattr(self, name)) if getattr(self, name) in values else 0
        setattr(self, name, values[(at + 1) % len(values)])
        self.apply_filter()
        self.paint()

    def _next_firm(self) -> None:
        self.firms.chosen = self.firms.following()
        self.apply_filter()
        self.paint()

    def _clear(self) -> None:
        """First the words, then everything else that narrows."""
        if self.filter_text:
            self.filtered("")
            return
        self._period, self._exit, self._mode, self.firms.chosen = 0, "", "", None
        self.apply_filter()
        self.paint()

    def picked(self, chip: str) -> None:
        """A facet was clicked."""
        self.desk.do(chip.replace("/", "."))

    # What is drawn above.

    def paint(self) -> None:
        """What is searched for, how much was found, and the facets."""
        words, rows = self.words, self.query_one(PagedList)
        head = [Chip("", words("history.title"), role="title")]
        if self.filter_text:
            head.append(Chip("", words("format.quoted", text=self.filter_text), role="strong"))
        if rows.ready:
            text = result_text(rows.total, self._took_ms, self.look(), len(rows.rows))
            head.append(Chip("", text, role="accent"))
        self.query_one("#head", Chips).show(head)
        firm = self.firms.firm
        facets = [
            ("history/period", "z", words(f"history.period.{self._period}"), bool(self._period)),
            ("history/business", "w", firm.name if firm else words("desk.all_businesses"), firm is not None),
            ("history/exit", "r", words.or_code("history.exit", self._exit) if self._exit else words("history.any_exit"), bool(self._exit)),
            ("history/mode", "m", words(f"history.mode.{self._mode or 'any'}"), bool(self._mode)),
        ]  # fmt: skip
        self.query_one("#facets", Chips).show(
            [Chip(name, f"{key} {text}", on=on) for name, key, text, on in facets]
        )
        self._draw_filters(words_too=False)
