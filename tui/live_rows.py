"""Live as rows: groups by need, two lines for a call, one where the terminal is narrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from storage.live.model import LiveCall
from storage.live.need import RANK, Need, Thresholds, needs
from tui.call_text import (
    last_words,
    meter,
    needs_text,
    number_text,
    short_id,
    state_role,
    state_text,
    who,
)
from tui.glyphs import Glyphs
from tui.lines import Line, Span, clean, column, fit, plain, spread
from tui.state import DeskState
from tui.widgets.line_list import Row
from tui.words import Words, minutes, since

Group = Literal["needs", "talking", "operator", "ringing", "last"]
GROUPS: tuple[Group, ...] = ("needs", "talking", "operator", "ringing", "last")
TWO_LINES = 60
"""Below so many columns of the list a call takes one line."""
WIDE = 96
"""From here on there is room for numbers."""
LAST = 10


@dataclass(frozen=True)
class Entry:
    """A running call in its group."""

    call: LiveCall
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Look:
    """What rows are drawn with."""

    words: Words
    glyphs: Glyphs
    now: datetime
    cells: int
    names: Mapping[str, str] = field(default_factory=dict)
    """Of businesses, by key."""
    orders: Mapping[str, str] = field(default_factory=dict)
    """By call: how the operator's own order stands, in words."""
    narrow: bool = False
    """The terminal is small: one line for each call."""
    watched: str = ""
    """Whose level meter is fed."""

    def business(self, call: LiveCall) -> str:
        """The business's name, or its key until we know it."""
        return clean(self.names.get(call.business, call.business))


def group_of(call: LiveCall, found: tuple[Need, ...]) -> Group:
    """Where a running call stands."""
    if found:
        return "needs"
    if call.taken_by is not None or call.state == "with_operator":
        return "operator"
    return "ringing" if call.state in {"ringing", "answering"} else "talking"


def grouped(
    state: DeskState, now: datetime, thresholds: Thresholds, words: str = ""
) -> dict[Group, list[Entry]]:
    """Running calls by group: the most urgent reason first, within one the longest wait first; others by age."""
    groups: dict[Group, list[Entry]] = {group: [] for group in GROUPS}
    for call in state.calls.values():
        if fits(call, words):
            found = needs(call, now, thresholds)
            groups[group_of(call, found)].append(Entry(call, found))
    groups["needs"].sort(key=lambda one: (RANK.index(one.needs[0].reason), one.needs[0].since))
    for group in ("talking", "operator", "ringing"):
        groups[group].sort(key=lambda one: (one.call.started, one.call.call))
    return groups


def fits(call: LiveCall, words: str) -> bool:
    """True when every word of the filter occurs in who calls, where, or what was said last."""
    speech = call.last_speech
    spoken = speech.text if speech else ""
    text = f"{call.call} {call.name} {call.caller or ''} {call.business} {spoken}".casefold()
    return all(word in text for word in words.casefold().split())


def live_rows(
    state: DeskState,
    look: Look,
    thresholds: Thresholds,
    *,
    words: str = "",
    problems: bool = False,
    stored: Sequence[Mapping[str, Any]] = (),
) -> list[Row]:
    """Everything, as the list shows it."""
    rows: list[Row] = []
    for group, entries in grouped(state, look.now, thresholds, words).items():
        if group == "last" or (problems and group != "needs") or not entries:
            continue
        rows.append(_heading(group, len(entries), look))
        rows += [Row(one.call.call, call_lines(one, look)) for one in entries]
    if not problems:
        last = last_rows(state, look, stored, words)
        rows += [_heading("last", 0, look), *last] if last else []
    return rows


def _heading(group: Group, count: int, look: Look) -> Row:
    title = f" {look.words('group.' + group)}" + (f" ({count}) " if count else " ")
    rule = look.glyphs.rule * max(0, look.cells - len(title))
    return Row("", (((title, "needs" if group == "needs" else "title"), (rule, "dim")),))


def call_lines(entry: Entry, look: Look) -> tuple[Line, ...]:
    """Facts and times; below them why it needs somebody, or the last sentence."""
    call, words = entry.call, look.words
    held = minutes(since(call.since, look.now))
    sign = look.glyphs.alarm if entry.needs else _sign(call, look.glyphs)
    mark: Span = (f" {sign} ", "needs" if entry.needs else state_role(call))
    doing: list[Span] = [(f"{state_text(call, words)} ", state_role(call)), (held, "dim")]
    total: Line = (("  " + minutes(since(call.started, look.now)) + " ", "strong"),)
    order = look.orders.get(call.call)
    if look.narrow or look.cells < TWO_LINES:
        name = column(who(call, words), 18)
        reason = needs_text(entry.needs, words, look.now)
        told: list[Span] = [(f"  {order or reason}", "caution" if order else "needs")]
        left = (mark, (name + " ", "strong"), *doing, *told)
        return (spread(left, total, look.cells),)
    wide = look.cells >= WIDE
    name = column(who(call, words), 24 if wide else 20)
    spoken = column(f"{state_text(call, words)} {held}", 20 if wide else 17)
    head: list[Span] = [mark, (name + " ", "strong"), (spoken + " ", state_role(call))]
    head.append((column(look.business(call), 22) if wide else look.business(call), "plain"))
    if wide and call.name:
        head.append((" " + number_text(call.caller, words), "dim"))
    first = spread(tuple(head), total, look.cells)
    return first, _second(entry, look, order)


