"""What stands beside a conversation: facts, answer times, who spoke when, line, operators."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median, quantiles
from typing import Any

from storage.live.model import Fact, LiveCall, Span, Timing
from tui.call_text import number_text
from tui.glyphs import Glyphs
from tui.lines import Line, Role, clean, column, fit, width, wrap
from tui.lines import Span as Part
from tui.words import Words, minutes

STAGES: tuple[tuple[str, Role], ...] = (
    ("endpoint", "bar_wait"),
    ("final", "bar_words"),
    ("decision", "bar_model"),
    ("first_audio", "bar_voice"),
    ("audible", "bar_line"),
)
"""Stages in the order in which they are reached, each counted from the end of the caller's speech."""


def fact_lines(call: LiveCall, words: Words, glyphs: Glyphs, cells: int) -> list[tuple[str, Line]]:
    """Each fact with whether the caller confirmed it, under its slot's name."""
    return [(fact.slot, fact_line(fact, words, glyphs, cells)) for fact in call.facts.values()]


def fact_line(fact: Fact, words: Words, glyphs: Glyphs, cells: int) -> Line:
    """Its name, its value, ✓ when the caller said yes to it, ? while it is only understood."""
    sign: Part = (glyphs.good, "good") if fact.confirmed else (glyphs.open, "caution")
    value = value_text(fact, words)
    return fit(
        [
            (" ", "plain"),
            sign,
            (f" {column(words.or_code('slot', fact.slot), 9)} ", "dim"),
            (value, "plain"),
        ],
        cells,
    )


def value_text(fact: Fact, words: Words) -> str:
    """A fact's value as people say it."""
    if fact.slot == "when":
        try:
            moment = datetime.fromisoformat(fact.value)
        except ValueError:
            return clean(fact.value)
        # The business's own clock: not moved to the operator's.
        day = f"{words('weekday.' + str(moment.weekday()))} {moment:{words('format.day')}}"
        return f"{day} {moment:%H:%M}"
    return number_text(fact.value, words) if fact.slot == "phone" else clean(fact.value)


def stage_parts(timing: Timing) -> list[tuple[str, Role, float]]:
    """How long each stage took by itself, in ms; those that did not occur are left out."""
    parts: list[tuple[str, Role, float]] = []
    before = 0.0
    for stage, role in STAGES:
        reached: float | None = getattr(timing, stage)
        if reached is not None:
            parts.append((stage, role, max(0.0, reached - before)))
            before = max(before, reached)
    return parts


def latency_lines(
    call: LiveCall, words: Words, glyphs: Glyphs, cells: int, most: int = 8
) -> list[Line]:
    """The last turns as bars under one ruler; p50 and p95 of all, and the slowest turn with its longest stage."""
    timed = [turn.timing for turn in call.turns if turn.timing and turn.timing.audible is not None]
    if not timed:
        return [((" " + words("latency.none"), "dim"),)]
    totals = [timing.audible or 0.0 for timing in timed]
    scale = max(1000.0, *totals)
    worst = max(timed, key=lambda timing: timing.audible or 0.0)
    room = max(6, cells - 14)
    lines = []
    for timing in timed[-most:]:
        line: list[Part] = [(f" {timing.turn:>3} ", "dim")]
        used = 0
        for index, (_, role, took) in enumerate(stage_parts(timing)):
            length = round(took / scale * room)
            used += length
            line.append((glyphs.bars[index % len(glyphs.bars)] * length, role))
        line.append(
            (" " * max(0, room - used) + f" {words.seconds(timing.audible or 0.0)}", "plain")
        )
        lines.append(fit(line, cells))
    legend: list[Part] = [(" ", "plain")]
    for index, (stage, role) in enumerate(STAGES):
        legend += [
            (glyphs.bars[index % len(glyphs.bars)] + " ", role),
            (words(f"stage.{stage}") + " ", "dim"),
        ]
    p95 = quantiles(totals, n=20, method="inclusive")[-1] if len(totals) > 1 else totals[0]
    figures = words("latency.figures", p50=words.seconds(median(totals)), p95=words.seconds(p95))
    stage, _, took = max(stage_parts(worst), key=lambda part: part[2])
    named = {"turn": worst.turn, "stage": words(f"stage.{stage}"), "took": words.seconds(took)}
    told: list[Part] = [
        (" " + figures, "strong"),
        ("  " + words("latency.worst", **named), "caution"),
    ]
    if width(tuple(told)) > cells:
        told[1] = ("  " + words("latency.worst_short", **named), "caution")
    return [*lines, fit(legend, cells), fit(told, cells)]


