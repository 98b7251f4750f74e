"""What a request carries, as values by their names; which of them are right is checked against the table."""

import json
from collections.abc import Iterable
from typing import Any

from storage.desk.errors import BadField


def of_query(query: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The values of a query string.

    Raises:
        BadField: one is given twice.
    """
    given: dict[str, str] = {}
    for name, value in query:
        if name in given:
            message = f"{name[:80]} is given twice; several values go into one, with commas"
            raise BadField(message, field=name[:80])
        given[name] = value
    return given


def of_body(body: bytes) -> dict[str, Any]:
    """The values of a JSON object; an empty body is an empty object.

    Raises:
        BadField: it is no JSON object.
    """
    try:
        given = json.loads(body or b"{}", parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadField("the body is no JSON: send an object in UTF-8") from None
    if not isinstance(given, dict):
        raise BadField('the body is no JSON object: send {"field": value}')
    return given


def _no_number(name: str) -> float:
    raise ValueError(name)
