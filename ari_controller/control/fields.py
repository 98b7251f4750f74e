"""The fields of a request, checked against the table: of their kinds, none missing, none unknown."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from storage.desk.table import Field

LONGEST = 4000
"""Characters of one text."""
MOST_TEXTS = 500


class WrongField(Exception):
    """A request that cannot be understood; nothing was done.

    Attributes:
        detail: for programs: {"field": …}.
    """

    def __init__(self, sentence: str, name: str = "") -> None:
        super().__init__(sentence)
        self.detail = {"field": name} if name else {}


def of_query(fields: Iterable[Field], query: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The values of a query string.

    Raises:
        WrongField: one is unknown, doubled, missing, or not of its kind.
    """
    given: dict[str, Any] = {}
    for name, value in query:
        if name in given:
            raise WrongField(f"{name}: given twice; several values go into one, with commas", name)
        given[name] = value
    return _checked(fields, given, _FROM_TEXT)


def of_body(fields: Iterable[Field], body: bytes) -> dict[str, Any]:
    """The values of a JSON object; an empty body is an empty object.

    Raises:
        WrongField: see `of_query`, or the body is no JSON object.
    """
    try:
        given = json.loads(body or b"{}", parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise WrongField("the body is no JSON; send an object in UTF-8") from None
    if not isinstance(given, dict):
        raise WrongField('the body is no JSON object; send {"field": value}')
    return _checked(fields, given, _FROM_JSON)


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _checked(
    fields: Iterable[Field], given: Mapping[str, Any], kinds: Mapping[str, Callable[[Any], Any]]
) -> dict[str, Any]:
    known = {field.name: field for field in fields}
    for name in given:
        if name not in known:
            wanted = ", ".join(known) or "none"
            raise WrongField(f"{name[:40]!r}: unknown field; there are: {wanted}", name[:40])
    checked = {}
    for field in known.values():
        value = given.get(field.name)
        if value is None:
            if field.required:
                raise WrongField(f"{field.name}: missing; {field.what}", field.name)
            continue
        checked[field.name] = _value(field, value, kinds[field.kind])
    return checked


def _value(field: Field, value: object, convert: Callable[[Any], Any]) -> Any:
    try:
        converted = convert(value)
    except (ValueError, TypeError, OverflowError):
        raise WrongField(f"{field.name}: {_EXPECTED[field.kind]} is expected", field.name) from None
    chosen = converted if isinstance(converted, list) else [converted]
    for one in chosen:
        if field.choices and one not in field.choices:
            wanted = ", ".join(field.choices)
            raise WrongField(f"{field.name}: one of {wanted} is expected", field.name)
        if isinstance(one, str):
            _check_text(field, one)
    return converted


def _check_text(field: Field, text: str) -> None:
    if len(text) > LONGEST:
        raise WrongField(f"{field.name}: at most {LONGEST} characters are expected", field.name)
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise WrongField(f"{field.name}: text in UTF-8 is expected", field.name)
    if field.required and not text.strip():
        raise WrongField(f"{field.name}: empty; {field.what}", field.name)


def _flag(text: str) -> bool:
    if text not in {"true", "false", "1", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) >= 2**63:
        raise ValueError(text)
    return number


def _of_type(*kinds: type) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        # True is an int in Python and none in JSON.
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError(value)
        return value

    return convert


def _json_integer(value: Any) -> int:
    return _integer(_of_type(int)(value))


def _json_number(value: Any) -> float:
    return _finite(_of_type(int, float)(value))


def _texts(value: Any) -> list[str]:
    texts = _of_type(list)(value)
    if len(texts) > MOST_TEXTS:
        raise ValueError(len(texts))
    return [_of_type(str)(text) for text in texts]


_FROM_TEXT: Mapping[str, Callable[[str], Any]] = {
    "text": str, "integer": _integer, "number": _finite, "flag": _flag,
    "texts": lambda text: [part.strip() for part in text.split(",") if part.strip()],
}  # fmt: skip
_FROM_JSON: Mapping[str, Callable[[Any], Any]] = {
    "text": _of_type(str), "integer": _json_integer, "number": _json_number,
    "flag": _of_type(bool), "texts": _texts,
}  # fmt: skip
_EXPECTED = {
    "text": "text", "integer": "a whole number", "number": "a number", "flag": "true or false",
    "texts": "a list of texts",
}  # fmt: skip
