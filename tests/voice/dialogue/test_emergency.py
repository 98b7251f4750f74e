"""Emergencies: the table decides what is one; what is said, stored and asked for does not wait for a brain."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from config.catalogue import Catalogue
from config.models import Business
from tests.firms import configuration
from tests.voice.language.tables import rows
from voice.dialogue.acts import (
    Act,
    Ask,
    Began,
    CallForHelp,
    End,
    Fill,
    Input,
    Keys,
    MessageStored,
    Say,
    TakeMessage,
    Words,
)
from voice.dialogue.emergency import recognise
from voice.dialogue.phrases import Phrasebook
from voice.dialogue.policy import Dialogue
from voice.dialogue.talk import Talk
from voice.language.languages import language

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
FIRMS = {business.branch: business for business in configuration().businesses.values()}
TABLE = rows("emergencies.yaml")


def dialogue(business: Business, caller: str | None = None) -> Dialogue:
    spoken = language("de")
    talk = Dialogue(
        Talk(business, spoken, Phrasebook(Catalogue.of(business), business, spoken), caller)
    )
    talk.step(Began(), NOW)
    return talk


def after(talk: Dialogue, happened: Input | str) -> list[Act]:
    """All acts, a message stored as it comes."""
    waiting: list[Input] = [Words(happened) if isinstance(happened, str) else happened]
    acts: list[Act] = []
    while waiting:
        for act in talk.step(waiting.pop(0), NOW):
            acts.append(act)
            if isinstance(act, TakeMessage):
                waiting.append(MessageStored("M", act.callback))
    return acts


@pytest.mark.parametrize(("text", "branch", "kind"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_an_emergency(text: str, branch: str, kind: str) -> None:
    assert recognise(dialogue(FIRMS[branch]).talk, text) == (None if kind == "-" else kind)


@pytest.mark.parametrize("branch", sorted(FIRMS))
def test_every_word_of_a_profile_is_recognised_as_it_is_written(branch: str) -> None:
    business = FIRMS[branch]
    talk = dialogue(business).talk
    for key, emergency in business.emergencies.items():
        for phrase in emergency.words:
            found = recognise(talk, phrase.replace("*", ""))
            assert found is not None, f"{key}: {phrase}"


def test_the_sentence_comes_first_and_cannot_be_interrupted_the_message_is_urgent() -> None:
    talk = dialogue(FIRMS["handwerk"])
    acts = after(talk, "bei uns riecht es nach gas")
    said = [act for act in acts if isinstance(act, Say)]
    assert said[0].protected
    for wanted in ("Fenster", "keine Schalter", "Verlassen", "112"):
        assert wanted in said[0].text
    assert [act for act in acts if isinstance(act, CallForHelp)] == [CallForHelp("emergency")]
    [message] = [act for act in acts if isinstance(act, TakeMessage)]
    assert message.urgent
    assert message.callback
    assert message.words == "Gasgeruch: bei uns riecht es nach gas"
    assert [act.slot for act in acts if isinstance(act, Ask)] == ["address"]


def test_only_the_address_and_the_number_are_asked_for_and_both_are_passed_on() -> None:
    talk = dialogue(FIRMS["handwerk"])
    after(talk, "wir haben einen rohrbruch")
    acts = after(talk, "hauptstraße zwölf in münchen")
    [message] = [act for act in acts if isinstance(act, TakeMessage)]
    assert (message.words, message.urgent) == ("Wasserschaden, Hauptstraße 12 in München", True)
    assert [act.slot for act in acts if isinstance(act, Ask)] == ["phone"]
    for digit in "08912345678":
        after(talk, Keys(digit))
    acts = after(talk, Keys("#"))
    assert [act.value for act in acts if isinstance(act, Fill)] == ["+498912345678"]
    assert [act.reason for act in acts if isinstance(act, End)] == ["farewell"]


def test_a_caller_whose_number_is_known_is_asked_for_nothing() -> None:
    acts = after(dialogue(FIRMS["arztpraxis"], "+491701234567"), "ich bekomme keine luft")
    assert not any(isinstance(act, Ask) for act in acts)
    assert isinstance(acts[-1], End)


def test_who_cannot_say_where_is_not_asked_for_ever() -> None:
    talk = dialogue(FIRMS["handwerk"])
    after(talk, "es brennt bei uns")
    acts = [act for words in ("ja", "äh", "nein") for act in after(talk, words)]
    assert any(isinstance(act, End) for act in acts)


def test_an_emergency_in_the_middle_of_a_booking_ends_the_booking() -> None:
    talk = dialogue(FIRMS["arztpraxis"])
    after(talk, "ich hätte gern einen termin für eine impfung")
    acts = after(talk, "oh mein mann ist gerade bewusstlos geworden")
    assert any(isinstance(act, TakeMessage) and act.urgent for act in acts)
    assert [act.slot for act in acts if isinstance(act, Ask)] == ["phone"]


def test_how_urgent_an_order_is_may_be_said_with_the_word_emergency() -> None:
    talk = dialogue(FIRMS["handwerk"])
    for words in ("die heizung ist ausgefallen", "hauptstraße zwölf in münchen"):
        after(talk, words)
    acts = after(talk, "das ist ein notfall")
    assert [(act.slot, act.value) for act in acts if isinstance(act, Fill)] == [
        ("urgency", "urgent")
    ]


@pytest.mark.parametrize("branch", sorted(FIRMS))
def test_those_who_want_to_die_hear_of_people_to_talk_to(branch: str) -> None:
    acts = after(dialogue(FIRMS[branch]), "ich will nicht mehr leben")
    first = next(act.text for act in acts if isinstance(act, Say))
    assert "112" in first
    assert "Telefonseelsorge" in first
