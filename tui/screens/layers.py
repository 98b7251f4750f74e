"""What comes over a desk view, or stands in its place: choices, the card, a sentence."""

from tui.desk.cells import paragraph
from tui.lines import Line
from tui.screens.base import DeskScreen
from tui.widgets.card import Card
from tui.widgets.paged_list import UNREACHABLE
from tui.widgets.picker import Choice, Picker
from tui.widgets.prompt_line import PromptLine


def refocus(view: DeskScreen) -> None:
    """The view's list has the keys again, unless something is being typed."""
    target = view.focus_target()
    if target is not None and not view.desk.query_one(PromptLine).asking:
        target.focus()


def choose(view: DeskScreen, choice: Choice) -> None:
    """Lets one of some be chosen; the list has the keys again afterwards."""

    def done(option: str) -> None:
        refocus(view)
        choice.done(option)

    shell = {**choice.__dict__, "done": done}
    view.query_one(Picker).ask(Choice(**shell))


def open_card(view: DeskScreen) -> None:
    """Shows the card, in place of the list where the window is narrow, and gives it the keys."""
    view.add_class("-card")
    view.call_after_refresh(view.query_one(Card).focus)


def open_source(view: DeskScreen, call: str | None, turn: int | None) -> None:
    """The call that an entry came from, at its sentence."""
    if call:
        view.desk.open_call(call, turn)
    else:
        view.desk.tell("desk.no_call", severity="warning")


def instead(
    view: DeskScreen, trouble: str | None, width: int, empty: str, remedy: str
) -> list[Line]:
    """What stands where no entry is: why, and what to do next."""
    words = view.words
    if not view.state.link.live or trouble == UNREACHABLE:
        return paragraph(words("standing.disconnected"), width, "caution", indent=2)
    if view.standing() == "no_right" or trouble == "no_right":
        text = words("standing.no_right", right=words("right.watch"))
        return paragraph(text, width, "caution", indent=2)
    if trouble is not None:
        reason = words.or_code("reason", trouble)
        return paragraph(words("desk.failed", reason=reason), width, "bad", indent=2)
    lines = paragraph(words(empty), width, "plain", indent=2)
    return lines + paragraph(words(remedy), width, "dim", indent=2)


def draw_footer(view: DeskScreen) -> None:
    """Another entry is chosen: other keys may be pale; nothing once the frame is taken down."""
    if view.desk.query("#footer"):
        view.desk.draw_footer()
