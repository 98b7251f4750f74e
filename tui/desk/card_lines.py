"""What all cards have: where an entry comes from, whose it is, what was noted, who did what."""

from collections.abc import Mapping, Sequence
from typing import Any

from tui.desk.cells import blank, pair, paragraph
from tui.desk.look import Look
from tui.desk.moments import local, near_text
from tui.lines import Line, clean, column


def source_lines(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    """Where an entry comes from: the call, the sentence, and what of it the caller confirmed (✓) or only said (?)."""
    source = detail.get("source")
    if not source:
        return [blank(width), *pair(look.words("desk.source"), look.words("desk.by_hand"), width)]
    head = look.words("desk.source")
    turn = turn_of(source)
    where = look.words("desk.turn", turn=turn) if turn is not None else look.words("desk.call")
    lines = [blank(width), *pair(head, f"{where}  ⏎", width, role="accent")]
    if source.get("quote"):
        quote = look.words("format.quoted", text=clean(str(source["quote"])))
        lines += paragraph(quote, width, "caller", indent=2)
    for label, fact in _facts(source):
        sure = bool(fact.get("confirmed"))
        sign = look.glyphs.good if sure else look.glyphs.open
        name = look.words.or_code("desk.fact", label)
        said = clean(str(fact.get("value") or fact.get("quote") or ""))
        value = f"{sign} {look.words.or_code('desk.value', said)}"
        lines += pair(name, value, width, role="good" if sure else "caution")
    return lines


def _facts(source: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """What the call gave, in the order in which it was said."""
    slots = [(str(name), fact) for name, fact in (source.get("slots") or {}).items()]
    return sorted(slots, key=lambda one: one[1].get("turn") or 0)


def turn_of(source: Mapping[str, Any] | None) -> int | None:
    """The turn to open of an entry's call: the one named, else the last in which something of it was said."""
    if not source:
        return None
    if source.get("turn") is not None:
        return int(source["turn"])
    turns = [fact["turn"] for _, fact in _facts(source) if fact.get("turn") is not None]
    return int(turns[-1]) if turns else None


def customer_head(customer: Mapping[str, Any] | None, width: int, look: Look) -> list[Line]:
    """Who it is, where they are known."""
    if not customer:
        return []
    numbers = customer.get("numbers") or ()
    text = ", ".join(
        look.number(str(one["number"] if isinstance(one, Mapping) else one)) for one in numbers
    )
    lines = [
        blank(width),
        *pair(look.words("desk.customer"), str(customer.get("name") or ""), width),
    ]
    return lines + (pair("", text, width, role="dim") if text else [])


def note_lines(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    """What people noted."""
    lines: list[Line] = []
    for note in detail.get("notes") or ():
        moment = local(note["at"], str(detail.get("zone") or "UTC")) if note.get("at") else None
        head = (
            f"{near_text(moment, look.now, look.words)} {who_text(note.get('who'), look)}"
            if moment
            else ""
        )
        lines += paragraph(head, width, "dim") + paragraph(
            str(note.get("text") or ""), width, indent=2
        )
    return (
        [blank(width), ((column(look.words("desk.notes"), width), "title"),), *lines]
        if lines
        else []
    )


def history_lines(detail: Mapping[str, Any], width: int, look: Look) -> list[Line]:
    """Who did what to it, newest last."""
    entries: Sequence[Mapping[str, Any]] = detail.get("history") or ()
    if not entries:
        return []
    lines: list[Line] = [blank(width), ((column(look.words("desk.history"), width), "title"),)]
    for entry in entries:
        moment = local(entry["at"], str(detail.get("zone") or "UTC"))
        verb = look.words.or_code("desk.verb", str(entry.get("verb") or ""))
        why = f" {look.glyphs.between} {clean(str(entry['why']))}" if entry.get("why") else ""
        text = f"{verb} {look.glyphs.between} {who_text(entry.get('who'), look)}{why}"
        lines += paragraph(f"{near_text(moment, look.now, look.words)}  {text}", width, "dim")
    return lines


def who_text(who: object, look: Look) -> str:
    """An operator by their name, others in a word."""
    kind, _, name = clean(str(who or "")).partition(":")
    return name or look.words.or_code("desk.who", kind)
