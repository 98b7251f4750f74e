"""Filter lines of the desk's lists: `status:neu betrieb:huber von:mo dringend heizung`."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from tui.desk.moments import parse_day

Kind = Literal["status", "business", "from", "to", "staff", "exit", "mode", "flag", "word"]
_KEYS: Mapping[str, Kind] = {
    "status": "status", "stand": "status",
    "betrieb": "business", "business": "business", "firma": "business",
    "von": "from", "ab": "from", "from": "from", "since": "from",
    "bis": "to", "to": "to", "until": "to",
    "bei": "staff", "mitarbeiter": "staff", "staff": "staff",
    "ergebnis": "exit", "outcome": "exit",
    "modus": "mode", "mode": "mode",
}  # fmt: skip
_STATES: Mapping[str, str] = {
    "vorgemerkt": "requested", "angefragt": "requested", "requested": "requested", "offen": "requested",
    "bestätigt": "confirmed", "bestaetigt": "confirmed", "confirmed": "confirmed",
    "abgelehnt": "declined", "declined": "declined",
    "abgesagt": "cancelled", "storniert": "cancelled", "cancelled": "cancelled",
    "gehalten": "held", "held": "held",
    "neu": "new", "new": "new",
    "arbeit": "in_progress", "in_arbeit": "in_progress", "in_progress": "in_progress", "läuft": "in_progress",
    "erledigt": "done", "fertig": "done", "done": "done",
}  # fmt: skip
_FLAGS: Mapping[str, str] = {
    "dringend": "urgent", "urgent": "urgent",
    "alle": "all", "all": "all",
}  # fmt: skip
_TOKEN = re.compile(r'-?"[^"]*"?|[^\s:"]+:"[^"]*"?|\S+')


@dataclass(frozen=True)
class Chip:
    """One condition that is in force, as it was typed."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Filter:
    """What a filter line means."""

    words: str = ""
    statuses: tuple[str, ...] = ()
    business: str | None = None
    staff: str | None = None
    first: date | None = None
    last: date | None = None
    exit: str | None = None
    mode: str | None = None
    flags: frozenset[str] = field(default_factory=frozenset)
    chips: tuple[Chip, ...] = ()
    wrong: tuple[str, ...] = ()
    """Conditions that mean nothing: an unknown status, no day."""

    @property
    def empty(self) -> bool:
        """True when nothing is left out."""
        return not self.chips and not self.wrong


BOOKING_STATES = ("held", "requested", "confirmed", "declined", "cancelled")
INQUIRY_STATES = ("new", "in_progress", "done")
_SAME = {"new": "requested", "requested": "new"}
"""What is new is called otherwise in the other list."""


def query_of(
    found: Filter, fields: Collection[str], states: Collection[str] = ()
) -> dict[str, str]:
    """As those fields of a GET that its list knows; of the statuses those that it has."""
    named = [one if one in states else _SAME.get(one, one) for one in found.statuses]
    statuses = dict.fromkeys(one for one in named if one in states)
    values = {
        "q": found.words,
        "status": ",".join(statuses),
        "business": found.business or "",
        "staff": found.staff or "",
        "from": found.first.isoformat() if found.first else "",
        "to": found.last.isoformat() if found.last else "",
        "exit": found.exit or "",
        "urgency": "urgent" if "urgent" in found.flags else "",
    }
    return {key: value for key, value in values.items() if value and key in fields}


def parse_filter(
    text: str, today: date, businesses: Mapping[str, str], staff: Mapping[str, str] | None = None
) -> Filter:
    """Reads a filter line; `businesses` and `staff` are names by keys, and a part of either is enough."""
    found = Filter()
    free: list[str] = []
    for token in _TOKEN.findall(text):
        key, colon, value = token.partition(":")
        kind = _KEYS.get(key.lower()) if colon else None
        flag = _FLAGS.get(token.lower())
        if kind is not None:
            found = _applied(found, kind, token, value.strip('"'), today, businesses, staff or {})
        elif flag is not None:
            found = replace(
                found, flags=found.flags | {flag}, chips=(*found.chips, Chip("flag", token))
            )
        else:
            free.append(token)
            found = replace(found, chips=(*found.chips, Chip("word", token)))
    return replace(found, words=" ".join(free))


def _applied(
    found: Filter,
    kind: Kind,
    token: str,
    value: str,
    today: date,
    businesses: Mapping[str, str],
    staff: Mapping[str, str],
) -> Filter:
    chips = (*found.chips, Chip(kind, token))
    wrong = replace(found, wrong=(*found.wrong, token))
    match kind:
        case "status":
            states = [_STATES.get(one) for one in value.lower().split(",") if one]
            known = tuple(one for one in states if one)
            if not known or len(known) < len(states):
                return wrong
            return replace(found, statuses=(*found.statuses, *known), chips=chips)
        case "business":
            key = named(value, businesses)
            return replace(found, business=key, chips=chips) if key else wrong
        case "staff":
            key = named(value, staff) or (value if not staff else None)
            return replace(found, staff=key, chips=chips) if key else wrong
        case "from" | "to":
            day = parse_day(value, today)
            if day is None:
                return wrong
            if kind == "from":
                return replace(found, first=day, chips=chips)
            return replace(found, last=day, chips=chips)
        case "exit":
            return replace(found, exit=value, chips=chips)
        case _:
            mode = next(
                (one for one in ("termin", "auftrag") if value and one.startswith(value.lower())),
                None,
            )
            return replace(found, mode=mode, chips=chips) if mode else wrong


def named(part: str, names: Mapping[str, str]) -> str | None:
    """The key of what is called so: exactly, else by its beginning, else by a part of it."""
    wanted = part.lower()
    if not wanted:
        return None
    tests = (
        lambda key, name: wanted in (key.lower(), name.lower()),
        lambda key, name: key.lower().startswith(wanted) or name.lower().startswith(wanted),
        lambda key, name: wanted in key.lower() or wanted in name.lower(),
    )
    for test in tests:
        for key, name in names.items():
            if test(key, name):
                return key
    return None


def without(text: str, chip: Chip) -> str:
    """A filter line that no longer holds a condition."""
    tokens: Sequence[str] = _TOKEN.findall(text)
    return " ".join(token for token in tokens if token != chip.text)
