"""One request of an operator's program: which entry of the table it means, its fields, its answer.

Whoever serves checks `Found.entry.right` between `find` and `answer`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.desk import READS, WRITES
from storage.desk.errors import BadField, DeskError, NoSuchPath, desk_error
from storage.desk.table import Asker, Field, Read, Row, Write
from storage.errors import StorageError

LONGEST_TEXT = 4000
"""Letters of one value."""
MOST_TEXTS = 500
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Found:
    """An entry, and what the path says for its `{names}`."""

    entry: Read | Write
    names: Mapping[str, str]


def find(method: str, path: str) -> Found:
    """The entry for a method and a path below /v1, already decoded; a fixed word goes before a `{name}`.

    Raises:
        NoSuchPath: there is none.
    """
    served: dict[str, tuple[Read, ...] | tuple[Write, ...]] = {"GET": READS, "POST": WRITES}
    entries = served.get(method.upper(), ())
    parts = path.strip("/").split("/")
    fitting = [
        (len(names), Found(entry, names))
        for entry in entries
        if (names := _names(entry.path, parts)) is not None
    ]
    if not fitting:
        raise NoSuchPath(f"nothing is served at {method.upper()} {path[:200]}")
    return min(fitting, key=lambda one: one[0])[1]


def _names(pattern: str, parts: list[str]) -> dict[str, str] | None:
    """What stands in a path for each `{name}` of a pattern; None where it does not fit."""
    wanted = pattern.strip("/").split("/")
    if len(wanted) != len(parts):
        return None
    names = {}
    for want, part in zip(wanted, parts, strict=True):
        if want.startswith("{") and part:
            names[want[1:-1]] = part
        elif want != part:
            return None
    return names


def fields_of(found: Found, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The path's names and the fields in their kinds; `raw` holds a query's strings or a JSON body's values.

    A field that is absent, null or (in a query) empty is left out.

    Raises:
        BadField: one is missing, unknown, or not of its kind.
    """
    names = {name: _text(name, part) for name, part in found.names.items()}
    return {**values_of(found.entry.fields, raw), **names}


def values_of(fields: Iterable[Field], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The fields alone; see `fields_of`. Blank text does not count as what is required."""
    known = {field.name: field for field in fields}
    for name in raw:
        if name not in known:
            there = ", ".join(known) or "none"
            raise BadField(f"there is no field {name[:80]}; there are: {there}", field=name[:80])
    values: dict[str, Any] = {}
    for name, field in known.items():
        given = raw.get(name)
        if given is None or given == "":
            if field.required:
                raise BadField(f"{name} is missing: {field.what}", field=name)
            continue
        if field.required and isinstance(given, str) and not given.strip():
            raise BadField(f"{name} is empty: {field.what}", field=name)
        values[name] = _converted(field, given)
    return values


def answer(db: Database, asker: Asker, found: Found, raw: Mapping[str, Any]) -> Row:
    """Carries out a request.

    Args:
        db: a reader's connection for a `Read`, the writer's for a `Write`.
        asker: on whose behalf.
        found: what `find` gave.
        raw: see `fields_of`.

    Raises:
        DeskError: it is refused; nothing was changed.
        sqlite3.Error: the database cannot be used.
    """
    values = fields_of(found, raw)
    try:
        return found.entry.run(db, asker, values)
    except DeskError:
        raise
    except StorageError as error:
        refused = desk_error(error)
        if refused is None:
            raise
        raise refused from error


def _converted(field: Field, given: Any) -> Any:  # a JSON value
    value = _of_kind(field, given)
    chosen = value if field.kind == "texts" else [value]
    if field.choices and not set(chosen) <= set(field.choices):
        raise BadField(f"{field.name}: one of {', '.join(field.choices)} is expected", field=field.name)  # fmt: skip
    return value


def _of_kind(field: Field, given: Any) -> Any:  # a JSON value
    name = field.name
    match field.kind, given:
        case "text", str():
            return _text(name, given)
        case "texts", str():
            return [part for each in given.split(",") if (part := _text(name, each).strip())]
        case "texts", list() if len(given) <= MOST_TEXTS and all(isinstance(g, str) for g in given):
            return [_text(name, each) for each in given]
        case "flag", bool():
            return given
        case "flag", str() if given.lower() in _FLAGS:
            return _FLAGS[given.lower()]
        case ("integer", int()) | ("number", int() | float()) if not isinstance(given, bool):
            return _number(field, given)
        case (("integer" | "number"), str()):
            return _number(field, given)
        case _:
            raise BadField(f"{name}: {field.kind} is expected", field=name)


def _number(field: Field, given: str | float) -> int | float:
    try:
        value = int(given) if field.kind == "integer" else float(given)
    except (ValueError, OverflowError):
        raise BadField(f"{field.name}: {field.kind} is expected", field=field.name) from None
    if not math.isfinite(value) or abs(value) >= 2**53:
        raise BadField(f"{field.name}: too large", field=field.name)
    return value


def _text(name: str, given: str) -> str:
    """Text that the database can hold."""
    if len(given) > LONGEST_TEXT:
        raise BadField(f"{name}: at most {LONGEST_TEXT} letters", field=name)
    if "\0" in given or any("\ud800" <= letter <= "\udfff" for letter in given):
        raise BadField(f"{name}: this is no text", field=name)
    return given
