"""Pictures of the terminal, drawn by itself over the recorded afternoon, which stands still for them.

`python -m tui.demo.pictures` draws all that the documentation shows, and writes the manual's table of keys;
`vorzimmer tui --picture FILE` draws one.
"""

import asyncio
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tui.app import DeskApp
from tui.demo import open_demo
from tui.manual import renewed
from tui.words import Words

_REMOTE_FONTS = re.compile(r"@font-face\s*\{[^}]*\}\s*")
MANUAL = "operators.md"
_CELLS = re.compile(
    r'<text class="([^"]*)" x="([\d.]+)"([^>]*?) textLength="([\d.]+)"([^>]*)>([^<]*)</text>'
)
BLANK = "&#160;"
_CELL = 12.2
"""How wide a character is drawn."""
SETTLED = 3
"""So many times in a row nothing was waited for."""
MOST_PAUSES = 400


@dataclass(frozen=True)
class Picture:
    """One of them."""

    name: str
    """The file, below the folder of the documentation."""
    size: tuple[int, int] = (120, 40)
    at: str = ""
    """Local time of the afternoon."""
    open_at: str = ""
    press: tuple[str, ...] = ()
    """Keys, one after the other."""
    theme: str = "dark"
    language: str = "de"


PICTURES = (
    Picture("terminal.svg", at="15:12:02"),
    Picture("operators/live.svg", (100, 28), at="15:11:45", theme="light"),
    Picture("operators/anruf.svg", (100, 32), at="15:11:45", press=("enter",), theme="light"),
    Picture("operators/termine.svg", (100, 30), at="15:11:45", open_at="termin", theme="light"),
    Picture("operators/kunden.svg", (100, 26), at="15:11:45", open_at="kunde", theme="light"),
    Picture("operators/verlauf.svg", (100, 28), at="15:20:00", open_at="verlauf", theme="light"),
    Picture("operators/klein.svg", (80, 24), at="15:11:45", theme="light"),
)


async def draw(picture: Picture) -> str:
    """The picture as SVG; the same text each time. It names no fonts of other servers."""
    client = open_demo(None, at=picture.at, speed=0.0)
    words = Words(picture.language, client.zone)
    how = {"theme": picture.theme, "open_at": picture.open_at, "pace_s": 0.0}
    app = DeskApp(client, words, now=client.now, **how)  # type: ignore[arg-type]  # each is of its kind
    async with app.run_test(size=picture.size) as pilot:
        await _settled(app, pilot)
        for key in picture.press:
            await pilot.press(key)
            await _settled(app, pilot)
        drawn = app.export_screenshot(title="Vorzimmer")
    return _CELLS.sub(_without_edges, _REMOTE_FONTS.sub("", drawn))


def _without_edges(found: re.Match[str]) -> str:
    """A stretch of text without the blanks around it: not every program keeps those."""
    role, x, more, length, rest, text = found.groups()
    text = text.replace(BLANK, " ")
    before = len(text) - len(text.lstrip())
    behind = len(text) - len(text.rstrip())
    at, wide = float(x) + before * _CELL, float(length) - (before + behind) * _CELL
    bare = text.strip().replace(" ", BLANK)
    if not bare:
        return ""
    return f'<text class="{role}" x="{at:g}"{more} textLength="{wide:g}"{rest}>{bare}</text>'


async def _settled(app: DeskApp, pilot: Pilot[Any]) -> None:
    """Until the terminal is connected and waits for no answer."""
    quiet = 0
    for _ in range(MOST_PAUSES):
        await pilot.pause(0.02)
        busy = [worker for worker in app.workers if worker.is_running and worker.group != "stream"]
        quiet = quiet + 1 if app.state.link.live and not busy else 0
        if quiet == SETTLED:
            return
    raise TimeoutError("the terminal does not come to rest")


async def _all(folder: Path) -> None:
    manual = folder / MANUAL
    manual.write_text(renewed(manual.read_text("utf-8"), Words("de")), "utf-8")
    for picture in PICTURES:
        path = folder / picture.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(await draw(picture), "utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    asyncio.run(_all(Path("docs")))
