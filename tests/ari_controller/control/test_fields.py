"""Requests are checked against the table: kinds, choices, nothing missing, nothing unknown."""

import json

import pytest

from ari_controller.control.fields import LONGEST, WrongField, of_body, of_query
from storage.desk.table import Field

FIELDS = (
    Field("q", "words"),
    Field("limit", "how many", kind="integer"),
    Field("share", "how much", kind="number"),
    Field("open", "only those", kind="flag"),
    Field("status", "which", kind="texts", choices=("new", "done")),
    Field("order", "which way", choices=("asc", "desc")),
)
NEEDED = (Field("text", "what is spoken", required=True),)


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ([], "", {}),
        ([("q", "Müller [b]")], {"q": "Müller [b]"}, {"q": "Müller [b]"}),
        ([("limit", "5")], {"limit": 5}, {"limit": 5}),
        ([("share", "0.5")], {"share": 0.5}, {"share": 0.5}),
        ([("open", "true")], {"open": True}, {"open": True}),
        ([("open", "0")], {"open": False}, {"open": False}),
        ([("status", "new, done")], {"status": ["new", "done"]}, {"status": ["new", "done"]}),
        ([("order", "asc")], {"order": "asc", "q": None}, {"order": "asc"}),
    ],
)
def test_fields_get_their_kinds(
    query: list[tuple[str, str]], body: object, expected: dict[str, object]
) -> None:
    assert of_query(FIELDS, query) == expected
    assert of_body(FIELDS, json.dumps(body).encode() if body else b"") == expected


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ([("limits", "5")], "unknown field; there are: q, limit"),
        ([("q", "a"), ("q", "b")], "given twice"),
        ([("limit", "five")], "a whole number"),
        ([("limit", "9" * 30)], "a whole number"),
        ([("limit", "9" * 5000)], "a whole number"),
        ([("share", "nan")], "a number"),
        ([("open", "yes")], "true or false"),
        ([("status", "new,old")], "one of new, done"),
        ([("order", "up")], "one of asc, desc"),
        ([("q", "x" * (LONGEST + 1))], "characters"),
        ([("q", "\x00")], "UTF-8"),
    ],
)
def test_a_wrong_query_is_refused(query: list[tuple[str, str]], told: str) -> None:
    with pytest.raises(WrongField, match=told):
        of_query(FIELDS, query)


@pytest.mark.parametrize(
    "body",
    [b"x", b"[]", b'"q"', b"\xff", b"[" * 100_000, b'{"q": 5}', b'{"limit": true}', b'{"limit": 1.5}',
     b'{"limit": NaN}', b'{"share": Infinity}', b'{"share": 1e999}', b'{"open": 1}', b'{"status": "new"}',
     b'{"status": [1]}', b'{"q": "\\ud800"}', b'{"x": 1}', b'{"limit": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_a_wrong_body_is_refused(body: bytes) -> None:
    with pytest.raises(WrongField):
        of_body(FIELDS, body)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"text": null}', b'{"text": "  "}'])
def test_what_is_required_is_named(body: bytes) -> None:
    with pytest.raises(WrongField, match=r"text: .*what is spoken") as refused:
        of_body(NEEDED, body)
    assert refused.value.detail == {"field": "text"}
