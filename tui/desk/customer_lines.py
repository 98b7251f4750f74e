"""Call-backs and customers as rows and as cards."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tui.desk import states
from tui.desk.card_lines import customer_head, history_lines, note_lines, source_lines
from tui.desk.cells import Cell, blank, pair, paragraph, row
from tui.desk.look import Look
from tui.desk.moments import local, near_text, span_text
from tui.desk.rows import CallBack, Customer
from tui.lines import Line, Role, clean, column

_KINDS = ("bookings", "inquiries", "callbacks", "calls")


def due_text(callback: CallBack, look: Look) -> tuple[str, Role]:
    """überfällig ▲ 0:40, heute 16:00, erledigt."""
    if callback.done:
        return f"{look.glyphs.good} {look.words('desk.status.done')}", "good"
    late = look.now - callback.due
    if callback.promised is None and callback.snoozed is None:
        return look.words("callbacks.whenever"), "dim"
    if late > timedelta(0):
        text = (
            span_text(late)
            if late < timedelta(days=1)
            else look.words("desk.days", count=late.days)
        )
        return f"{look.words('callbacks.overdue')} {look.glyphs.alarm} {text}", "needs"
    word = look.words("callbacks.snoozed") + " " if callback.snoozed else ""
    return f"{word}{near_text(callback.due, look.now, look.words)}", "caution" if late > -timedelta(
        hours=1
    ) else "plain"


def callback_row(callback: CallBack, width: int, look: Look, *, marked: bool = False) -> Line:
    """One line of the queue."""
    due, role = due_text(callback, look)
    urgent = callback.urgent and not callback.done
    return row(
        [
            Cell(look.glyphs.on if marked else " ", 1, "key"),
            Cell(look.glyphs.alarm if urgent else " ", 1, "needs"),
            Cell(due, 20, role),
            Cell(callback.name or look.name(callback.number), 14, "strong", grows=2),
            Cell(callback.words, 24, grows=4, rank=2),
            Cell(look.number(callback.number) if callback.name else "", 15, "dim", rank=5),
            Cell(look.business(callback.business) if look.many else "", 12 if look.many else 0, "dim", grows=1, rank=5),
            Cell(look.words("callbacks.tries", count=callback.attempts) if callback.attempts else "", 4, "dim", rank=6, right=True),
        ],
        width,
    )  # fmt: skip


def callback_card(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    """Everything about one call-back or message."""
    callback, words = CallBack.of(detail), look.words
    due, role = due_text(callback, look)
    lines = paragraph(callback.name or words("desk.unknown"), width, "strong")
    lines += pair(words("desk.phone"), look.number(callback.number) or "–", width)
    lines += pair(words("callbacks.due"), due, width, role=role)
    if callback.urgent:
        lines += pair("", f"{look.glyphs.alarm} {words('inbox.urgent')}", width, role="needs")
    if look.many:
        lines += pair(words("desk.business"), look.business(callback.business), width)
    if callback.attempts:
        lines += pair(words("callbacks.attempts"), str(callback.attempts), width)
    if callback.words:
        said = words("format.quoted", text=clean(callback.words))
        lines += [blank(width), *paragraph(said, width, "caller")]
    if callback.done:
        who = clean(str(detail.get("done_by") or ""))
        lines += pair(
            words("callbacks.done_by"), f"{who} {near_text(callback.done, look.now, words)}", width
        )
    lines += source_lines(_with_source(detail), width, look)
    if isinstance(detail.get("customer"), Mapping):
        lines += customer_head(detail["customer"], width, look)
    return [*lines, *note_lines(detail, width, look), *history_lines(detail, width, look)]


def _with_source(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row that only names its call has it as its source."""
    if detail.get("source") or not detail.get("call"):
        return detail
    return {**detail, "source": {"call": detail["call"]}}