def _second(entry: Entry, look: Look, order: str | None) -> Line:
    call = entry.call
    right: list[Span] = []
    if call.call == look.watched and call.levels is not None:
        right += [(meter(max(call.levels), look.glyphs) + "  ", "talking")]
    if call.answer_ms is not None:
        right += [(look.words.seconds(call.answer_ms) + " ", "dim")]
    if order:
        left: list[Span] = [("   " + order, "caution")]
    elif entry.needs:
        left = [("   " + needs_text(entry.needs, look.words, look.now), "needs")]
    else:
        left = [("   ", "plain"), *last_words(call, look.words, look.glyphs)]
    return spread(tuple(left), tuple(right), look.cells)


def _sign(call: LiveCall, glyphs: Glyphs) -> str:
    return glyphs.off if call.state in {"ringing", "answering"} else glyphs.on


def last_rows(
    state: DeskState, look: Look, stored: Sequence[Mapping[str, Any]], words: str = ""
) -> list[Row]:
    """The last calls: those that we saw end, then what the controller had before."""
    rows = [
        Row(call.call, (_ended_line(call, look),)) for call in state.finished if fits(call, words)
    ]
    known = {row.id for row in rows} | state.calls.keys()
    for call in stored:
        line = stored_line(call, look)
        found = all(word in plain(line).casefold() for word in words.casefold().split())
        if str(call.get("id")) not in known and call.get("ended_at") and found:
            rows.append(Row(str(call["id"]), (line,)))
    return rows[:LAST]


def outcome_text(call: LiveCall, words: Words) -> str:
    """What came of it."""
    if call.bookings:
        status = next(reversed(call.bookings.values()))
        return words("outcome.booking", status=words.or_code("status", status))
    if call.messages:
        return words("outcome.callback" if any(call.messages.values()) else "outcome.message")
    return words.or_code("exit", call.exit_reason or "interrupted")


def made_text(made: Mapping[str, Any], words: Words) -> str:
    """One thing that came of a stored call: an entry's kind, and how it stands."""
    kind = words.or_code("made", clean(str(made.get("kind"))))
    status = made.get("status")
    return f"{kind} {words.or_code('status', clean(str(status)))}" if status else kind


def _ended_line(call: LiveCall, look: Look) -> Line:
    length = minutes(
        (
            datetime.fromisoformat(call.ended or call.last_at)
            - datetime.fromisoformat(call.started)
        ).total_seconds()
    )
    good = bool(call.bookings or call.messages) or call.exit_reason in {"farewell", "transferred"}
    name, told = who(call, look.words), outcome_text(call, look.words)
    return _last_line(
        call.ended or call.last_at, name, look.business(call), told, length, look, good=good
    )


def stored_line(call: Mapping[str, Any], look: Look) -> Line:
    """One row of GET /calls."""
    began, ended = str(call.get("started_at")), str(call.get("ended_at") or call.get("started_at"))
    length = (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds()
    name = clean(str(call.get("name") or "")) or number_text(call.get("caller"), look.words)
    business = clean(look.names.get(str(call.get("business")), str(call.get("business"))))
    exit_reason = str(call.get("exit_reason") or "interrupted")
    outcome = [one for one in call.get("outcome") or () if isinstance(one, Mapping)]
    told = (
        made_text(outcome[-1], look.words) if outcome else look.words.or_code("exit", exit_reason)
    )
    good = bool(outcome) or exit_reason in {"farewell", "transferred"}
    return _last_line(ended, name, business, told, minutes(length), look, good=good)


def _last_line(
    at: str, name: str, business: str, told: str, length: str, look: Look, *, good: bool
) -> Line:
    sign: Span = (look.glyphs.good, "good") if good else (look.glyphs.bad, "caution")
    wide = look.cells >= WIDE
    left: list[Span] = [(" ", "plain"), sign, (f" {look.words.time(at)} ", "dim")]
    left += [(column(name, 24 if wide else 18) + " ", "plain")]
    left += [(column(business, 20) + " ", "dim")] if wide else []
    return spread((*left, (told, "plain")), ((f"  {length} ", "dim"),), look.cells)


def preview_title(call: LiveCall, look: Look) -> Line:
    """Which call the preview shows."""
    text = look.words("preview.title", id=short_id(call.call), who=who(call, look.words))
    return fit(
        [(f" {text} ", "title"), (f"{look.glyphs.between} {look.business(call)}", "dim")],
        look.cells,
    )
