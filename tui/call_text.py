"""How a call is named and what it does, in words."""

from datetime import datetime

from storage.live.model import LiveCall, Speech
from storage.live.need import Need
from tui.glyphs import Glyphs
from tui.lines import Role, Span, clean
from tui.words import Words, minutes, since

QUIET_DBFS, LOUD_DBFS = -54.0, -12.0
_STATE_ROLES: dict[str, Role] = {
    "ringing": "ringing",
    "answering": "ringing",
    "transferring": "caution",
    "with_operator": "operator",
    "ending": "over",
    "ended": "over",
}


def number_text(number: str | None, words: Words) -> str:
    """0151 23456789; other networks' numbers in one piece, those of other countries as they came."""
    if not number:
        return words("call.withheld")
    national = "0" + number[3:] if number.startswith("+49") else clean(number)
    mobile = national.startswith(("015", "016", "017"))
    return f"{national[:4]} {national[4:]}" if mobile else national


def who(call: LiveCall, words: Words) -> str:
    """The name, where one was understood, else the number."""
    return clean(call.name) or number_text(call.caller, words)


def short_id(call: str) -> str:
    """What of an id is read out: its last four letters."""
    return call[-4:].lower()


def state_role(call: LiveCall) -> Role:
    """The colour of its state."""
    return "operator" if call.taken_by else _STATE_ROLES.get(call.state, "talking")


def state_text(call: LiveCall, words: Words) -> str:
    """One word for what goes on: the assistant's state, or who has the call."""
    if call.taken_by and call.running:
        return words("state.taken", who=clean(call.taken_by))
    if call.muted and call.state in {"listening", "thinking", "speaking"}:
        return words("state.muted")
    return words.or_code("state", call.state)


def need_text(need: Need, words: Words) -> str:
    """A reason in words, with what belongs to it."""
    text = words.or_code("need", need.reason)
    if need.reason == "not_understood" and need.detail:
        return words("need.times", count=need.detail, reason=text)
    if need.reason == "engine_failed" and need.detail:
        return words("need.part", part=words.or_code("part", need.detail), reason=text)
    if need.reason == "engine_slow" and need.detail:
        return f"{text} ({words.seconds(float(need.detail))})"
    return text


def needs_text(found: tuple[Need, ...], words: Words, now: datetime) -> str:
    """Every reason with since when, the most urgent first."""
    return " · ".join(f"{need_text(one, words)} {minutes(since(one.since, now))}" for one in found)


def meter(dbfs: float | None, glyphs: Glyphs, cells: int = 4) -> str:
    """A level as signs that grow."""
    if dbfs is None:
        return " " * cells
    share = min(1.0, max(0.0, (dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)))
    steps = len(glyphs.levels) - 1
    lit = share * cells
    signs = (min(1.0, max(0.0, lit - place)) for place in range(cells))
    return "".join(glyphs.levels[round(sign * steps)] for sign in signs)


def last_words(call: LiveCall, words: Words, glyphs: Glyphs) -> list[Span]:
    """The last sentence, whose it is, and whether it goes on."""
    speech = call.last_speech
    if speech is None:
        return []
    role: Role = "interim" if speech.interim else speech.who
    name = words(f"speaker.{speech.who}")
    text = clean(speech.text) or clean(speech.wanted)
    return [
        (f"{name}: ", "dim"),
        (words("format.quoted", text=text), role),
        *_ending(speech, glyphs),
    ]


def _ending(speech: Speech, glyphs: Glyphs) -> list[Span]:
    if speech.interim:
        return [(glyphs.typing, "accent")]
    return [(f" {glyphs.cut}", "caution")] if speech.cut else []
