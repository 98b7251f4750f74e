"""The one registry of what operators can do: it feeds keys, footer, palette, help and the command line.

A desk screen's own actions stand in tables of their own (call_actions, desk_actions) and are joined here.
What an action does is the affair of the screen that has it (`DeskScreen.handlers`), else of the app.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from storage.live.model import LiveCall

Where = Literal["live", "call", "bookings", "inbox", "customers", "history", "log", "help"]
Confirm = Literal["none", "again", "typed"]
EVERYWHERE: frozenset[Where] = frozenset()
"""No place named: the action is there in every view."""


@dataclass(frozen=True)
class Context:
    """What an action would act on now."""

    where: Where = "live"
    linked: bool = False
    rights: frozenset[str] = frozenset()
    phone: bool = False
    """The operator has a telephone that can be rung."""
    operator: str = ""
    call: LiveCall | None = None
    """The chosen call of Live, or the opened one."""
    row: Mapping[str, Any] | None = None
    """The chosen entry of a desk screen."""
    can: Mapping[str, str | None] = field(default_factory=dict)
    """For the chosen entry, by action id or by its last word: None where allowed, else the reason."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What a screen's own availability functions need besides."""


Available = Callable[[Context], str | None]


def always(context: Context) -> str | None:
    """Nothing stands against it."""
    del context
    return None


def with_link(context: Context) -> str | None:
    """The controller is needed."""
    return None if context.linked else "no_link"


@dataclass(frozen=True)
class Action:
    """One thing an operator can do; its name and tooltip are the words `action.ID.name` and `.tip`."""

    id: str
    keys: tuple[str, ...] = ()
    """As Textual names them: "w", "f6", "X", "question_mark"; the first one is shown."""
    where: frozenset[Where] = EVERYWHERE
    right: str | None = None
    confirm: Confirm = "none"
    available: Available = always
    """None, or the code of a reason (words `reason.CODE`)."""
    commands: tuple[str, ...] = ()
    """Words of the command line; what follows them is handed over."""
    footer: int = 0
    """Place in the footer from 1; 0: only in the help."""
    instead: str = ""
    """The action that has this one's place in the footer where only that one is possible."""

    def here(self, where: Where) -> bool:
        """True in a view that has this action."""
        return not self.where or where in self.where

    def barred(self, context: Context) -> str | None:
        """Why it cannot be done now; None when it can."""
        if self.right is not None and context.linked and self.right not in context.rights:
            return f"no_right_{self.right}"
        return self.available(context)


def at(*places: Where) -> frozenset[Where]:
    """The views that have an action."""
    return frozenset(places)


MOVES = frozenset("up down left right pageup pagedown home end tab enter j k g G".split())
"""Keys of every list; no action of an operator's own can have them."""
LISTS = at("live", "bookings", "inbox", "customers", "history", "log")
GENERAL = (
    Action("go.live", ("1",), commands=("live",)),
    Action("go.bookings", ("2",), commands=("termin", "termine", "bookings")),
    Action("go.inbox", (), commands=("auftrag", "aufträge", "inquiries")),
    Action(
        "go.customers", ("3",), commands=("kunde", "kunden", "customer", "rückruf", "callbacks")
    ),
    Action("go.history", ("4",), commands=("verlauf", "suche", "history", "search")),
    Action("go.call", (), commands=("anruf", "call")),
    Action("go.business", (), commands=("betrieb", "business")),
    Action("go.last", ("minus",)),
    Action("back", ("escape",)),
    Action("log", ("L", "f8"), right="admin", available=with_link, commands=("log", "protokoll")),
    Action("filter", ("slash",), where=LISTS, footer=8),
    Action("clear", ("c",), where=LISTS),
    Action("refresh", ("f5",), available=with_link),
    Action("banner.jump", ("e",)),
    Action("banner.dismiss", ("x",)),
    Action("undo", ("u",), available=with_link),
    Action("command", ("colon",), footer=9),
    Action("palette", ("ctrl+p",)),
    Action("help", ("question_mark", "f1"), commands=("help", "hilfe"), footer=10),
    Action("theme", ("f9",), commands=("theme", "farben")),
    Action("quit", ("ctrl+q",), commands=("quit", "q", "ende")),
)


