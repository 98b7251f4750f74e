"""The view of orders: an inbox with its states as chips, and the card of the one with the cursor."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from tui.actions import Where
from tui.desk.allowed import inquiry_verb
from tui.desk.card_lines import turn_of
from tui.desk.cells import paragraph
from tui.desk.chip_line import Chip
from tui.desk.filters import INQUIRY_STATES, query_of
from tui.desk.heads import mode_chips
from tui.desk.inquiry_lines import inquiry_card, inquiry_row
from tui.desk.pages import Page
from tui.desk.rows import Inquiry
from tui.desk.sought import Sought
from tui.lines import Line, clean
from tui.screens.base import Handlers
from tui.screens.entries import EntryScreen
from tui.screens.exporting import export
from tui.screens.layers import draw_footer, instead, open_card, open_source
from tui.widgets.card import Card
from tui.widgets.chips import Chips
from tui.widgets.paged_list import PagedList
from tui.widgets.picker import Picker
from tui.widgets.prompt_line import Prompt

STATES = ("new", "in_progress", "done", "")
"""In the order of their chips; the last one: all."""
_FIELDS = ("business", "status", "urgency", "q")


class InboxScreen(EntryScreen):
    """Orders: where the firms take them instead of keeping a calendar."""

    where: ClassVar[Where] = "inbox"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._status = "new"
        self._urgent = False
        self._counts: Mapping[str, int] = {}
        self._about: Inquiry | None = None
        self._detail: Mapping[str, Any] = {}

    def compose(self) -> ComposeResult:
        """Heads, list, card."""
        yield Chips(id="head")
        yield Chips(id="states")
        yield Chips(id="filters")
        with Horizontal():
            yield PagedList[Inquiry](self._fetch, self._draw_row, self._empty, letter_g=True)
            yield Card()
        yield from self.compose_foot()

    def on_mount(self) -> None:
        self.query_one(PagedList).add_class("main")

    def focus_target(self) -> Widget | None:
        """The choices, else the list."""
        picker = self.query_one(Picker)
        return picker.options if picker.open else self.query_one(PagedList)

    def subjects(self) -> Sequence[Inquiry]:
        """The marked orders, else the one with the cursor."""
        rows = self.query_one(PagedList)
        return rows.marked or ((rows.chosen,) if rows.chosen else ())

    def subject(self) -> Mapping[str, Any]:
        """What the actions act on."""
        return {
            "more": {
                "subjects": self.subjects(),
                "listed": bool(self.query_one(PagedList).rows),
                "modes": self.firms.modes,
                "firms": len(self.firms.of("auftrag")),
                "undo": self.orders.undoable,
            }
        }

    def handlers(self) -> Handlers:
        """What the keys do."""
        return {
            "inquiry.open": self._open,
            "inquiry.start": lambda: self._verb("start"),
            "inquiry.done": lambda: self._verb("done"),
            "inquiry.reopen": lambda: self._verb("reopen"),
            "inquiry.call_back": self._call_back,
            "inquiry.note": self._note,
            "inquiry.state_back": lambda: self._next_state(-1),
            "inquiry.state_on": lambda: self._next_state(1),
            "inquiry.urgent": self._toggle_urgent,
            "inquiry.business": self._next_firm,
            "inquiry.mode": lambda: self.desk.show_view("bookings"),
            "inquiry.preview": self._toggle_preview,
            "inquiry.export": lambda: export(self, "auftraege", self._ask_page),
            "undo": self.orders.undo,
        }

    # What is fetched.

    def opened(self, argument: str) -> None:
        """The businesses are known; `argument` is a filter, such as "neu"."""
        found = {
            "neu": "new",
            "new": "new",
            "arbeit": "in_progress",
            "erledigt": "done",
            "done": "done",
            "alle": "",
            "all": "",
        }
        sought = Sought.read(argument)
        if sought is not None:
            self._status, self._urgent, self.filter_text = "", False, sought.about
            self.query_one(PagedList).reset(sought.entry)
            return
        if argument.lower() in found:
            self._status = found[argument.lower()]
        elif argument:
            self.filter_text = argument
        self.query_one(PagedList).reset()

    def renew(self) -> None:
        """Entries changed somewhere: list and card anew."""
        self.query_one(PagedList).renew()
        if self._about is not None:
            self._load_detail(self._about)

    def apply_filter(self) -> None:
        """Another filter or business."""
        self.query_one(PagedList).reset()

    async def _ask_page(
        self, after: str | None, *, backwards: bool = False, limit: int = 500
    ) -> Mapping[str, Any]:
        query = query_of(self.filter(), _FIELDS, INQUIRY_STATES)
        if self.firms.chosen and "business" not in query:
            query["business"] = self.firms.chosen
        if self._status and "status" not in query:
            query["status"] = self._status
        if self._urgent:
            query["urgency"] = "urgent"
        order = "asc" if backwards else None
        return await self.desk.client.get(
            "/inquiries", **query, after=after, limit=limit, order=order
        )

    async def _fetch(
        self, after: str | None, backwards: bool, limit: int
    ) -> Page[Inquiry]:  # the list's protocol
        answer = await self._ask_page(after, backwards=backwards, limit=limit)
        self._counts = answer.get("counts") or self._counts
        rows = [Inquiry.of(self.firms.zoned(row)) for row in answer.get("items") or ()]
        return Page(rows, answer.get("next"), answer.get("total"))

    def _draw_row(
        self, inquiry: Inquiry, width: int, marked: bool
    ) -> list[Line]:  # the list's protocol
        return [inquiry_row(inquiry, width, self.look(), marked=marked)]

    def _empty(self, trouble: str | None, width: int) -> list[Line]:
        narrowed = self.filter_text or self._urgent
        remedy = "desk.clear_filter" if narrowed else "inbox.empty_remedy"
        return instead(self, trouble, width, "inbox.empty", remedy)

    # What is chosen.

    def on_paged_list_chosen(self, event: PagedList.Chosen) -> None:
        """Another row."""
        event.stop()
        inquiry = event.row if isinstance(event.row, Inquiry) else None
        self._about = inquiry
        if inquiry is None:
            self._detail = {}
            self.query_one(Card).show(
                lambda width: paragraph(self.words("desk.none_chosen"), width, "dim")
            )
        elif self._detail.get("id") != inquiry.id:
            self._detail = {}
            self.query_one(Card).show(
                lambda width: paragraph(inquiry.name, width, "strong"), inquiry.id
            )
            self._load_detail(inquiry)
        draw_footer(self)

    def on_paged_list_changed(self, event: PagedList.Changed) -> None:
        """Rows came, or marks went."""
        event.stop()
        self.paint()

    def on_paged_list_opened(self, event: PagedList.Opened) -> None:
        """A second click."""
        event.stop()
        self.desk.do("inquiry.open")

    def _load_detail(self, inquiry: Inquiry) -> None:
        def took(answer: Mapping[str, Any]) -> None:
            if self._about is not None and answer.get("id") == self._about.id:
                self._detail = self.firms.zoned(answer)
                self.query_one(Card).show(
                    lambda width: inquiry_card(self._detail, width, self.look()), inquiry.id
                )

        self.load(f"/inquiries/{inquiry.id}", took, group="detail")

    def _open(self) -> None:
        if self.query_one(Card).has_focus:
            source = self._detail.get("source") or {}
            open_source(self, source.get("call") or self._detail.get("call"), turn_of(source))
        else:
            open_card(self)

    # What is done.

    def _what(self, inquiry: Inquiry) -> str:
        return clean(inquiry.name) or self.words("desk.nameless")

    def _verb(self, verb: str) -> None:
        allowed = [one for one in self.subjects() if inquiry_verb(verb, [one]) is None]
        rows = self.query_one(PagedList)
        if len(allowed) == 1:
            [one] = allowed
            text = self.words(f"inbox.verb.{verb}", what=self._what(one))
            self.orders.give(f"/inquiries/{one.id}/{verb}", {}, text, lambda _: rows.unmark())
        elif allowed:
            names = {one.id: self._what(one) for one in allowed}
            text = self.words(f"action.inquiry.{verb}.name")
            self.orders.batch(f"inquiries.{verb}", names, text, "", rows.unmark)

    def _note(self) -> None:
        [one] = self.subjects()[:1]
        label = self.words("desk.note_for", what=self._what(one)) + " "
        text = self.words("desk.noted", what=self._what(one))
        self.desk.ask(
            Prompt(
                label,
                lambda note: self.orders.give(f"/inquiries/{one.id}/note", {"text": note}, text),
            )
        )

    def _call_back(self) -> None:
        [one] = self.subjects()[:1]
        label = self.words("inbox.call_back", what=self._what(one)) + " "
        text = self.words("inbox.call_back_promised", what=self._what(one))

        def done(words: str) -> None:
            body = {
                "business": one.business,
                "number": one.phone,
                "name": one.name,
                "words": words or one.problem,
            }
            self.orders.give("/callbacks", body | ({"call": one.call} if one.call else {}), text)

        self.desk.ask(Prompt(label, done, hint=clean(one.problem), empty=True))

    # What is drawn above.

    def _next_state(self, step: int) -> None:
        self._status = STATES[(STATES.index(self._status) + step) % len(STATES)]
        self.apply_filter()
        self.paint()

    def _toggle_urgent(self) -> None:
        self._urgent = not self._urgent
        self.apply_filter()
        self.paint()

    def _next_firm(self) -> None:
        self.firms.chosen = self.firms.following(mode="auftrag")
        self.apply_filter()
        self.paint()

    def picked(self, chip: str) -> None:
        """A state, the urgent ones, or the other mode was clicked."""
        kind, _, rest = chip.partition("/")
        if kind == "mode":
            self.desk.do("inquiry.mode")
        elif kind == "urgent":
            self._toggle_urgent()
        elif kind == "status":
            self._status = rest
            self.apply_filter()
            self.paint()

    def paint(self) -> None:
        """Mode, businesses, states with their counts."""
        words, glyphs = self.words, self.desk.glyphs
        between = Chip("", glyphs.between, role="dim")
        head = [*mode_chips("auftrag", self.firms, words), between]
        self.query_one("#head", Chips).show([*head, *self.firms.chips(words, mode="auftrag")])
        typed = query_of(self.filter(), ("status",), INQUIRY_STATES).get("status")
        shown = typed.split(",") if typed else []
        chips = [self._state_chip(status, shown) for status in STATES]
        chips.append(
            Chip(
                "urgent",
                words("inbox.urgent_only"),
                on=self._urgent,
                role="needs",
            )
        )
        if marked := len(self.query_one(PagedList).marked):
            chips.append(Chip("", words("desk.marked", count=marked), role="key"))
        self.query_one("#states", Chips).show(chips)
        self._draw_filters()

    def _state_chip(self, status: str, named: Sequence[str]) -> Chip:
        word = self.words(f"desk.status.{status}") if status else self.words("inbox.all")
        count = self._counts.get(status)
        text = word if count is None else f"{word} {count}"
        return Chip(
            f"status/{status}", text, on=status in named if named else status == self._status
        )