def customer_row(customer: Customer, width: int, look: Look, *, marked: bool = False) -> Line:
    """One line of the list."""
    last = near_text(customer.last, look.now, look.words) if customer.last else ""
    return row(
        [
            Cell(look.glyphs.on if marked else " ", 1, "key"),
            Cell(customer.name or look.words("desk.nameless"), 18, "strong", grows=3),
            Cell(", ".join(look.number(one) for one in customer.numbers), 15, "dim", grows=2, rank=1),
            Cell(look.business(customer.business) if look.many else "", 12 if look.many else 0, "dim", grows=1, rank=3),
            Cell(last, 17, "dim", rank=2, right=True),
        ],
        width,
    )  # fmt: skip


def customer_card(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    """Everything about one customer."""
    customer, words = Customer.of(detail), look.words
    lines = paragraph(customer.name or words("desk.nameless"), width, "strong")
    for place, number in enumerate(customer.numbers or ("–",)):
        lines += pair(
            words("desk.phone") if not place else "",
            look.number(number) if number != "–" else number,
            width,
        )
    if customer.email:
        lines += pair(words("customers.email"), customer.email, width)
    if look.many:
        lines += pair(words("desk.business"), look.business(customer.business), width)
    if customer.last:
        lines += pair(words("customers.last"), near_text(customer.last, look.now, words), width)
    for kind, entries in entries_of(detail):
        lines += [
            blank(width),
            ((column(words(f"customers.{kind}", count=len(entries)), width), "title"),),
        ]
        lines += [
            _entry_row(kind, {"zone": detail.get("zone"), **entry}, width, look)
            for entry in entries[:8]
        ]
    return [*lines, *note_lines(detail, width, look)]


def entries_of(detail: Mapping[str, Any]) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """What a customer has with us, by kind; kinds of which there is nothing are left out."""
    entries = detail.get("entries") or {}
    if isinstance(entries, Mapping):
        return [(kind, entries[kind]) for kind in _KINDS if entries.get(kind)]
    by_kind = [(kind, [one for one in entries if _plural(one) == kind]) for kind in _KINDS]
    return [(kind, found) for kind, found in by_kind if found]


def _plural(entry: Mapping[str, Any]) -> str:
    kind = str(entry.get("kind") or "")
    return {"inquiry": "inquiries", "message": "callbacks"}.get(kind, f"{kind}s")


def _entry_row(kind: str, entry: Mapping[str, Any], width: int, look: Look) -> Line:
    stamp = next(
        (
            entry[key]
            for key in ("starts_at", "promised_for", "started_at", "at", "created_at")
            if entry.get(key)
        ),
        None,
    )
    when = (
        near_text(local(stamp, str(entry.get("zone") or "UTC")), look.now, look.words)
        if stamp
        else ""
    )
    what = next(
        (
            str(entry[key])
            for key in (
                "what",
                "service_name",
                "service",
                "problem",
                "words",
                "outcome",
                "sentence",
                "exit_reason",
            )
            if entry.get(key)
        ),
        "",
    )
    status = str(entry.get("status") or ("done" if entry.get("done_at") else ""))
    if kind == "calls":
        ended = str(entry.get("exit_reason") or status)
        what, status = str(entry.get("what") or "") or look.words.or_code("history.exit", ended), ""
    return row(
        [
            Cell(states.sign(status, look.glyphs) if status else look.glyphs.between, 1, states.role(status)),
            Cell(when, 17, "dim"),
            Cell(what, 10, grows=1),
            Cell(states.word(status, look.words) if status else "", 10, states.role(status), rank=1),
        ],
        width,
    )  # fmt: skip


def erase_summary(detail: Mapping[str, Any], look: Look) -> list[str]:
    """What goes when a customer is erased, a sentence each."""
    counts = [
        look.words(f"customers.{kind}", count=len(entries)) for kind, entries in entries_of(detail)
    ]
    numbers = Customer.of(detail).numbers
    if numbers:
        counts.insert(0, look.words("customers.numbers", count=len(numbers)))
    if notes := detail.get("notes"):
        counts.append(look.words("customers.notes", count=len(notes)))
    return counts
