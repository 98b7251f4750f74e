"""A few choices over the lower part of a view: moved through, taken with Enter, left with Esc."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.lines import Line
from tui.widgets.line_list import LineList, Row
from tui.widgets.text_lines import TextLines

_HIGHEST = 10


@dataclass(frozen=True)
class Option:
    """One choice."""

    id: str
    line: Line


@dataclass(frozen=True)
class Choice:
    """What is to be chosen, and what happens then."""

    title: Line
    options: Sequence[Option]
    done: Callable[[str], None]
    turn: Callable[[int], None] | None = None
    """Called with ±1 for ← and →: other choices of the same kind, another day for instance."""
    none: Line = ()
    """Stands there when there is nothing to choose."""


class _Options(LineList):
    """The list in it; Enter takes."""

    BINDINGS = [  # noqa: RUF012  # Textual reads it from the class
        ("enter", "take"),
        ("left,h", "turn(-1)"),
        ("right,l", "turn(1)"),
    ]

    def action_take(self) -> None:
        """The chosen one."""
        if isinstance(self.parent, Picker) and self.chosen:
            self.parent.take(self.chosen)

    def action_turn(self, step: int) -> None:
        """Other choices."""
        if isinstance(self.parent, Picker):
            self.parent.turn(step)


class Picker(Vertical):
    """There only while something is to be chosen."""

    DEFAULT_CSS = """
    Picker { height: auto; display: none; background: $panel; border-top: solid $accent; padding: 0 1; }
    Picker.-open { display: block; }
    Picker LineList { overflow-x: hidden; scrollbar-size-vertical: 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice | None = None

    def compose(self) -> ComposeResult:
        """A title and the choices."""
        yield TextLines(id="picker-title")
        yield _Options(id="picker-options")

    @property
    def open(self) -> bool:
        """True while something is to be chosen."""
        return self._choice is not None

    @property
    def options(self) -> LineList:
        """Who gets the keys."""
        return self.query_one("#picker-options", LineList)

    def ask(self, choice: Choice) -> None:
        """Shows choices, or others instead of those shown."""
        self._choice = choice
        self.query_one("#picker-title", TextLines).show([choice.title])
        rows = [Row(one.id, (one.line,)) for one in choice.options]
        self.options.styles.height = max(1, min(_HIGHEST, len(rows)))
        self.options.show(rows or [Row("", (choice.none,))])
        self.options.action_move_to(0)
        self.add_class("-open")
        self.options.focus()

    def fill(
        self,
        title: Line,
        options: Sequence[Option],
        turn: Callable[[int], None] | None = None,
        done: Callable[[str], None] | None = None,
    ) -> None:
        """Other choices for the same question; nothing when it was left meanwhile."""
        choice = self._choice
        if choice is not None:
            new = replace(choice, title=title, options=options, turn=turn or choice.turn)
            self.ask(new if done is None else replace(new, done=done))

    def leave(self) -> bool:
        """Goes away without a choice; False when it was not there."""
        choice, self._choice = self._choice, None
        self.remove_class("-open")
        return choice is not None

    def take(self, option: str) -> None:
        """Hands the choice over."""
        choice = self._choice
        self.leave()
        if choice is not None:
            choice.done(option)

    def turn(self, step: int) -> None:
        """Other choices of the same kind."""
        if self._choice is not None and self._choice.turn is not None:
            self._choice.turn(step)

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """A second click takes."""
        event.stop()
        if event.row:
            self.take(event.row)
