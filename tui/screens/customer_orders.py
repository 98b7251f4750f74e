"""What is done to call-backs and customers, and what has to be asked before."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from storage.times import stamp
from tui.desk.allowed import callback_verb
from tui.desk.customer_lines import customer_row, erase_summary
from tui.desk.moments import DAY, near_text, parse_day, parse_time
from tui.desk.rows import CallBack, Customer
from tui.lines import Line, clean
from tui.screens.layers import choose
from tui.widgets.picker import Choice, Option
from tui.widgets.prompt_line import Prompt

if TYPE_CHECKING:
    from tui.screens.customers import CustomersScreen

_WIDE = 70
_MOST = 20


class CustomerOrders:
    """The orders of the view of customers and call-backs."""

    def __init__(self, view: "CustomersScreen") -> None:
        self._view = view

    def _what(self, entry: CallBack | Customer) -> str:
        number = entry.number if isinstance(entry, CallBack) else ""
        return clean(entry.name) or number or self._view.words("desk.nameless")

    def _callbacks(self, verb: str) -> list[CallBack]:
        subjects = [one for one in self._view.subjects() if isinstance(one, CallBack)]
        return [one for one in subjects if callback_verb(verb, [one]) is None]

    def verb(self, verb: str) -> None:
        """Ticks call-backs off, or takes that back."""
        view, allowed = self._view, self._callbacks(verb)
        if len(allowed) == 1:
            [one] = allowed
            text = view.words(f"callbacks.verb.{verb}", what=self._what(one))
            view.orders.give(f"/callbacks/{one.id}/{verb}", {}, text, lambda _: view.side.unmark())
        elif allowed:
            names = {one.id: self._what(one) for one in allowed}
            text = view.words(f"action.callback.{verb}.name")
            view.orders.batch(f"callbacks.{verb}", names, text, "", view.side.unmark)

    def snooze(self) -> None:
        """Puts a call-back off: a quarter of an hour, an hour, tomorrow, or what is typed."""
        view, words = self._view, self._view.words
        [one] = self._callbacks("snooze")[:1]
        now = view.now()
        times = {
            "15": now + timedelta(minutes=15),
            "60": now + timedelta(hours=1),
            "tomorrow": (now + DAY).replace(hour=9, minute=0, second=0, microsecond=0),
        }
        options = [
            Option(
                key,
                (
                    (words(f"callbacks.later.{key}"), "strong"),
                    (f"  {near_text(until, now, words)}", "dim"),
                ),
            )
            for key, until in times.items()
        ]
        options.append(Option("ask", ((words("callbacks.later.ask"), "strong"),)))

        def done(option: str) -> None:
            if option in times:
                self._put_off(one, times[option])
            else:
                label = words("callbacks.until", what=self._what(one)) + " "
                view.desk.ask(
                    Prompt(
                        label,
                        lambda text: self._typed(one, text),
                        hint=words("callbacks.until_hint"),
                    )
                )

        title: Line = ((words("callbacks.snooze", what=self._what(one)), "title"),)
        choose(view, Choice(title, options, done))

    def _typed(self, callback: CallBack, text: str) -> None:
        until = moment_of(text, self._view.now())
        if until is None:
            self._view.desk.tell("callbacks.no_time", severity="warning", text=text)
        else:
            self._put_off(callback, until)

    def _put_off(self, callback: CallBack, until: datetime) -> None:
        words = self._view.words
        when = near_text(until, self._view.now(), words)
        text = words("callbacks.verb.snooze", what=self._what(callback), when=when)
        self._view.orders.give(f"/callbacks/{callback.id}/snooze", {"until": stamp(until)}, text)

    def new(self) -> None:
        """Promises a call-back by hand."""
        view, words = self._view, self._view.words
        firm = view.firms.firm or next(iter(view.firms.items.values()), None)
        if firm is None:
            return
        chosen = next(iter(view.subjects()), None)
        number = chosen.numbers[0] if isinstance(chosen, Customer) and chosen.numbers else ""
        name = chosen.name if isinstance(chosen, Customer) else ""
        business = chosen.business if isinstance(chosen, Customer) else firm.key

        def numbered(typed: str) -> None:
            def said(about: str) -> None:
                body = {"business": business, "number": typed, "words": about}
                text = words("callbacks.promised", what=clean(name) or typed)
                view.orders.give("/callbacks", body | ({"name": name} if name else {}), text)

            view.desk.ask(Prompt(words("callbacks.new_words") + " ", said, empty=True))

        view.desk.ask(
            Prompt(
                words("callbacks.new_number", business=clean(view.firms.names[business])) + " ",
                numbered,
                text=number,
            )
        )

    def note(self) -> None:
        """Notes a few words on a call-back or a customer."""
        view = self._view
        [one] = list(view.subjects())[:1]
        path = "callbacks" if isinstance(one, CallBack) else "customers"
        text = view.words("desk.noted", what=self._what(one))
        label = view.words("desk.note_for", what=self._what(one)) + " "
        view.desk.ask(
            Prompt(
                label, lambda note: view.orders.give(f"/{path}/{one.id}/note", {"text": note}, text)
            )
        )

    def merge(self) -> None:
        """Makes one of two customers: the marked one goes into the one that is chosen."""
        view, words = self._view, self._view.words
        [one] = [one for one in view.subjects() if isinstance(one, Customer)][:1]

        def found(text: str) -> None:
            def took(answer: Mapping[str, Any]) -> None:
                others = [
                    Customer.of(row) for row in answer.get("items") or () if row["id"] != one.id
                ]
                options = [
                    Option(other.id, customer_row(other, _WIDE, view.look())) for other in others
                ]
                names = {other.id: self._what(other) for other in others}
                title: Line = ((words("customers.merge_into", what=self._what(one)), "title"),)
                none: Line = ((words("customers.empty"), "caution"),)
                choose(
                    view,
                    Choice(
                        title, options, lambda into: self._merge(one, into, names[into]), none=none
                    ),
                )

            view.load("/customers", took, group="merge", business=one.business, q=text, limit=_MOST)

        last = one.name.split()[-1] if one.name.split() else ""
        view.desk.ask(Prompt(words("customers.merge_with") + " ", found, text=clean(last)))

    def _merge(self, customer: Customer, into: str, name: str) -> None:
        words = self._view.words

        def done(answer: str) -> None:
            if answer.lower() in {"ja", "j", "yes", "y"}:
                text = words("customers.merged", what=self._what(customer), into=name)
                self._view.orders.give(f"/customers/{customer.id}/merge", {"into": into}, text)

        label = words("customers.merge_sure", what=self._what(customer), into=name) + " "
        self._view.desk.ask(Prompt(label, done))

    def erase(self) -> None:
        """Removes a customer and all that belongs to them, once their name was typed."""
        view, words = self._view, self._view.words
        [one] = [one for one in view.subjects() if isinstance(one, Customer)][:1]
        gone = (
            ", ".join(erase_summary(view.detail, view.look()))
            if view.detail.get("id") == one.id
            else ""
        )
        wanted = self._what(one)

        def done(typed: str) -> None:
            if typed.casefold() != wanted.casefold():
                view.desk.tell("customers.not_erased", severity="warning")
                return
            view.orders.give(
                f"/customers/{one.id}/erase", {}, words("customers.erased", what=wanted)
            )

        label = words("customers.erase", what=gone or words("customers.everything"))
        view.desk.say(
            words(
                "customers.erase_warning", what=wanted, gone=gone or words("customers.everything")
            ),
            "warning",
        )
        view.desk.ask(Prompt(label + " ", done, hint=wanted))


def moment_of(text: str, now: datetime) -> datetime | None:
    """What people type for a moment to come: 16:30, morgen, fr 10:00; None: not understood, or over."""
    *days, last = text.split() or [""]
    clock = parse_time(last)
    day = (
        parse_day(" ".join(days) if clock else text, now.date())
        if days or not clock
        else now.date()
    )
    if day is None:
        return None
    hour, minute = (clock.hour, clock.minute) if clock else (9, 0)
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)
    return moment if moment > now else None
