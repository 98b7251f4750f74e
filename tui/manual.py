"""The manual's table of keys, made from the registry of actions: what the program does is what the manual says."""

from tui.actions import GENERAL, Action, Registry, Where, key_text, registry
from tui.call_actions import CALLS
from tui.desk_actions import DESK
from tui.words import Words

BEGIN, END = "<!-- keys: made by `make pictures` -->", "<!-- end of keys -->"
PLACES: tuple[Where, ...] = (
    "live",
    "call",
    "bookings",
    "inbox",
    "customers",
    "history",
    "log",
    "help",
)


def key_tables(words: Words) -> str:
    """A table for each set of views that share actions, those that are everywhere first."""
    known = registry((CALLS, DESK, GENERAL))
    groups: dict[frozenset[Where], list[Action]] = {frozenset(): []}
    for action in known.actions.values():
        groups.setdefault(action.where, []).append(action)
    return "\n\n".join(_table(where, actions, known, words) for where, actions in groups.items())


def renewed(manual: str, words: Words) -> str:
    """The manual with the tables of today between its marks.

    Raises:
        ValueError: the marks are not there.
    """
    before, begun, rest = manual.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"{BEGIN} and {END} are expected")
    return f"{before}{BEGIN}\n\n{key_tables(words)}\n\n{END}{after}"


def _table(where: frozenset[Where], actions: list[Action], known: Registry, words: Words) -> str:
    named = [words(f"view.{place}") if words.known(f"view.{place}") else place for place in PLACES if place in where]  # fmt: skip
    named += sorted(place for place in where if place not in PLACES)
    title = ", ".join(named) or words("help.everywhere")
    lines = [f"### {title}", "", "| Taste | Befehl | Was geschieht | Recht |", "|---|---|---|---|"]
    return "\n".join([*lines, *(_row(action, known, words) for action in actions)])


def _row(action: Action, known: Registry, words: Words) -> str:
    keys = " ".join(f"`{key_text(key, words('key.space'))}`" for key in known.keys[action.id])
    commands = " ".join(f"`:{command}`" for command in action.commands[:1])
    right = words(f"right.{action.right}") if action.right else ""
    asked = {"again": words("help.again"), "typed": words("help.typed")}.get(action.confirm)
    what = f"**{words(f'action.{action.id}.name')}**: {words(f'action.{action.id}.tip')}"
    what += f" ({asked})" if asked else ""
    return f"| {keys.replace('|', chr(92) + '|')} | {commands} | {what} | {right} |"
