"""The view of call-backs and customers: who is to be called, who is known, and the card of the one with the cursor."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from tui.actions import Where
from tui.desk.card_lines import turn_of
from tui.desk.cells import paragraph
from tui.desk.chip_line import Chip
from tui.desk.customer_lines import callback_card, callback_row, customer_card, customer_row
from tui.desk.filters import query_of
from tui.desk.heads import count_text
from tui.desk.pages import Page
from tui.desk.rows import CallBack, Customer
from tui.desk.sought import Sought
from tui.lines import Line
from tui.screens.base import Handlers
from tui.screens.customer_orders import CustomerOrders
from tui.screens.entries import EntryScreen
from tui.screens.exporting import export
from tui.screens.layers import draw_footer, instead, open_card, open_source
from tui.widgets.card import Card
from tui.widgets.chips import Chips
from tui.widgets.paged_list import PagedList
from tui.widgets.picker import Picker

QUEUE, PEOPLE = "queue", "people"


class CustomersScreen(EntryScreen):
    """Two lists, one card."""

    DEFAULT_CSS = """
    CustomersScreen #queue { height: 1fr; }
    CustomersScreen #people { height: 1fr; }
    """
    where: ClassVar[Where] = "customers"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._side = QUEUE
        self._closed = False
        self._about: CallBack | Customer | None = None
        self.detail: Mapping[str, Any] = {}
        """All that is known of the entry with the cursor, once it was fetched."""
        self._doing = CustomerOrders(self)

    def compose(self) -> ComposeResult:
        """Heads, both lists, card."""
        yield Chips(id="head")
        yield Chips(id="filters")
        with Horizontal():
            with Vertical(classes="main"):
                yield Chips(id="queue-head")
                yield PagedList[CallBack](
                    self._fetch_queue, self._draw_callback, self._no_callback, id=QUEUE
                )
                yield Chips(id="people-head")
                yield PagedList[Customer](
                    self._fetch_people, self._draw_customer, self._no_customer, id=PEOPLE
                )
            yield Card()
        yield from self.compose_foot()

    @property
    def side(self) -> PagedList[Any]:
        """The list that has the keys, or had them last."""
        return self.query_one(f"#{self._side}", PagedList)

    def focus_target(self) -> Widget | None:
        """The choices, else the list used last."""
        picker = self.query_one(Picker)
        return picker.options if picker.open else self.side

    def subjects(self) -> Sequence[Any]:
        """The marked entries of that list, else the one with the cursor."""
        rows = self.side
        return rows.marked or ((rows.chosen,) if rows.chosen else ())

    def subject(self) -> Mapping[str, Any]:
        """What the actions act on."""
        return {
            "row": {"id": self._about.id} if self._about else None,
            "more": {
                "subjects": self.subjects(),
                "list": "callbacks" if self._side == QUEUE else "customers",
                "listed": bool(self.side.rows),
                "firms": len(self.firms.items),
                "undo": self.orders.undoable,
            },
        }

    def handlers(self) -> Handlers:
        """What the keys do."""
        doing = self._doing
        return {
            "customer.open": self._open,
            "callback.done": lambda: doing.verb("done"),
            "callback.reopen": lambda: doing.verb("reopen"),
            "callback.snooze": doing.snooze,
            "callback.new": doing.new,
            "customer.note": doing.note,
            "customer.merge": doing.merge,
            "customer.erase": doing.erase,
            "customer.switch": self._switch,
            "customer.closed": self._toggle_closed,
            "customer.business": self._next_firm,
            "customer.preview": self._toggle_preview,
            "customer.export": self._export,
            "undo": self.orders.undo,
        }

    # What is fetched.

    def opened(self, argument: str) -> None:
        """The businesses are known; `argument` is looked for."""
        if sought := Sought.read(argument):
            self._side = PEOPLE if sought.kind == "customer" else QUEUE
            self._closed, self.filter_text = sought.closed, sought.about
            self.apply_filter()
            self.side.reset(sought.entry)
            self.call_after_refresh(self.side.focus)
            return
        if argument:
            self.filter_text = argument
            self._side = PEOPLE
            self.call_after_refresh(self.side.focus)
        self.apply_filter()

    def renew(self) -> None:
        """Entries changed somewhere: both lists and the card anew."""
        for rows in self.query(PagedList):
            rows.renew()
        if self._about is not None:
            self._load_detail(self._about)

    def apply_filter(self) -> None:
        """Another filter or business."""
        for rows in self.query(PagedList):
            rows.reset()

    def _query(self) -> dict[str, str]:
        query = query_of(self.filter(), ("business", "q"))
        if self.firms.chosen and "business" not in query:
            query["business"] = self.firms.chosen
        return query

    async def _ask_queue(
        self, after: str | None, *, backwards: bool = False, limit: int = 500
    ) -> Mapping[str, Any]:
        order = "desc" if backwards else None
        opened = None if self._closed else True
        return await self.desk.client.get(
            "/callbacks", **self._query(), open=opened, after=after, limit=limit, order=order
        )

    async def _ask_people(
        self, after: str | None, *, backwards: bool = False, limit: int = 500
    ) -> Mapping[str, Any]:
        order = "desc" if backwards else None
        return await self.desk.client.get(
            "/customers", **self._query(), after=after, limit=limit, order=order
        )

    async def _fetch_queue(
        self, after: str | None, backwards: bool, limit: int
    ) -> Page[CallBack]:  # the list's protocol
        answer = await self._ask_queue(after, backwards=backwards, limit=limit)
        rows = [CallBack.of(self.firms.zoned(row)) for row in answer.get("items") or ()]
        return Page(rows, answer.get("next"), answer.get("total"))

    async def _fetch_people(
        self, after: str | None, backwards: bool, limit: int
    ) -> Page[Customer]:  # the list's protocol
        answer = await self._ask_people(after, backwards=backwards, limit=limit)
        rows = [Customer.of(self.firms.zoned(row)) for row in answer.get("items") or ()]
        return Page(rows, answer.get("next"), answer.get("total"))

    def _draw_callback(
        self, callback: CallBack, width: int, marked: bool
    ) -> list[Line]:  # the list's protocol
        return [callback_row(callback, width, self.look(), marked=marked)]

    def _draw_customer(
        self, customer: Customer, width: int, marked: bool
    ) -> list[Line]:  # the list's protocol
        return [customer_row(customer, width, self.look(), marked=marked)]

    def _no_callback(self, trouble: str | None, width: int) -> list[Line]:
        remedy = "desk.clear_filter" if self.filter_text else "callbacks.empty_remedy"
        return instead(self, trouble, width, "callbacks.empty", remedy)

    def _no_customer(self, trouble: str | None, width: int) -> list[Line]:
        remedy = "desk.clear_filter" if self.filter_text else "customers.empty_remedy"
        return instead(self, trouble, width, "customers.empty", remedy)

    # What is chosen.

    def on_descendant_focus(self) -> None:
        """Another list has the keys: the card is about its entry."""
        for rows in self.query(PagedList):
            if rows.has_focus and rows.id and rows.id != self._side:
                self._side = rows.id
                self._about_now(rows.chosen)
                self.paint()

    def on_paged_list_chosen(self, event: PagedList.Chosen) -> None:
        """Another row."""
        event.stop()
        if event.source is self.side:
            row = event.row
            self._about_now(row if isinstance(row, CallBack | Customer) else None)

    def on_paged_list_changed(self, event: PagedList.Changed) -> None:
        """Rows came, or marks went."""
        event.stop()
        self.paint()

    def on_paged_list_opened(self, event: PagedList.Opened) -> None:
        """A second click."""
        event.stop()
        self.desk.do("customer.open")

    def _about_now(self, entry: CallBack | Customer | None) -> None:
        self._about = entry
        card = self.query_one(Card)
        if entry is None:
            self.detail = {}
            card.show(lambda width: paragraph(self.words("desk.none_chosen"), width, "dim"))
        elif self.detail.get("id") != entry.id:
            self.detail = {}
            card.show(lambda width: paragraph(entry.name, width, "strong"), entry.id)
            self._load_detail(entry)
        draw_footer(self)

    def _load_detail(self, entry: CallBack | Customer) -> None:
        draw = callback_card if isinstance(entry, CallBack) else customer_card

        def took(answer: Mapping[str, Any]) -> None:
            if self._about is not None and answer.get("id") == self._about.id:
                self.detail = self.firms.zoned(answer)
                self.query_one(Card).show(
                    lambda width: draw(self.detail, width, self.look()), entry.id
                )

        path = "callbacks" if isinstance(entry, CallBack) else "customers"
        self.load(f"/{path}/{entry.id}", took, group="detail")

    def _open(self) -> None:
        if not self.query_one(Card).has_focus:
            open_card(self)
            return
        source = self.detail.get("source") or {}
        open_source(self, source.get("call") or self.detail.get("call"), turn_of(source))

    def _switch(self) -> None:
        self.query_one(f"#{PEOPLE if self._side == QUEUE else QUEUE}").focus()

    def _toggle_closed(self) -> None:
        self._closed = not self._closed
        self.query_one(f"#{QUEUE}", PagedList).reset()
        self.paint()

    def _next_firm(self) -> None:
        self.firms.chosen = self.firms.following()
        self.apply_filter()
        self.paint()

    def _export(self) -> None:
        if self._side == QUEUE:
            export(self, "rueckrufe", self._ask_queue)
        else:
            export(self, "kunden", self._ask_people)

    # What is drawn above.

    def picked(self, chip: str) -> None:
        """The done ones were asked for, or a list by its heading."""
        if chip == "closed":
            self._toggle_closed()
        elif chip in {QUEUE, PEOPLE}:
            self.query_one(f"#{chip}").focus()

    def paint(self) -> None:
        """Businesses, and the heading of each list."""
        words = self.words
        chips = self.firms.chips(words)
        self.query_one("#head", Chips).show(
            [Chip("", words("customers.title"), role="title"), *chips]
        )
        for side, key in ((QUEUE, "callbacks.title"), (PEOPLE, "customers.list")):
            rows = self.query_one(f"#{side}", PagedList)
            rows.light(lit=side == self._side)
            count = count_text(rows.total, len(rows.rows))
            heading = [
                Chip(
                    side,
                    f"{words(key)} {count}" if rows.ready else words(key),
                    on=self._side == side,
                )
            ]
            if side == QUEUE:
                heading.append(
                    Chip("closed", words("callbacks.closed"), on=self._closed, role="dim")
                )
            if marked := len(rows.marked):
                heading.append(Chip("", words("desk.marked", count=marked), role="key"))
            self.query_one(f"#{side}-head", Chips).show(heading)
        self._draw_filters()