@dataclass(frozen=True)
class Registry:
    """All actions with the keys that hold here, and what was wrong with the operator's own keys."""

    actions: Mapping[str, Action]
    keys: Mapping[str, tuple[str, ...]]
    warnings: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Word keys and their values."""

    def of(self, where: Where) -> list[Action]:
        """The actions of a view, in the registry's order."""
        return [action for action in self.actions.values() if action.here(where)]

    def by_key(self, where: Where, key: str) -> Action | None:
        """What a key means in a view: the view's own action before one that is everywhere."""
        found = [one for one in self.of(where) if key in self.keys[one.id]]
        return max(found, key=lambda one: bool(one.where), default=None)

    def by_command(self, word: str) -> Action | None:
        """The action of a word of the command line; a word's beginning is enough where only one action has it."""
        exact = [one for one in self.actions.values() if word in one.commands or word == one.id]
        if exact:
            return exact[0]
        begun = {
            one.id: one
            for one in self.actions.values()
            if any(command.startswith(word) for command in one.commands)
        }
        return next(iter(begun.values())) if len(begun) == 1 else None

    def shown_key(self, action: str) -> str:
        """The first key of an action; empty when it has none."""
        return next(iter(self.keys[action]), "")


def registry(
    tables: tuple[tuple[Action, ...], ...], own: Mapping[str, str] | None = None
) -> Registry:
    """The registry with an operator's own keys: `{action id: "w,f6"}`.

    Unknown ids, and keys that another action of the same view has already, are left out with a warning that names both.
    """
    actions = {action.id: action for table in tables for action in table}
    keys = {action.id: action.keys for action in actions.values()}
    warnings: list[tuple[str, Mapping[str, str]]] = []
    for name, listed in (own or {}).items():
        if name not in actions:
            warnings.append(("keys.unknown", {"id": name}))
            continue
        wanted = tuple(filter(None, (key_name(key.strip()) for key in listed.split(","))))
        free = []
        for key in wanted:
            other = _holder(actions, keys, actions[name], key, own or {})
            if other is None:
                free.append(key)
            else:
                warnings.append(("keys.clash", {"key": key, "one": name, "two": other}))
        if free or not wanted:
            keys[name] = tuple(free)
    return Registry(actions, keys, tuple(warnings))


def _holder(
    actions: Mapping[str, Action],
    keys: Mapping[str, tuple[str, ...]],
    action: Action,
    key: str,
    own: Mapping[str, str],
) -> str | None:
    """Which other action of the same view has a key; one that gets other keys itself does not count."""
    if key in MOVES and key not in action.keys:
        return "move"
    for other in actions.values():
        same_view = action.where == other.where or bool(action.where & other.where)
        if other.id == action.id or not same_view or key not in keys[other.id]:
            continue
        moved = {key_name(one.strip()) for one in own.get(other.id, key).split(",")}
        if key in moved or other.id not in own:
            return other.id
    return None


_SIGNS = {
    ":": "colon",
    "/": "slash",
    "?": "question_mark",
    "-": "minus",
    "+": "plus",
    "!": "exclamation_mark",
    " ": "space",
    "leertaste": "space",
    "esc": "escape",
    "pos1": "home",
    "ende": "end",
    "return": "enter",
}
_SHOWN = {
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "minus": "-",
    "plus": "+",
    "exclamation_mark": "!",
    "escape": "Esc",
    "enter": "⏎",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


def key_name(key: str) -> str:
    """How Textual calls a key that a person wrote."""
    return _SIGNS.get(key.lower(), key if len(key) == 1 else key.lower())


def key_text(key: str, space: str = "Space") -> str:
    """How a key is shown."""
    if key == "space":
        return space
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return key.replace("ctrl+", "^")
