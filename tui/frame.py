"""What stands around every view, as lines: strip, tabs, banner, footer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.live.need import Thresholds, needs
from tui.actions import Action, Context, Registry, Where, key_text
from tui.call_text import number_text
from tui.glyphs import Glyphs
from tui.lines import Line, Span, clean, spread, width
from tui.state import DeskState, longest_wait
from tui.words import Words, minutes

TABS: tuple[Where, ...] = ("live", "bookings", "customers", "history")
ROOMY = 100
"""Columns from which the strip has room for what is well, too."""
_PART_SIGNS = {"ok": "good", "slow": "caution", "down": "bad", "off": "dim"}


@dataclass(frozen=True)
class Problem:
    """Something that an operator has to know."""

    id: str
    """The same problem has the same id, so that it can be put aside."""
    key: str
    values: Mapping[str, object]
    since: str = ""
    call: str = ""
    """The call that it is about."""


def link_span(state: DeskState, words: Words, glyphs: Glyphs) -> Span:
    """How the link stands: the operator must know whether silence is peace or blindness."""
    link = state.link
    sign = {"connected": glyphs.on, "starting": glyphs.joining, "reconnecting": glyphs.joining}
    since_text = words.time(link.since) if link.since else ""
    text = words(f"link.{link.state}", since=since_text, tries=link.tries)
    role = "good" if link.live else "caution" if link.state in sign else "bad"
    return f"{sign.get(link.state, glyphs.off)} {text}", role  # type: ignore[return-value]


def strip_line(state: DeskState, words: Words, glyphs: Glyphs, now: datetime, cells: int) -> Line:
    """The first line: connection, lines, waiting, answer times, parts; rights, operator and clock at its right."""
    server: Mapping[str, Any] = state.server
    left: list[Span] = [(" ", "plain"), link_span(state, words, glyphs)]
    if lines := server.get("lines"):
        used = words("strip.lines", used=lines.get("used", 0), most=lines.get("most", 0))
        left += [("  ", "plain"), (used, "plain")]
    waiting, longest = longest_wait(state, now)
    if waiting:
        text = words("strip.waiting", count=waiting, longest=minutes(longest))
        left += [("  ", "plain"), (text, "caution")]
    p95 = (server.get("answer_ms") or {}).get("p95")
    if p95 is not None and cells >= ROOMY:
        left += [("  ", "plain"), (words("strip.answer", p95=words.seconds(p95)), "plain")]
    for part in server.get("parts") or ():
        if cells >= ROOMY or part.get("state") != "ok":
            left += [("  ", "plain"), _part(part, words, glyphs)]
    right: list[Span] = []
    if state.operator.key:
        steering = state.operator.rights & {"steer", "book", "admin"}
        badge = words("strip.may_act") if steering else words("strip.read_only")
        right += [(badge, "strong" if steering else "caution"), (" ", "plain")]
        right += [(clean(state.operator.name), "plain"), (" ", "plain")]
    right += [(words.time(now), "strong"), (" ", "plain")]
    return spread(tuple(left), tuple(right), cells)


def _part(part: Mapping[str, Any], words: Words, glyphs: Glyphs) -> Span:
    standing = str(part.get("state"))
    name = words.or_code("part", str(part.get("part")))
    role = _PART_SIGNS.get(standing, "dim")
    if standing == "ok":
        return f"{name} {glyphs.good}", role  # type: ignore[return-value]
    sign = {"slow": glyphs.alarm, "down": glyphs.bad}.get(standing, glyphs.off)
    return f"{name} {sign} {words.or_code('standing_of', standing)}", role  # type: ignore[return-value]


def problems(
    state: DeskState, thresholds: Thresholds, now: datetime, glyphs: Glyphs, words: Words
) -> list[Problem]:
    """What is wrong now, the most important first."""
    del glyphs
    found: list[Problem] = []
    link = state.link
    if link.state not in {"connected", "starting"}:
        values = {"since": words.time(link.since) if link.since else "", "why": clean(link.why)}
        found.append(Problem(f"link.{link.state}", f"problem.link_{link.state}", values))
    asterisk = state.server.get("asterisk") or {}
    if link.live and asterisk.get("state") == "down":
        found.append(Problem("asterisk", "problem.asterisk", {}, str(asterisk.get("since") or "")))
    for call in state.calls.values():
        urgent = [
            one
            for one in needs(call, now, thresholds)
            if one.reason in {"emergency", "person_wanted"}
        ]
        if urgent and link.live:
            reason = words.or_code("need", urgent[0].reason)
            who = clean(call.name) or number_text(call.caller, words)
            values = {"who": who, "reason": reason}
            found.append(
                Problem(f"need.{call.call}", "problem.need", values, urgent[0].since, call.call)
            )
    for part in state.server.get("parts") or ():
        if link.live and part.get("state") in {"slow", "down"}:
            name = words.or_code("part", str(part.get("part")))
            how = words.or_code("standing_of", str(part["state"]))
            values = {"part": name, "how": how, "detail": clean(str(part.get("detail") or ""))}
            problem = f"part.{part.get('part')}.{part['state']}"
            found.append(Problem(problem, "problem.part", values, str(part.get("since") or "")))
    if state.lagged:
        found.append(Problem("lagging", "problem.lagging", {"count": state.lagged}))
    return found


def banner_line(
    problem: Problem, words: Words, glyphs: Glyphs, keys: tuple[str, str], cells: int
) -> Line:
    """The most important problem, since when, and the two keys for it."""
    text = words(problem.key, **problem.values)
    left: Line = ((f" {glyphs.alarm} ", "bad"), (text, "strong"))
    if problem.since:
        left = (*left, ("  " + words("banner.since", at=words.time(problem.since)), "dim"))
    see, aside = keys
    right: list[Span] = []
    if problem.call:
        right += [(see, "key"), (" " + words("banner.see") + f" {glyphs.between} ", "dim")]
    right += [(aside, "key"), (" " + words("banner.aside") + " ", "dim")]
    return spread(left, tuple(right), cells)


@dataclass(frozen=True)
class Zone:
    """A part of a line that a click on does what its key does."""

    start: int
    end: int
    action: str


def tabs_line(
    where: Where, words: Words, registry: Registry, counts: Mapping[str, int], cells: int
) -> tuple[Line, list[Zone]]:
    """The views by their keys, the open one marked."""
    spans: list[Span] = []
    zones = []
    for place in TABS:
        action = f"go.{place}"
        begin = width(tuple(spans))
        count = f" ({counts[place]})" if counts.get(place) else ""
        here = place == where or (place == "bookings" and where == "inbox")
        spans += [(f" {key_text(registry.shown_key(action))} ", "key")]
        spans += [(words(f"view.{place}") + count + " ", "mark" if here else "plain")]
        zones.append(Zone(begin, width(tuple(spans)), action))
    if where == "call":
        spans += [("  " + words("view.call") + " ", "mark")]
    del cells
    return tuple(spans), zones


def footer_line(
    actions: Sequence[Action], context: Context, registry: Registry, words: Words, cells: int
) -> tuple[Line, list[Zone]]:
    """The view's most used keys; what cannot be done now stays, pale. The last ones give way first, help never."""
    ranked = sorted((one for one in actions if one.footer), key=lambda one: one.footer)
    shown = [_possible(one, actions, context) for one in ranked]
    help_at = [one for one in shown if one.id == "help"]
    items = [(one, _key(one, registry, words, context)) for one in shown if one.id != "help"]
    tail = [(one, _key(one, registry, words, context)) for one in help_at]
    room = cells - sum(width(spans) + 2 for _, spans in tail)
    spans: list[Span] = []
    zones = []
    for action, item in items[:7]:
        if width(tuple(spans)) + width(item) + 1 > room:
            break
        begin = width(tuple(spans))
        spans += [(" ", "plain"), *item, (" ", "plain")]
        zones.append(Zone(begin, width(tuple(spans)), action.id))
    for action, item in tail:
        gap = max(1, cells - width(tuple(spans)) - width(item) - 1)
        spans.append((" " * gap, "plain"))
        zones.append(Zone(width(tuple(spans)), cells, action.id))
        spans += list(item)
    return tuple(spans), zones


def _possible(action: Action, actions: Sequence[Action], context: Context) -> Action:
    """The action, or its counterpart where only that one can be done: hand back instead of take over."""
    other = next((one for one in actions if one.id == action.instead), None)
    if other is None or action.barred(context) is None or other.barred(context) is not None:
        return action
    return other


def _key(action: Action, registry: Registry, words: Words, context: Context) -> Line:
    barred = action.barred(context) is not None
    key = key_text(registry.shown_key(action.id), words("key.space"))
    name = words(f"action.{action.id}.name")
    return ((key, "dim" if barred else "key"), (" " + name, "dim" if barred else "plain"))
