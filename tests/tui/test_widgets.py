"""Lists and cards keep the place of their scroll bar: what fits before it comes fits after it too."""

from textual.app import App, ComposeResult

from tui.lines import Line
from tui.theme import THEMES
from tui.widgets.card import Card
from tui.widgets.line_list import LineList, Row
from tui.widgets.text_lines import TextLines


class Two(App[None]):
    """A list and a card."""

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "dark"

    def compose(self) -> ComposeResult:
        yield LineList()
        yield Card()


def full(width: int) -> Line:
    return (("x" * width, "plain"),)


async def test_nothing_is_cut_when_the_scroll_bar_comes() -> None:
    app = Two()
    async with app.run_test(size=(40, 10)) as pilot:
        listed, card = app.query_one(LineList), app.query_one(Card)
        for count in (2, 50):
            listed.show([Row(str(at), (full(listed.cells),)) for at in range(count)])
            card.show(lambda width, many=count: [full(width)] * many, str(count))  # type: ignore[misc]
            await pilot.pause()
            assert listed.render_line(0).text.rstrip() == "x" * listed.cells
            inner = card.query_one(TextLines)
            assert inner.render_line(0).text.rstrip() == "x" * inner.size.width
            assert not listed.show_horizontal_scrollbar
