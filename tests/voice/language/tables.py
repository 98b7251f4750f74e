"""Reads the tables that judge the understanding of German."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "tables"


def table(name: str) -> Any:
    """A table's content; every scalar a string."""
    return yaml.load((FOLDER / name).read_text("utf-8"), yaml.CBaseLoader)


def rows(name: str) -> list[tuple[str, ...]]:
    """The lines of a table's `rows`, cells by column."""
    lines = table(name)["rows"].strip().splitlines()
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]
