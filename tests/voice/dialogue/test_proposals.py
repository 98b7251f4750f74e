"""A model's commands, read from the caller's words by our own grammars."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from ari_controller.app import phrasebook
from tests.firms import salon
from voice.dialogue.proposals import proposal, spoken
from voice.dialogue.talk import Goal, Pending, Talk
from voice.language.languages import language
from voice.language.values import Intent
from voice.thinking.answer import Command, Invalid, Slot

NOW = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def talk() -> Talk:
    return Talk(salon(), language("de"), phrasebook(salon()), "+491701234567")


@pytest.mark.parametrize(
    ("quote", "words", "meant"),
    [
        ("am Freitag", "ja am freitag bitte", "am freitag"),
        ("Müller", "hier ist mueller", "mueller"),
        ("Muller", "hier ist müller", "müller"),
        ("um halb drei", "um halb drei", "um halb drei"),
        ("freitag um zwei", "am freitag um drei", "freitag um drei"),
        ("einundzwanzig uhr", "zweiundzwanzig uhr", "zweiundzwanzig uhr"),
        ("um halb vier", "um halb drei", None),
        ("am Sonntag", "am Freitag", None),
        ("null eins sieben", "null acht acht", None),
        ("ja", "im januar", None),
        ("nein", "ein termin", None),
        ("", "ja", None),
        ("ja", "", None),
    ],
)
def test_a_quote_stands_for_what_the_caller_really_said(
    quote: str, words: str, meant: str | None
) -> None:
    assert spoken(quote, words) == meant


@pytest.mark.parametrize(
    ("slot", "quote"),
    [
        ("service", "Haarschnitt"),
        ("staff", "Anna"),
        ("when", "Freitag um elf"),
        ("name", "Becker"),
        ("phone", "null eins sieben sechs eins zwei drei vier fünf sechs sieben"),
        ("urgency", "dringend"),
    ],
)
def test_each_slot_has_its_grammar(slot: Slot, quote: str) -> None:
    found = proposal([Command("set_slot", slot, None, quote)], f"also {quote} ach", talk(), NOW)
    assert getattr(found.reading, slot) is not None
    assert found.reading.answer is None
    assert found.reading.text == quote


@pytest.mark.parametrize("slot", ["service", "staff", "when", "phone", "urgency", "address"])
def test_a_quote_that_is_no_such_thing_is_dropped(slot: Slot) -> None:
    with pytest.raises(Invalid, match=f"is no {slot}"):
        proposal([Command("set_slot", slot, None, "blaue blumen")], "blaue blumen", talk(), NOW)


def test_what_can_be_used_is_used_and_the_rest_dropped() -> None:
    commands = [
        Command("set_slot", "when", None, "Freitag um elf"),
        Command("set_slot", "name", None, "Rumpelstilz"),
    ]
    found = proposal(commands, "freitag um elf oder so", talk(), NOW)
    assert found.kept == ["set_slot:when"]
    assert len(found.dropped) == 1
    assert found.reading.when is not None
    assert found.reading.when.time == time(11)
    assert found.reading.name is None


def test_no_model_can_say_yes_or_goodbye() -> None:
    found = proposal(
        [Command("intent", None, "book", "ja ja tschüss")], "ja ja tschüss", talk(), NOW
    )
    assert found.reading.answer is None
    assert found.reading.intents == {Intent.BOOK}


@pytest.mark.parametrize(
    "command",
    [
        Command("person", None, None, "blumen"),
        Command("message", None, None, "blumen"),
        Command("intent", None, "cancel", "blumen"),
        Command("intent", None, "callback", "blumen"),
    ],
)
def test_what_leaves_the_way_is_asked_first_and_nothing_while_a_message_is_taken(
    command: Command,
) -> None:
    assert proposal([command], "blaue blumen", talk(), NOW).wants_somebody
    taking = talk()
    taking.goal = Goal.MESSAGE
    with pytest.raises(Invalid, match="already"):
        proposal([command], "blaue blumen", taking, NOW)


def test_a_part_is_rejected_only_where_something_was_read_back() -> None:
    wrong = Command("correct", "name", None, "der name")
    with pytest.raises(Invalid):
        proposal([wrong], "der name ist komisch", talk(), NOW)
    reading = talk()
    reading.pending = Pending.READ_BACK
    assert proposal([wrong], "der name ist komisch", reading, NOW).rejects


def test_a_price_is_asked_of_the_service_in_the_quote() -> None:
    asked = Command("intent", None, "price", "Taler für Färben")
    found = proposal([asked], "wie viele Taler für Färben", talk(), NOW)
    assert found.reading.service == "faerben"
