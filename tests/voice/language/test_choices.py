import pytest

from voice.language.choices import match_choice
from voice.language.de.ordinals import parse_ordinal
from voice.language.languages import language

SERVICES = {
    "haarschnitt": ("Haarschnitt", "Haare schneiden", "schneiden"),
    "herren": ("Herrenhaarschnitt", "Herrenschnitt"),
    "faerben": ("Färben", "Haare färben", "Farbe"),
    "waschen": ("Waschen, Schneiden, Föhnen", "waschen schneiden föhnen"),
}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("einen haarschnitt bitte", "haarschnitt"),
        ("einen herrenhaarschnitt", "herren"),
        ("herren haarschnitt", "herren"),
        ("ich möchte meine haare färben lassen", "faerben"),
        ("faerben", "faerben"),
        ("waschen schneiden und föhnen", "haarschnitt"),
        ("waschen schneiden föhnen", "waschen"),
        ("haarschnit", "haarschnitt"),
        ("zum haareschneiden", "haarschnitt"),
    ],
)
def test_the_longest_name_wins(text: str, key: str) -> None:
    assert match_choice(text, SERVICES)[0] == key


@pytest.mark.parametrize("text", ["am freitag um zehn", "becker", "ja", ""])
def test_what_names_nothing_matches_nothing(text: str) -> None:
    assert match_choice(text, SERVICES) == []


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("das erste", 0), ("die zweite bitte", 1), ("der letzte", 2), ("nummer drei", 2), ("ich nehme den zweiten", 1),
        ("zweite", 1), ("am dritten märz", None), ("das vierte", None), ("ja", None), ("am ersten april", None),
        ("den dritten oktober", None),
    ],
)  # fmt: skip
def test_offers_are_taken_by_their_number(text: str, index: int | None) -> None:
    assert parse_ordinal(text, 3) == index


@pytest.mark.parametrize(
    ("slot", "text", "state"),
    [
        ("confirm", "ja", "complete"), ("confirm", "", "empty"), ("confirm", "haarschnitt", "neutral"),
        ("when", "am freitag um", "open"), ("when", "am freitag", "neutral"),
        ("when", "am freitag um halb drei", "complete"), ("when", "das zweite", "complete"),
        ("name", "mein name ist", "open"), ("name", "becker", "complete"),
        ("phone", "null eins sieben null", "open"),
        ("phone", "null eins sieben null eins zwei drei vier fünf sechs sieben", "complete"),
        ("open", "ich hätte gern einen", "open"), ("open", "ich hätte gern einen haarschnitt", "neutral"),
    ],
)  # fmt: skip
def test_partial_texts_show_whether_more_will_come(slot: str, text: str, state: str) -> None:
    assert language("de").completeness.state(slot, text) == state  # type: ignore[arg-type]
