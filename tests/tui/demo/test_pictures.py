"""The pictures in the documentation are what the terminal draws: `make pictures` makes them anew."""

import html
import os
import re
from pathlib import Path

import pytest

from tui.demo.pictures import PICTURES, Picture, draw

DOCS = Path(__file__).parents[3] / "docs"
SOAK = bool(os.environ.get("VORZIMMER_SOAK"))
SOME = [one for index, one in enumerate(PICTURES) if SOAK or index == 0]
"""The README's in each test run, all of them in `make soak`."""


def text_of(drawn: str) -> str:
    """What people read in a picture, line by line."""
    spoken = re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([^<]*)</text>', drawn)
    lines: dict[str, list[str]] = {}
    for y, text in spoken:
        lines.setdefault(y, []).append(html.unescape(text).replace("\xa0", " "))
    return "\n".join("".join(parts) for parts in lines.values())


@pytest.mark.soak
@pytest.mark.parametrize("picture", SOME, ids=lambda one: one.name)
async def test_a_committed_picture_is_what_is_drawn(picture: Picture) -> None:
    drawn = await draw(picture)
    assert text_of(drawn) == text_of((DOCS / picture.name).read_text("utf-8"))
    assert "@font-face" not in drawn


def test_all_pictures_are_there_and_none_is_large() -> None:
    for picture in PICTURES:
        assert (DOCS / picture.name).stat().st_size < 150_000
