"""The table of wishes decides."""

import pytest

from tests.voice.language.tables import table
from voice.language.wishes import wished_language

WISHES = [(text, key) for key, texts in table("language_wishes.yaml").items() for text in texts]


def test_the_table_is_large_enough_and_holds_what_is_none() -> None:
    assert len(WISHES) >= 40
    assert sum(key == "none" for _, key in WISHES) >= 20


@pytest.mark.parametrize(("text", "key"), WISHES)
def test_a_wish_for_a_language_is_understood(text: str, key: str) -> None:
    assert wished_language(text) == (None if key == "none" else key)


@pytest.mark.parametrize("text", ["Deutsch", "english", "українською"])
def test_a_language_alone_is_no_wish_where_a_name_is_expected(text: str) -> None:
    assert wished_language(text) is not None
    assert wished_language(text, alone=False) is None
