"""Reads the tables that judge the understanding of German, Ukrainian and English."""

from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

from voice.language.values import PersonName, When

KNOWN_FAILURES: dict[str, set[str]] = {
    "de_when": {"nicht diesen freitag sondern nächsten freitag"},
    "en_when": {"not this friday but next friday"},
}
"""By table: expressions that are understood wrongly. They stay in the tables and count against them."""
FOLDER = Path(__file__).parents[2] / "tables"


def table(name: str) -> Any:
    """A table's content; every scalar a string."""
    return yaml.load((FOLDER / name).read_text("utf-8"), yaml.CBaseLoader)


def rows(name: str) -> list[tuple[str, ...]]:
    """The lines of a table's `rows`, cells by column."""
    lines = table(name)["rows"].strip().splitlines()
    return [tuple(cell.strip() for cell in line.split(" | ")) for line in lines]


def when_of(cells: tuple[str, ...]) -> When | None:
    """What the cells behind an expression mean; dashes and missing ones are null."""
    if cells == ("null",):
        return None
    day, clock, end_day, end_clock, daypart = (*cells, *("-",) * (5 - len(cells)))
    return When(
        date=None if day == "-" else date.fromisoformat(day),
        time=None if clock == "-" else time.fromisoformat(clock),
        end_date=None if end_day == "-" else date.fromisoformat(end_day),
        end_time=None if end_clock == "-" else time.fromisoformat(end_clock),
        daypart=None if daypart == "-" else daypart,  # type: ignore[arg-type]
    )


def name_of(cells: tuple[str, ...]) -> PersonName | None:
    """Family name, given name, and whether it was spelled."""
    family, given, spelled = (*cells, *("-",) * (3 - len(cells)))
    if family == "null":
        return None
    return PersonName(family, None if given == "-" else given, spelled=spelled == "true")
