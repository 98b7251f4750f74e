import pytest

from config.catalogue import Catalogue


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
