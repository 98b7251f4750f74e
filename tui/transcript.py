"""A conversation as blocks of lines, one for each turn."""

from collections.abc import Sequence

from storage.live.model import LiveCall, Order, Speech, Tool, Turn
from tui.glyphs import Glyphs
from tui.lines import Line, Role, Span, clean, wrap
from tui.widgets.line_list import Row
from tui.words import Words

MARGIN = 11
"""Cells before what was said."""


def transcript_rows(
    call: LiveCall, words: Words, glyphs: Glyphs, cells: int, *, decisions: bool = False
) -> list[Row]:
    """Every turn that has something to show; the row's id is the turn's number."""
    rows = [
        Row(str(turn.number), tuple(turn_lines(turn, words, glyphs, cells, decisions=decisions)))
        for turn in call.turns
        if turn.said or (decisions and turn.decided)
    ]
    if call.orders:
        rows.append(Row("orders", tuple(order_lines(call.orders, words, glyphs, cells))))
    return rows


def turn_lines(
    turn: Turn, words: Words, glyphs: Glyphs, cells: int, *, decisions: bool
) -> list[Line]:
    """One turn: its number, time and answer time; who said what; what was asked of the house."""
    head: list[Span] = [(f" {turn.number:<3}", "dim"), (words.clock(turn.at), "dim")]
    timing = turn.timing
    if timing is not None and timing.audible is not None:
        role: Role = "bad" if timing.audible > 3000 else "dim"  # as USUAL.slow_answer_ms
        head += [("  ", "plain"), (words.seconds(timing.audible), role)]
    lines: list[Line] = [tuple(head)]
    for one in turn.said:
        if isinstance(one, Tool):
            lines.append(_tool(one, words, glyphs))
        else:
            lines += speech_lines(one, words, glyphs, cells)
    if decisions:
        for by, reason in turn.decided:
            text = words("transcript.decided", by=clean(by), reason=clean(reason))
            lines.append(((" " * MARGIN + text, "dim"),))
    return lines


def _tool(tool: Tool, words: Words, glyphs: Glyphs) -> Line:
    name = words.or_code("tool", clean(tool.name))
    spans: list[Span] = [
        (f"   {glyphs.tool} {name}", "tool"),
        (f" → {words.or_code('found', clean(tool.outcome))}", "plain"),
    ]
    if tool.ms is not None:
        spans.append((f"  {round(tool.ms)} ms", "dim"))
    return tuple(spans)


def speech_lines(speech: Speech, words: Words, glyphs: Glyphs, cells: int) -> list[Line]:
    """Somebody's words, wrapped under their name; what was not heard any more is struck through."""
    name = words(f"speaker.{speech.who}")
    role: Role = "interim" if speech.interim else speech.who
    parts: list[Span] = [(clean(speech.text), role)]
    if speech.cut and speech.unheard:
        parts.append((clean(speech.unheard), "cut"))
    lines = _wrapped(parts, max(8, cells - MARGIN - 1))
    if speech.interim:
        lines[-1] = (*lines[-1], (glyphs.typing, "accent"))
    first: Span = (f"   {name:<8}"[: MARGIN - 1] + " ", "dim")
    margin: Span = (" " * MARGIN, "plain")
    shown: list[Line] = [(first if at == 0 else margin, *line) for at, line in enumerate(lines)]
    if speech.cut:
        heard, of = speech.words_heard
        key = "transcript.cut_of" if speech.wanted else "transcript.cut"
        text = words(key, heard=heard, of=of)
        shown.append((margin, (f"{glyphs.cut} {text}", "caution")))
    return shown


def _wrapped(parts: Sequence[Span], cells: int) -> list[Line]:
    """Several spans as running text; a break keeps each word's role."""
    marked = [(word, role) for text, role in parts for word in text.split()]
    rows = wrap(" ".join(word for word, _ in marked), cells)
    lines: list[Line] = []
    letters = iter([(letter, role) for word, role in marked for letter in word])
    for row in rows:
        line: list[Span] = []
        role: Role = "plain"
        for shown in row:
            if shown != " ":
                _, role = next(letters, ("", role))
            if line and line[-1][1] == role:
                line[-1] = (line[-1][0] + shown, role)
            else:
                line.append((shown, role))
        lines.append(tuple(line))
    return lines or [()]


def order_lines(orders: Sequence[Order], words: Words, glyphs: Glyphs, cells: int) -> list[Line]:
    """What operators did, and what became of it."""
    del cells
    lines: list[Line] = [((" " + words("transcript.orders"), "dim"),)]
    for order in orders:
        sign, role = _ORDER_SIGNS[order.outcome]
        verb = words.or_code("verb", order.verb)
        told = words.or_code("outcome_of", order.outcome)
        if order.outcome == "failed" and order.reason:
            told += f": {words.or_code('reason', clean(order.reason))}"
        line: Line = (
            (f"   {getattr(glyphs, sign)} ", role),
            (f"{words.clock(order.at)} ", "dim"),
            (f"{clean(order.operator)} {verb} ", "operator"),
            (told, role),
        )
        lines.append(line)
    return lines


_ORDER_SIGNS: dict[str, tuple[str, Role]] = {
    "requested": ("joining", "caution"),
    "done": ("good", "good"),
    "failed": ("bad", "bad"),
}
