"""The view of bookings: month, day and card, or the list with its filter."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from tui.actions import Where
from tui.desk.agenda import Block, Day, day_of
from tui.desk.booking_lines import booking_card, booking_row
from tui.desk.calendar import Count, Month, counts_of, span
from tui.desk.card_lines import turn_of
from tui.desk.cells import paragraph
from tui.desk.chip_line import Chip
from tui.desk.filters import BOOKING_STATES, query_of
from tui.desk.firms import Firm
from tui.desk.heads import calendar_chips, day_chips, list_chips, mode_chips
from tui.desk.moments import DAY, WEEK, parse_day
from tui.desk.pages import Page
from tui.desk.rows import Booking
from tui.desk.sought import Sought
from tui.lines import Line
from tui.screens.base import Handlers
from tui.screens.booking_orders import BookingOrders
from tui.screens.entries import EntryScreen
from tui.screens.exporting import export
from tui.screens.layers import draw_footer, instead, open_card, open_source, refocus
from tui.widgets.agenda import Agenda
from tui.widgets.calendar import MonthView
from tui.widgets.card import Card
from tui.widgets.chips import Chips
from tui.widgets.paged_list import PagedList
from tui.widgets.picker import Picker

_FIELDS = ("business", "from", "to", "status", "staff", "q")


class BookingsScreen(EntryScreen):
    """Appointments: where the firms keep a calendar."""

    DEFAULT_CSS = """
    BookingsScreen PagedList { display: none; }
    BookingsScreen.-list PagedList { display: block; }
    BookingsScreen.-list #day { display: none; }
    BookingsScreen.-card #day, BookingsScreen.-card PagedList { display: none; }
    BookingsScreen.-wide.-card #day { display: block; }
    BookingsScreen.-wide.-card.-list #day { display: none; }
    BookingsScreen.-wide.-card.-list PagedList { display: block; }
    BookingsScreen.-wide MonthView { width: 32; }
    """
    where: ClassVar[Where] = "bookings"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.day: date | None = None
        self.page: Day | None = None
        """The shown day, once it was fetched."""
        self._counts: Mapping[date, Count] = {}
        self._detail: Mapping[str, Any] = {}
        self._about: Booking | None = None
        self._sought = ""
        """Id of the booking that gets the cursor once its day is there."""
        self._doing = BookingOrders(self)

    def compose(self) -> ComposeResult:
        """Heads, then month, day and card."""
        yield Chips(id="head")
        yield Chips(id="hours")
        yield Chips(id="filters")
        with Horizontal():
            with Horizontal(id="day", classes="main"):
                yield MonthView(self.desk.glyphs)
                yield Agenda()
            yield PagedList[Booking](self._fetch, self._draw_row, self._empty, letter_g=False)
            yield Card()
        yield from self.compose_foot()

    def on_mount(self) -> None:
        self.query_one(PagedList).add_class("main")

    @property
    def firm(self) -> Firm | None:
        """Whose calendar is shown: the chosen business, else the first one that has a calendar."""
        chosen = self.firms.firm
        if chosen is not None and chosen.mode == "termin":
            return chosen
        return next(iter(self.firms.of("termin")), None)

    @property
    def listed(self) -> bool:
        """True while the list is shown instead of the day."""
        return self.has_class("-list")

    def focus_target(self) -> Widget | None:
        """The choices, else the list, else the day."""
        picker = self.query_one(Picker)
        if picker.open:
            return picker.options
        return self.query_one(PagedList) if self.listed else self.query_one(Agenda)

    def subjects(self) -> Sequence[Booking]:
        """The marked bookings, else the one with the cursor."""
        if self.listed:
            rows = self.query_one(PagedList)
            return rows.marked or ((rows.chosen,) if rows.chosen else ())
        agenda = self.query_one(Agenda)
        marked = [one.booking for one in agenda.marked if one.booking]
        chosen = agenda.chosen
        return marked or ([chosen.booking] if chosen and chosen.booking else [])

    def gap(self) -> Block | None:
        """The free stretch with the cursor."""
        chosen = None if self.listed else self.query_one(Agenda).chosen
        return chosen if chosen is not None and chosen.kind == "free" else None

    def subject(self) -> Mapping[str, Any]:
        """What the actions act on."""
        subjects = self.subjects()
        detailed = len(subjects) == 1 and self._detail.get("id") == subjects[0].id
        return {
            "row": self._detail if detailed else None,
            "can": self._detail.get("can") or {} if detailed else {},
            "more": {
                "subjects": subjects,
                "gap": self.gap() is not None,
                "listed": bool(self.firms.items),
                "modes": self.firms.modes,
                "firms": len(self.firms.of("termin")),
                "undo": self.orders.undoable,
            },
        }

    def handlers(self) -> Handlers:
        """What the keys do."""
        doing = self._doing
        return {
            "booking.open": self._open,
            "booking.confirm": lambda: doing.verb("confirm"),
            "booking.decline": lambda: doing.verb("decline"),
            "booking.cancel": lambda: doing.verb("cancel"),
            "booking.move": doing.move,
            "booking.new": doing.new,
            "booking.note": doing.note,
            "booking.day_back": lambda: self._goto((self.day or self.now().date()) - DAY),
            "booking.day_on": lambda: self._goto((self.day or self.now().date()) + DAY),
            "booking.week_back": lambda: self._goto((self.day or self.now().date()) - WEEK),
            "booking.week_on": lambda: self._goto((self.day or self.now().date()) + WEEK),
            "booking.today": lambda: self._goto(self.now().date()),
            "booking.goto": self._ask_day,
            "booking.list": lambda: self._show_list(listed=not self.listed),
            "booking.business": self._next_firm,
            "booking.mode": lambda: self.desk.show_view("inbox"),
            "booking.preview": self._toggle_preview,
            "booking.export": lambda: export(self, "termine", self._ask_page),
            "undo": self.orders.undo,
        }  # fmt: skip

    # What is fetched.

    def opened(self, argument: str) -> None:
        """The businesses are known; `argument` is a day, or a filter."""
        if self.firms.items and not self.firms.of("termin"):
            self.desk.show_view("inbox")
            return
        if sought := Sought.read(argument):
            self._sought, argument, self.filter_text = sought.entry, sought.about, ""
            if not sought.closed and sought.business in self.firms.items:
                self.firms.chosen = sought.business
        day = parse_day(argument, self.now().date()) if argument else None
        if argument and day is None:
            self.filter_text = argument
            self._show_list(listed=True)
            if sought is not None:
                self.query_one(PagedList).reset(sought.entry)
            return
        self._goto(day or self.day or self.now().date())
        if self.listed:
            self.query_one(PagedList).reset()

    def _goto(self, day: date) -> None:
        if self.listed:
            self._show_list(listed=False)
        self.day = day
        self._load_day()
        self.paint()

    def _load_day(self) -> None:
        firm, day = self.firm, self.day
        if firm is None or day is None:
            return

        def took(answer: Mapping[str, Any]) -> None:
            if (firm, day) == (self.firm, self.day):
                self.page = day_of(answer, day, firm.zone)
                agenda = self.query_one(Agenda)
                agenda.show(self.page, self.look(), self._no_blocks)
                agenda.choose(self._sought)
                self._sought = ""
                self.paint()

        def counted(answer: Mapping[str, Any]) -> None:
            self._counts = counts_of(answer)
            self.paint()

        first, last = span(day)
        self.load("/bookings/day", took, group="day", business=firm.key, day=day.isoformat())
        self.load(
            "/bookings/days", counted, group="days",
            business=firm.key, first=first.isoformat(), last=last.isoformat(),
        )  # fmt: skip

    def renew(self) -> None:
        """Entries changed somewhere: the day, the counts, the list and the card anew."""
        self._load_day()
        if self.listed:
            self.query_one(PagedList).renew()
        if self._about is not None:
            self._load_detail(self._about)

    def apply_filter(self) -> None:
        """A filter is for the list; another business for both."""
        if self.filter_text and not self.listed:
            self._show_list(listed=True)
        elif self.listed:
            self.query_one(PagedList).reset()
        self._load_day()

    def _show_list(self, *, listed: bool) -> None:
        self.set_class(listed, "-list")
        if listed:
            self.query_one(PagedList).reset()
        self.call_after_refresh(refocus, self)
        self.paint()

    async def _ask_page(
        self, after: str | None, *, backwards: bool = False, limit: int = 500
    ) -> Mapping[str, Any]:
        found = self.filter()
        query = query_of(found, _FIELDS, BOOKING_STATES)
        if self.firms.chosen and "business" not in query:
            query["business"] = self.firms.chosen
        if not {"q", "from", "to"} & query.keys() and "all" not in found.flags:
            query["from"] = self.now().date().isoformat()
        order = "desc" if backwards else None
        return await self.desk.client.get(
            "/bookings", **query, after=after, limit=limit, order=order
        )

    async def _fetch(
        self, after: str | None, backwards: bool, limit: int
    ) -> Page[Booking]:  # the list's protocol
        answer = await self._ask_page(after, backwards=backwards, limit=limit)
        rows = [Booking.of(self.firms.zoned(row)) for row in answer.get("items") or ()]
        return Page(rows, answer.get("next"), answer.get("total"))

    def _draw_row(
        self, booking: Booking, width: int, marked: bool
    ) -> list[Line]:  # the list's protocol
        return [booking_row(booking, width, self.look(), marked=marked)]

    def _empty(self, trouble: str | None, width: int) -> list[Line]:
        remedy = "desk.clear_filter" if self.filter_text else "bookings.empty_remedy"
        return instead(self, trouble, width, "bookings.empty", remedy)

    def _no_blocks(self, width: int) -> list[Line]:
        if self.page is None and self.state.link.live and self.standing() == "ready":
            return [((f"  {self.words('standing.loading')}", "dim"),)]
        closed = self.page.closed if self.page else None
        empty = f"bookings.closed.{closed}" if closed else "bookings.empty_day"
        return instead(self, None, width, empty, "bookings.empty_day_remedy")

    # What is chosen.

    def on_agenda_chosen(self, event: Agenda.Chosen) -> None:
        """Another block of the day."""
        event.stop()
        if not self.listed:
            self._about_now(event.block.booking if event.block else None)

    def on_paged_list_chosen(self, event: PagedList.Chosen) -> None:
        """Another row of the list."""
        event.stop()
        if self.listed and (event.row is None or isinstance(event.row, Booking)):
            self._about_now(event.row)

    def on_paged_list_changed(self, event: PagedList.Changed) -> None:
        """Rows came, or marks went."""
        event.stop()
        self.paint()

    def on_agenda_marked(self, event: Agenda.Marked) -> None:
        """Marks went or came."""
        event.stop()
        self.paint()

    def on_agenda_opened(self, event: Agenda.Opened) -> None:
        """A second click."""
        event.stop()
        self.desk.do("booking.open")

    def on_paged_list_opened(self, event: PagedList.Opened) -> None:
        """A second click."""
        event.stop()
        self.desk.do("booking.open")

    def on_month_view_picked(self, event: MonthView.Picked) -> None:
        """A click on a day."""
        event.stop()
        self._goto(event.day)

    def _about_now(self, booking: Booking | None) -> None:
        self._about = booking
        if booking is None:
            self._detail = {}
            hint = self.words("bookings.gap") if self.gap() else self.words("desk.none_chosen")
            self.query_one(Card).show(lambda width: paragraph(hint, width, "dim"))
        elif self._detail.get("id") != booking.id:
            self._detail = {}
            self.query_one(Card).show(
                lambda width: paragraph(booking.name, width, "strong"), booking.id
            )
            self._load_detail(booking)
        draw_footer(self)

    def _load_detail(self, booking: Booking) -> None:
        def took(answer: Mapping[str, Any]) -> None:
            if self._about is not None and answer.get("id") == self._about.id:
                self._detail = self.firms.zoned(answer)
                self.query_one(Card).show(
                    lambda width: booking_card(self._detail, width, self.look()), booking.id
                )
                draw_footer(self)

        self.load(f"/bookings/{booking.id}", took, group="detail")

    def _open(self) -> None:
        if self.gap() is not None:
            self.desk.do("booking.new")
        elif self.query_one(Card).has_focus:
            source = self._detail.get("source") or {}
            open_source(self, source.get("call") or self._detail.get("call"), turn_of(source))
        else:
            open_card(self)

    def _ask_day(self) -> None:
        def done(text: str) -> None:
            day = parse_day(text, self.now().date())
            if day is None:
                self.desk.tell("bookings.no_day", severity="warning", text=text)
            else:
                self._goto(day)

        self._doing.ask("bookings.goto", done, hint="bookings.goto_hint")

    def _next_firm(self) -> None:
        self.firms.chosen = self.firms.following(all_of_them=self.listed, mode="termin")
        self.apply_filter()
        self.paint()

    # What is drawn above.

    def paint(self) -> None:
        """Heads, month, chips."""
        words, firm = self.words, self.firm
        shown = None if self.listed or firm is None else firm.key
        between = Chip("", self.desk.glyphs.between, role="dim")
        head = [*mode_chips("termin", self.firms, words), between]
        self.query_one("#head", Chips).show([*head, *calendar_chips(self.firms, shown, words)])
        self.query_one("#hours", Chips).show(self._second_line())
        self._draw_filters()
        if self.page is None or self.standing() != "ready":
            self.page = None
            self.query_one(Agenda).show(None, self.look(), self._no_blocks)
            return
        if not self.page.blocks:
            self.query_one(Agenda).show(self.page, self.look(), self._no_blocks)
        if self.day is not None:
            month = Month(self.day, self.now().date(), self._counts)
            self.query_one(MonthView).show(month)

    def _second_line(self) -> list[Chip]:
        words, rows = self.words, self.query_one(PagedList)
        if self.listed:
            from_today = self.filter().empty
            chips = list_chips(rows.total, len(rows.rows), words, from_today=from_today)
        else:
            chips = day_chips(self.day, self.page, self.look()) if self.day is not None else []
        marks = rows.marked if self.listed else self.query_one(Agenda).marked
        if marks:
            chips.append(Chip("", words("desk.marked", count=len(marks)), role="key"))
        return chips

    def picked(self, chip: str) -> None:
        """The other mode was clicked."""
        if chip == "mode":
            self.desk.do("booking.mode")
