"""What a list shows, as a file: CSV that a German spreadsheet opens, or JSON lines."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """UTF-8 with a mark, semicolons; what a spreadsheet would run as a formula is kept from that."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return MARK + out.getvalue()


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """One object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def columns_of(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Every key that a row has, in the order of their first appearance; nested ones are left to JSON."""
    keys: dict[str, None] = {}
    for row in rows:
        keys |= {key: None for key, value in row.items() if not isinstance(value, (dict, list))}
    return tuple(keys)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    if text.startswith(_FORMULA) and not _number(text):
        return f"'{text}"
    return text


def _number(text: str) -> bool:
    """True for a telephone number in E.164 or a negative figure, which no spreadsheet runs."""
    return text[1:].replace(".", "", 1).isdecimal() and text[0] in "+-"
