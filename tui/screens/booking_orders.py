"""What is done to bookings, and what has to be asked before."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tui.desk.agenda import Block, Day, clock, day_of, free_starts
from tui.desk.allowed import booking_verb
from tui.desk.cells import Cell, row
from tui.desk.firms import Firm, Service
from tui.desk.moments import DAY, day_text, time_text
from tui.desk.rows import Booking
from tui.lines import Line, clean
from tui.screens.layers import choose
from tui.widgets.agenda import Agenda
from tui.widgets.paged_list import PagedList
from tui.widgets.picker import Choice, Option, Picker
from tui.widgets.prompt_line import Prompt

if TYPE_CHECKING:
    from tui.screens.bookings import BookingsScreen

_WIDE = 60
MOST_STARTS = 60


class BookingOrders:
    """The orders of the view of bookings."""

    def __init__(self, view: "BookingsScreen") -> None:
        self._view = view

    def ask(
        self,
        label: str,
        done: Callable[[str], None],
        *,
        hint: str = "",
        empty: bool = False,
        **values: object,
    ) -> None:
        """Asks for a line; label and hint are keys of the catalogue."""
        words = self._view.words
        shown = words(hint) if hint else ""
        self._view.desk.ask(Prompt(words(label, **values) + " ", done, hint=shown, empty=empty))

    def what(self, booking: Booking) -> str:
        """Yilmaz, Di 14.07. 09:30."""
        when = f"{day_text(booking.starts.date(), self._view.words)} {time_text(booking.starts)}"
        return f"{clean(booking.name)}, {when}"

    def verb(self, verb: str) -> None:
        """Confirms, declines or cancels what is marked, else what has the cursor; the last two ask for a reason."""
        can = self._view.subject()["can"]
        subjects = self._view.subjects()
        allowed = [one for one in subjects if booking_verb(verb, [one], can) is None]
        if not allowed:
            return
        if verb == "confirm":
            self._do(verb, allowed, "")
            return
        many = self._view.words("desk.entries", count=len(allowed))
        what = self.what(allowed[0]) if len(allowed) == 1 else many
        self.ask(
            f"bookings.ask.{verb}", lambda why: self._do(verb, allowed, why),
            hint="bookings.why", empty=True, what=what,
        )  # fmt: skip

    def _do(self, verb: str, bookings: list[Booking], why: str) -> None:
        words = self._view.words
        if len(bookings) == 1:
            [one] = bookings
            text = words(f"bookings.done.{verb}", what=self.what(one))
            body = {"why": why} if why else {}
            self._view.orders.give(
                f"/bookings/{one.id}/{verb}", body, text, lambda _: self._unmark({one.id})
            )
            return
        names = {one.id: clean(one.name) for one in bookings}
        done = words(f"action.booking.{verb}.name")
        self._view.orders.batch(f"bookings.{verb}", names, done, why, self._unmark)

    def _unmark(self, entries: Collection[str]) -> None:
        self._view.query_one(PagedList).unmark(entries)
        self._view.query_one(Agenda).unmark(entries)

    def note(self) -> None:
        """Notes a few words on a booking."""
        [booking] = self._view.subjects()[:1]
        text = self._view.words("desk.noted", what=self.what(booking))
        self.ask(
            "desk.note_for", lambda note: self._view.orders.give(f"/bookings/{booking.id}/note", {"text": note}, text),
            what=self.what(booking),
        )  # fmt: skip

    # Another time.

    def move(self) -> None:
        """Lets one of the free times be chosen; ← and → go to other days."""
        [booking] = self._view.subjects()[:1]
        self._times(booking, max(booking.starts.date(), self._view.now().date()), first=True)

    def _times(self, booking: Booking, day: date, *, first: bool) -> None:
        view = self._view

        def took(answer: Mapping[str, Any]) -> None:
            options = [
                self._start_option(one, booking)
                for one in (answer.get("items") or [])[:MOST_STARTS]
            ]
            title = self._title("bookings.move_to", booking.name, day)
            if first:
                choose(view, Choice(
                    title, options, lambda option: self._move(booking, option),
                    turn=turn, none=((view.words("bookings.no_times"), "caution"),),
                ))  # fmt: skip
            else:
                view.query_one(Picker).fill(title, options, turn)

        def turn(step: int) -> None:
            self._times(booking, day + step * DAY, first=False)

        view.load(f"/bookings/{booking.id}/times", took, group="times", day=day.isoformat())

    def _title(self, key: str, name: str, day: date) -> Line:
        words = self._view.words
        return (
            (words(key, what=clean(name), day=day_text(day, words)), "title"),
            ("  " + words("bookings.other_day"), "dim"),
        )

    def _start_option(self, item: Mapping[str, Any], booking: Booking) -> Option:
        start, staff = local_start(str(item["start"]), booking), str(item.get("staff") or "")
        firm = self._view.firms.items.get(booking.business)
        name = dict(firm.staff).get(staff, staff) if firm else staff
        line = row([Cell(time_text(start), 6, "strong"), Cell(name, 20)], _WIDE)
        return Option(f"{start:%Y-%m-%dT%H:%M}|{staff}", line)

    def _move(self, booking: Booking, option: str) -> None:
        start, _, staff = option.partition("|")
        body = {"start": start} | ({"staff": staff} if staff and staff != booking.staff_key else {})
        moment = datetime.fromisoformat(start)
        when = f"{day_text(moment.date(), self._view.words)} {time_text(moment)}"
        text = self._view.words("bookings.done.move", what=clean(booking.name), when=when)
        self._view.orders.give(f"/bookings/{booking.id}/move", body, text)

    # A new one.

    def new(self) -> None:
        """Service, time, name, number; the free stretch with the cursor proposes the time."""
        view, firm = self._view, self._view.firm
        if firm is None or view.day is None or not firm.services:
            view.desk.tell("bookings.no_services", severity="warning")
            return
        gap = view.gap()
        options = [
            Option(
                one.key,
                row(
                    [Cell(one.name, 30, "strong"), Cell(f"{one.duration_min} min", 8, "dim")], _WIDE
                ),
            )
            for one in firm.services
            if gap is None or one.duration_min <= gap.end - gap.start
        ]
        by_key = {one.key: one for one in firm.services}
        title: Line = ((view.words("bookings.new_service"), "title"),)
        day = view.day
        none: Line = ((view.words("bookings.gap_too_short"), "caution"),)
        choose(
            view,
            Choice(
                title, options, lambda key: self._new_time(firm, by_key[key], day, gap), none=none
            ),
        )

    def _new_time(self, firm: Firm, service: Service, day: date, gap: Block | None) -> None:
        page = self._view.page
        if page is not None and page.day == day:
            self._offer(firm, service, page, gap, first=True)
        else:
            self._new_day(firm, service, day, first=True)

    def _new_day(self, firm: Firm, service: Service, day: date, *, first: bool) -> None:
        def took(answer: Mapping[str, Any]) -> None:
            self._offer(firm, service, day_of(answer, day, firm.zone), None, first=first)

        self._view.load(
            "/bookings/day", took, group="times", business=firm.key, day=day.isoformat()
        )

    def _offer(
        self, firm: Firm, service: Service, page: Day, gap: Block | None, *, first: bool
    ) -> None:
        now = self._view.now()
        over = now.hour * 60 + now.minute if page.day == now.date() else -1
        starts = [one for one in free_starts(page, service.duration_min) if one[0] > over]
        if gap is not None:
            inside = [
                one for one in starts if one[1] == gap.staff and gap.start <= one[0] < gap.end
            ]
            starts = inside + [one for one in starts if one not in inside]
        options = [
            Option(
                f"{start}|{staff}",
                row([Cell(clock(start), 6, "strong"), Cell(page.name(staff), 20)], _WIDE),
            )
            for start, staff in starts[:MOST_STARTS]
        ]
        title = self._title("bookings.new_time", service.name, page.day)

        def turn(step: int) -> None:
            self._new_day(firm, service, page.day + step * DAY, first=False)

        def done(option: str) -> None:
            start, _, staff = option.partition("|")
            moment = datetime.combine(page.day, datetime.min.time()) + timedelta(minutes=int(start))
            self._who(
                {
                    "business": firm.key,
                    "service": service.key,
                    "staff": staff,
                    "start": f"{moment:%Y-%m-%dT%H:%M}",
                }
            )

        if first:
            none: Line = ((self._view.words("bookings.no_times"), "caution"),)
            choose(self._view, Choice(title, options, done, turn=turn, none=none))
        else:
            self._view.query_one(Picker).fill(title, options, turn, done)

    def _who(self, body: Mapping[str, str]) -> None:
        def named(name: str) -> None:
            self.ask(
                "bookings.new_phone",
                lambda phone: self._book({**body, "name": name, "phone": phone}),
            )

        self.ask("bookings.new_name", named)

    def _book(self, body: Mapping[str, str]) -> None:
        moment = datetime.fromisoformat(body["start"])
        when = f"{day_text(moment.date(), self._view.words)} {time_text(moment)}"
        text = self._view.words("bookings.done.new", what=clean(body["name"]), when=when)
        self._view.orders.give("/bookings", body, text)


def local_start(text: str, booking: Booking) -> datetime:
    """A start as the controller offers it, where the business is; without a zone it is local already."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(booking.starts.tzinfo) if moment.tzinfo else moment
