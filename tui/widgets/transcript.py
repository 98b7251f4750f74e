"""A conversation that grows: stays at its end until the operator looks elsewhere, then counts what is new."""

from collections.abc import Sequence

from textual.message import Message

from tui.widgets.line_list import LineList, Row


class Transcript(LineList, inherit_bindings=False):
    """Turns as rows; Home and End are left to the view, which may replay."""

    BINDINGS = [  # noqa: RUF012  # Textual reads it from the class
        ("up,k", "move(-1)"),
        ("down,j", "move(1)"),
        ("pageup", "move_page(-1)"),
        ("pagedown", "move_page(1)"),
        ("g", "move_to(0)"),
        ("G", "move_to(-1)"),
    ]

    class Missed(Message):
        """So many turns came below what is seen."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.following = True
        self._seen = 0

    def show(self, rows: Sequence[Row]) -> None:
        """Takes these rows; follows the end, or counts those that came since."""
        super().show(rows)
        if self.following:
            self.to_end()
        else:
            self.post_message(self.Missed(max(0, len(rows) - self._seen)))

    def to_end(self) -> None:
        """Looks at the newest, and stays there."""
        self.following, self._seen = True, len(self.rows)
        if self.rows and self.chosen != self.rows[-1].id:
            self.choose(self.rows[-1].id)
        self.scroll_end(animate=False)
        self.post_message(self.Missed(0))

    def to_turn(self, turn: str) -> None:
        """Looks at one turn."""
        self.following, self._seen = False, len(self.rows)
        self.choose(turn)

    def action_move(self, step: int) -> None:
        """Moving up stops following; the last turn starts it again."""
        super().action_move(step)
        self._moved()

    def action_move_page(self, pages: int) -> None:
        super().action_move_page(pages)
        self._moved()

    def action_move_to(self, index: int) -> None:
        super().action_move_to(index)
        self._moved()

    def _moved(self) -> None:
        last = bool(self.rows) and self.chosen == self.rows[-1].id
        if last:
            self.to_end()
        elif self.following:
            self.following, self._seen = False, len(self.rows)
