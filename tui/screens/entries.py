"""What the desk's views share: businesses, filters, a card beside a list, choices, orders."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.events import Resize

from tui.client import Refused, Unreachable
from tui.desk.chip_line import Chip
from tui.desk.filters import Filter, parse_filter, without
from tui.desk.firms import Firms
from tui.desk.look import Look
from tui.desk.sought import Sought
from tui.desk.taken import taken_text
from tui.screens.base import DeskScreen
from tui.screens.layers import refocus
from tui.screens.orders import Orders
from tui.state import CLOCK, DESK, LINK, SERVER
from tui.widgets.card import Card
from tui.widgets.chips import Chips
from tui.widgets.picker import Picker
from tui.widgets.undo_line import UndoLine

WIDE = 110
"""Cells from which a card stands beside its list."""


class EntryScreen(DeskScreen):
    """A view of the desk's entries."""

    DEFAULT_CSS = """
    EntryScreen { layout: vertical; }
    EntryScreen #filters { display: none; }
    EntryScreen.-filtered #filters { display: block; }
    EntryScreen Card { display: none; }
    EntryScreen.-wide Card { width: 32%; min-width: 36; max-width: 46; }
    EntryScreen .main { width: 1fr; }
    EntryScreen.-wide.-preview Card { display: block; }
    EntryScreen.-card Card { display: block; }
    EntryScreen.-card .main { display: none; }
    EntryScreen.-wide.-card .main { display: block; }
    """
    areas: ClassVar[frozenset[str]] = frozenset({LINK, SERVER, DESK, CLOCK})

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes="-preview")
        self.firms = Firms()
        self.filter_text = ""
        self.orders = Orders(self, self.renew)
        self._linked = False
        self._argument = ""

    def compose_foot(self) -> ComposeResult:
        """What stands below every such view."""
        yield Picker()
        yield UndoLine()

    # What a view of its own says.

    def opened(self, argument: str) -> None:
        """The businesses are known: fetch, with what followed the command."""

    def paint(self) -> None:
        """Draws heads and chips."""

    def renew(self) -> None:
        """Entries changed somewhere: fetch again what is in sight."""

    def apply_filter(self) -> None:
        """Another filter or business: ask anew."""

    def picked(self, chip: str) -> None:
        """A chip of the view's own was clicked."""

    # What is known.

    def now(self) -> datetime:
        """The present where the business is."""
        return self.desk.now().astimezone(ZoneInfo(self.firms.zone))

    def look(self) -> Look:
        """How entries are drawn now."""
        return Look(self.words, self.desk.glyphs, self.now(), self.firms.names)

    def filter(self) -> Filter:
        """What the filter line means."""
        firm = self.firms.firm
        staff = dict(firm.staff) if firm else {}
        return parse_filter(self.filter_text, self.now().date(), self.firms.names, staff)

    def _tell_problem(self, problem: Refused | Unreachable) -> None:
        """Where a time is taken, by whom."""
        others = problem.detail.get("in_the_way") if isinstance(problem, Refused) else None
        if not others:
            super()._tell_problem(problem)
            return
        reason = taken_text(others, self.firms, self.words)
        self.desk.say(self.words("refused", reason=reason), "error")

    # When it is opened, and when something changed.

    def shown(self, argument: str = "") -> None:
        """Fetches the businesses, then what the view shows of them."""
        word, _, rest = argument.partition(" ")
        self._argument = argument

        def known(answer: Mapping[str, Any]) -> None:
            self.firms.take(answer.get("items") or ())
            if sought := Sought.read(argument):
                if self.firms.chosen is not None and sought.business in self.firms.items:
                    self.firms.chosen = sought.business
                self.opened(argument)
                self.paint()
                return
            if word in {"betrieb", "business"}:
                found = parse_filter(f"betrieb:{rest}", self.now().date(), self.firms.names)
                self.firms.chosen = found.business
                self.opened("")
            else:
                self.opened(rest.strip())
            self.paint()

        if self.state.link.live and self.standing() == "ready":
            self._argument, self._linked = "", True
            self.load("/businesses", known, group="firms")

    def refresh_view(self, areas: frozenset[str]) -> None:
        """Draws what changed; what was changed elsewhere is fetched."""
        linked = self.state.link.live and bool(self.state.operator.key)
        if linked and not self._linked:
            self.shown(self._argument)
        elif linked and DESK in areas:
            self.renew()
        self._linked = linked
        self.paint()
        self.orders.draw()

    def on_resize(self, event: Resize) -> None:
        """A card stands beside its list where there is room."""
        self.set_class(event.size.width >= WIDE, "-wide")

    # Filters.

    def filtered(self, text: str) -> None:
        """The filter line says something else."""
        if text != self.filter_text:
            self.filter_text = text
            self.apply_filter()
            self.paint()

    def _draw_filters(self, *, words_too: bool = True) -> None:
        """The line of conditions, there only while one is in force."""
        found, words = self.filter(), self.words
        chips = [
            Chip(f"drop/{place}", f"{chip.text} ×", on=True)
            for place, chip in enumerate(found.chips)
            if words_too or chip.kind != "word"
        ]
        for wrong in found.wrong:
            text = words("desk.unclear", text=wrong)
            chips.append(Chip("", f"{self.desk.glyphs.alarm} {text}", role="caution"))
        if chips:
            chips.append(Chip("clear", f"c {words('desk.clear')}", role="dim"))
        self.set_class(bool(chips), "-filtered")
        self.query_one("#filters", Chips).show(chips)

    def on_chips_picked(self, event: Chips.Picked) -> None:
        """A click on a condition takes it away; other chips are the view's."""
        event.stop()
        kind, _, rest = event.chip.partition("/")
        if kind == "drop":
            self.filtered(without(self.filter_text, self.filter().chips[int(rest)]))
        elif kind == "clear":
            self.filtered("")
        elif kind == "next":
            self._next_firm()
        elif kind == "firm":
            self._pick_firm(rest or None)
        else:
            self.picked(event.chip)

    def _next_firm(self) -> None:
        """The next business."""
        self._pick_firm(self.firms.following())

    def _pick_firm(self, key: str | None) -> None:
        self.firms.chosen = key
        self.apply_filter()
        self.paint()

    # Layers.

    def peel(self) -> bool:
        """Esc: choices, then the card, then the filter."""
        if self.query_one(Picker).leave():
            refocus(self)
        elif self.has_class("-card") or self.query_one(Card).has_focus:
            self.remove_class("-card")
            self.call_after_refresh(refocus, self)
        elif self.filter_text:
            self.filtered("")
        else:
            return False
        return True

    def _toggle_preview(self) -> None:
        """The card beside the list goes, or comes back."""
        self.toggle_class("-preview")