def timeline_lines(
    call: LiveCall, now_s: float, words: Words, glyphs: Glyphs, cells: int, window_s: float = 30.0
) -> list[Line]:
    """Who spoke in the last half minute: two lanes, ╳ where the caller spoke over us."""
    room = max(10, cells - 12)
    start = max(0.0, now_s - window_s)
    step = window_s / room
    lanes: list[Line] = []
    for who, sign, role in (
        ("caller", glyphs.speech, "caller"),
        ("assistant", glyphs.answer, "assistant"),
    ):
        lane = [" "] * room
        for span in call.spans:
            if span.who == who:
                _draw(lane, span, start, step, sign)
        if who == "assistant":
            for at, cut in call.interruptions:
                place = int((at - start) / step)
                if cut and 0 <= place < room:
                    lane[place] = glyphs.barge
        lanes.append(((f" {words('speaker.' + who):<10} ", "dim"), ("".join(lane), role)))  # type: ignore[arg-type]
    ends = f"{minutes(start)}{minutes(start + window_s):>{room - len(minutes(start))}}"
    return [*lanes, ((" " * 12 + ends, "dim"),)]


def _draw(lane: list[str], span: Span, start: float, step: float, sign: str) -> None:
    first, last = int((span.start_s - start) / step), int((span.end_s - start) / step)
    for place in range(max(0, first), min(len(lane), last + 1)):
        lane[place] = sign


def line_lines(call: LiveCall, words: Words, cells: int) -> list[Line]:
    """Numbers, transport, language, consent and what was replaced."""
    rows = [
        ("line.number", number_text(call.caller, words)),
        ("line.dialled", clean(call.dialled)),
        ("line.transport", clean(f"{call.transport} {call.channel}")),
        ("line.language", words.or_code("language", call.language or "")),
        ("line.consent", words.or_code("consent", call.consent or "")),
    ]
    lines = [_pair(words(key), value, cells) for key, value in rows if value]
    for at, part, before, after, reason in call.engines:
        text = words(
            "line.engine",
            part=words.or_code("part", part),
            before=clean(before),
            after=clean(after),
            reason=clean(reason),
        )
        lines.append(fit([(f" {words.time(at)} ", "dim"), (text, "caution")], cells))
    if call.listening:
        lines.append(
            _pair(words("line.listening"), clean(", ".join(sorted(call.listening))), cells)
        )
    return lines


def result_lines(call: LiveCall, words: Words, cells: int) -> list[Line]:
    """What was stored, and how it ended."""
    lines = [
        _pair(words("line.booking"), f"{booking[-4:]} {words.or_code('status', status)}", cells)
        for booking, status in call.bookings.items()
    ]
    for message, callback in call.messages.items():
        key = "line.callback" if callback else "line.message"
        lines.append(_pair(words(key), message[-4:], cells))
    if call.exit_reason:
        lines.append(_pair(words("line.exit"), words.or_code("exit", call.exit_reason), cells))
    return lines


def _pair(name: str, value: str, cells: int) -> Line:
    return fit([(f" {column(name, 11)} ", "dim"), (value, "plain")], cells)


def note_lines(notes: Sequence[Mapping[str, Any]], words: Words, cells: int) -> list[Line]:
    """What people noted, each with who and when."""
    lines: list[Line] = []
    for note in notes:
        head = f" {words.day(str(note['at']))} {words.time(str(note['at']))} {clean(str(note['who']))}: "
        rows = wrap(clean(str(note["text"])), max(8, cells - 4))
        lines += [fit([(head, "dim")], cells), *((("   " + row, "plain"),) for row in rows)]
    return lines
