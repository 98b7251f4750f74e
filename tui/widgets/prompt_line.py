"""The line where operators type: commands, filters, hints, digits."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static


@dataclass(frozen=True)
class Prompt:
    """What is asked for, and what happens with the answer."""

    label: str
    done: Callable[[str], None]
    """Called with the text on Enter."""
    text: str = ""
    """What stands there at first."""
    changed: Callable[[str], None] | None = None
    """Called while typing."""
    left: Callable[[], None] | None = None
    """Called when Esc leaves it without an answer."""
    hint: str = ""
    """Shown, pale, while nothing is typed."""
    most: int = 400
    empty: bool = False
    """True when nothing typed is an answer too."""


class PromptLine(Horizontal):
    """One line over the footer, there only while something is asked."""

    DEFAULT_CSS = """
    PromptLine { height: 1; display: none; background: $panel; }
    PromptLine.-asking { display: block; }
    PromptLine Static { width: auto; height: 1; padding: 0 1; text-style: bold; color: $accent; }
    PromptLine Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    PromptLine Input:focus { border: none; }
    """

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self._prompt: Prompt | None = None

    def compose(self) -> ComposeResult:
        """A label and the line."""
        yield Static("", id="prompt-label", markup=False)
        field = Input(id="prompt-field", compact=True, select_on_focus=False)
        field.cursor_blink = False
        yield field

    @property
    def asking(self) -> bool:
        """True while something is asked."""
        return self._prompt is not None

    def ask(self, prompt: Prompt) -> None:
        """Shows the line and takes the keys."""
        self._prompt = prompt
        self.query_one("#prompt-label", Static).update(Content(prompt.label))
        field = self.query_one(Input)
        field.max_length = prompt.most
        field.placeholder = prompt.hint
        with self.prevent(Input.Changed):
            field.value = prompt.text
        field.cursor_position = len(prompt.text)
        self.add_class("-asking")
        field.focus()

    def leave(self) -> bool:
        """Goes away without an answer; False when nothing was asked."""
        prompt, self._prompt = self._prompt, None
        if prompt is None:
            return False
        self.remove_class("-asking")
        if prompt.left is not None:
            prompt.left()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tells who asked what stands there now."""
        event.stop()
        if self._prompt is not None and self._prompt.changed is not None:
            self._prompt.changed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: hands the answer over."""
        event.stop()
        prompt, text = self._prompt, event.value.strip()
        if prompt is None or (not text and not prompt.empty):
            return
        self._prompt = None
        self.remove_class("-asking")
        prompt.done(text)
