"""Every key, from the registry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget

from tui.actions import Action, Context, Registry, Where, key_text
from tui.lines import Line, column
from tui.screens.base import DeskScreen
from tui.state import LINK, SERVER
from tui.widgets.text_lines import TextLines
from tui.words import Words

PLACES: tuple[Where, ...] = ("live", "call", "bookings", "customers", "history", "log")


def help_lines(registry: Registry, words: Words, context: Context, first: Where) -> list[Line]:
    """The keys of a view, then those that are everywhere, then those of the other views."""
    places = (first, *(one for one in PLACES if one != first))
    groups = [
        (f"view.{place}", [one for one in registry.actions.values() if place in one.where])
        for place in places
    ]
    groups.insert(
        1, ("help.everywhere", [one for one in registry.actions.values() if not one.where])
    )
    lines: list[Line] = []
    for title, actions in groups:
        if actions:
            lines += [((words(title), "title"),)]
            lines += [_line(one, registry, words, context) for one in actions]
            lines += [()]
    return lines


def _line(action: Action, registry: Registry, words: Words, context: Context) -> Line:
    space = words("key.space")
    keys = " ".join(key_text(key, space) for key in registry.keys[action.id])
    commands = " ".join(f":{word}" for word in action.commands[:1])
    name = words(f"action.{action.id}.name")
    line: Line = (
        ("  " + column(keys or commands, 12), "key"),
        (column(name, 22), "plain"),
        (words(f"action.{action.id}.tip"), "dim"),
    )
    if action.confirm != "none":
        line = (*line, (f"  {words('help.' + action.confirm)}", "caution"))
    reason = action.barred(context)
    if reason is not None and reason.startswith("no_right"):
        line = (*line, (f"  {words.or_code('reason', reason)}", "caution"))
    return line


class HelpScreen(DeskScreen):
    """Keys, names and what they do."""

    where: ClassVar[Where] = "help"
    areas: ClassVar[frozenset[str]] = frozenset({LINK, SERVER})

    def compose(self) -> ComposeResult:
        """Lines that scroll."""
        with VerticalScroll(id="help-scroll"):
            yield TextLines(id="help-lines")

    def focus_target(self) -> Widget | None:
        """Arrow keys scroll."""
        return self.query_one(VerticalScroll)

    def refresh_view(self, areas: frozenset[str]) -> None:
        """All keys, those of the view before first."""
        del areas
        first = self.desk.been[-1] if self.desk.been else "live"
        lines = help_lines(self.desk.registry, self.words, self.context(), first)
        self.query_one("#help-lines", TextLines).show(lines)
