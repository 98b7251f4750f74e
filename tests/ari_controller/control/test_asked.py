"""Bodies and queries that are none are refused; what they hold is checked by the desk's dispatcher."""

import pytest

from ari_controller.control.asked import of_body, of_query
from ari_controller.control.steering import VERBS
from storage.desk.errors import BadField
from storage.desk.serving import values_of


def test_values_come_by_their_names() -> None:
    assert of_body(b"") == {}
    assert of_body('{"text": "Müller [b]", "n": 1.5}'.encode()) == {"text": "Müller [b]", "n": 1.5}
    assert of_query([("a", "1"), ("b", "x,y")]) == {"a": "1", "b": "x,y"}
    with pytest.raises(BadField, match="twice"):
        of_query([("a", "1"), ("a", "2")])


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"[]",
        b'"q"',
        b"\xff",
        b"[" * 100_000,
        b'{"n": NaN}',
        b'{"n": Infinity}',
        b'{"n": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadField, match="JSON"):
        of_body(body)


@pytest.mark.parametrize("text", [None, "", "  ", 5, "\ud800", "x" * 5000])
def test_an_order_says_what_is_to_be_said(text: object) -> None:
    say = next(verb for verb in VERBS if verb.name == "say")
    with pytest.raises(BadField) as refused:
        values_of(say.fields, {"text": text})
    assert refused.value.detail == {"field": "text"}
