"""The title of an opened call."""

from datetime import datetime

from storage.live.model import LiveCall
from tui.call_text import meter, number_text, short_id, state_role, state_text, who
from tui.glyphs import Glyphs
from tui.lines import Line, Span, clean, spread
from tui.replay import Replay
from tui.words import Words, minutes, since


def now_s(call: LiveCall, now: datetime) -> float:
    """Where the call stands, in seconds since it began."""
    if (
        call.running and call.ended is None and (now - _moment(call.last_at)).total_seconds() < 3600
    ):  # a replayed call is of another day
        return since(call.started, now)
    return (_moment(call.last_at) - _moment(call.started)).total_seconds()


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def head_line(
    call: LiveCall,
    words: Words,
    glyphs: Glyphs,
    now: datetime,
    cells: int,
    business: str,
    replay: Replay | None,
    order: str,
) -> Line:
    """Which call, who, where; how it stands and for how long."""
    left: list[Span] = [
        (f" {glyphs.back} ", "dim"),
        (words("call.title", id=short_id(call.call)), "title"),
    ]
    left += [(f"  {who(call, words)} ", "strong")]
    if call.name:
        left.append((number_text(call.caller, words) + " ", "dim"))
    left.append((f"{glyphs.between} {clean(business)}", "plain"))
    right: list[Span] = [("  ", "plain")]
    if order:
        right.append((order + "  ", "caution"))
    if replay is not None:
        right += _replay_spans(replay, words)
    elif call.running:
        if call.levels is not None:
            right += [
                (meter(call.levels[0], glyphs) + " ", "caller"),
                (meter(call.levels[1], glyphs) + "  ", "assistant"),
            ]
        held = minutes(since(call.since, now))
        right.append((f"{glyphs.on} {state_text(call, words)} {held}  ", state_role(call)))
    else:
        right.append((words.or_code("exit", call.exit_reason or "interrupted") + "  ", "over"))
    right.append((minutes(now_s(call, now)) + " ", "strong"))
    return spread(tuple(left), tuple(right), cells)


def _replay_spans(replay: Replay, words: Words) -> list[Span]:
    key = "replay.playing" if replay.playing else "replay.end" if replay.at_end else "replay.paused"
    text = words(key, speed=replay.speed, place=replay.place, of=len(replay.events))
    return [(text + "  ", "accent")]
