"""Who stands in the way of a time that somebody wanted."""

from collections.abc import Mapping, Sequence
from typing import Any

from tui.desk.firms import Firms
from tui.desk.moments import day_text, local, time_text
from tui.words import Words


def taken_text(others: Sequence[Mapping[str, Any]], firms: Firms, words: Words) -> str:
    """The first of them: whose it is, when, and how many more there are."""
    one = others[0]
    firm = firms.items.get(str(one.get("business"))) or firms.firm
    zone = firm.zone if firm else firms.zone
    key = str(one.get("staff") or "")
    who = dict(firm.staff).get(key, key) if firm else key
    start, end = (local(str(one[name]), zone) for name in ("start", "end"))
    when = f"{day_text(start.date(), words)} {time_text(start)}\u2013"
    if end.date() != start.date():
        when += f"{day_text(end.date(), words)} "
    when += time_text(end)
    kind = "absent" if one.get("absence") else "booked"
    text = words(f"desk.in_the_way.{kind}", who=who, when=when)
    return text if len(others) == 1 else f"{text} (+{len(others) - 1})"
