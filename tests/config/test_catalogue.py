import re

import pytest

from config.catalogue import Catalogue, languages
from config.templates import _shipped, template_mistake


def test_a_business_may_say_it_in_its_own_words_but_never_change_the_disclosure() -> None:
    shipped = Catalogue("de")
    own = Catalogue("de", {"farewell": "Servus!", "disclosure": "Hallo."})
    assert own.text("farewell") == "Servus!"
    assert own.text("disclosure") == shipped.text("disclosure")
    assert "Telefonassistent" in own.text("disclosure")


def test_wordings_change_with_each_attempt_and_the_last_one_stays() -> None:
    texts = [Catalogue("de").variant("ask.when", number) for number in (1, 2, 3, 9)]
    assert len(set(texts)) == 3
    assert texts[2] == texts[3]


def test_a_missing_value_is_an_error_and_not_a_hole_in_a_sentence() -> None:
    with pytest.raises(KeyError):
        Catalogue("de").text("price.known", service="Haarschnitt")


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_things_with_the_same_facts(language: str) -> None:
    german, other = Catalogue("de"), Catalogue(language)
    keys = german.keys()
    assert other.keys() == keys
    assert {key: other.placeholders(key) for key in keys} == {
        key: german.placeholders(key) for key in keys
    }
    for key in keys:
        for attempt in (1, 2, 3):
            values = dict.fromkeys(german.placeholders(key), "x")
            distinct = german.variant(key, attempt, **values) != german.variant(key, 1, **values)
            said = other.variant(key, attempt, **values) != other.variant(key, 1, **values)
            assert distinct == said, key


@pytest.mark.parametrize("language", languages())
def test_sentences_are_written_in_words(language: str) -> None:
    assert [text for text in Catalogue(language).texts() if re.search(r"\d|[«»()/]", text)] == []


def test_all_three_languages_have_a_catalogue() -> None:
    assert set(languages()) == {"de", "uk", "en"}


@pytest.mark.parametrize("language", languages())
def test_messages_name_the_same_facts_in_every_language(language: str) -> None:
    def facts(of: str) -> dict[str, set[str]]:
        return {
            key: set(re.findall(r"\b(?:{{|if|elif) ([a-z_]+)\b", text))
            for key, text in _shipped(of).items()
        }

    assert facts(language) == facts("de")
    for key, text in _shipped(language).items():
        assert key == "date" or template_mistake(language, key, text) is None
