"""Lines of the controller's log as operators read them."""

from collections.abc import Iterable, Mapping
from typing import Any

from tui.desk.cells import exactly
from tui.lines import Line, Role, clean
from tui.words import Words

LEVELS = ("debug", "info", "warning", "error")
_RANKS = {"debug": 0, "info": 1, "warning": 2, "error": 3, "critical": 4}
_ROLES: Mapping[str, Role] = {"debug": "dim", "info": "plain", "warning": "caution"}


def kept(lines: Iterable[Mapping[str, Any]], level: str, words: str) -> list[Mapping[str, Any]]:
    """Those from a level on that have all the words, each once, in order."""
    wanted = words.lower().split()
    seen: dict[str, Mapping[str, Any]] = {}
    for line in lines:
        if _RANKS.get(str(line.get("level")), 1) < _RANKS[level]:
            continue
        text = line_text(line).lower()
        if all(word in text for word in wanted):
            seen[str(line.get("id"))] = line
    return list(seen.values())


def line_text(line: Mapping[str, Any]) -> str:
    """One line without its time."""
    fields = line.get("fields") or {}
    pairs = " ".join(f"{key}={clean(str(value))}" for key, value in fields.items())
    return f"{line.get('level', '')} {clean(str(line.get('event', '')))} {pairs}".strip()


def log_row(line: Mapping[str, Any], width: int, words: Words) -> Line:
    """14:32:07 warning engine_slow part=tts."""
    level = str(line.get("level", ""))
    at = words.clock(str(line["at"])) if line.get("at") else ""
    fields = line.get("fields") or {}
    pairs = "  ".join(f"{key}={clean(str(value))}" for key, value in fields.items())
    role = _ROLES.get(level, "bad")
    event = clean(str(line.get("event", "")))
    return exactly(
        ((f" {at} ", "dim"), (f"{level:<8}", role), (f"{event}  ", "strong"), (pairs, "dim")),
        width,
    )
