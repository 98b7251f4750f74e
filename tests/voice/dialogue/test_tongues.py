"""A change of language in the middle of a conversation; German in disguise stands for the other language."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.catalogue import Catalogue
from tests.firms import salon
from voice.dialogue.acts import (
    Act,
    Ask,
    Began,
    CallForHelp,
    Decide,
    Keys,
    Offer,
    Say,
    SwitchLanguage,
    Words,
)
from voice.dialogue.phrases import Phrasebook
from voice.dialogue.policy import Dialogue
from voice.dialogue.talk import Pending, Talk, Tongue
from voice.language.languages import language

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001  # local
GERMAN = language("de")
START = datetime(2026, 3, 6, 14, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def tongue(key: str) -> Tongue | None:
    """English and German are there, Ukrainian is not."""
    if key == "uk":
        return None
    business = salon()
    own = {"language.changed": "CHANGED"} if key == "en" else {}
    disguised = replace(GERMAN, key=key)
    return Tongue(disguised, Phrasebook(Catalogue("de", own), business, disguised))


def dialogue() -> Dialogue:
    business = salon()
    phrases = Phrasebook(Catalogue("de"), business, GERMAN)
    talk = Talk(business, GERMAN, phrases, "+491701234567", tongue)
    conversation = Dialogue(talk)
    conversation.step(Began(), NOW)
    return conversation


def switches(acts: list[Act]) -> list[SwitchLanguage]:
    return [act for act in acts if isinstance(act, SwitchLanguage)]


def said(acts: list[Act]) -> str:
    return " ".join(act.text for act in acts if isinstance(act, Say))


def test_a_wish_changes_language_and_phrases_together_and_discloses_anew() -> None:
    conversation = dialogue()
    acts = conversation.step(Words("do you speak english"), NOW)
    assert switches(acts) == [SwitchLanguage("de", "en")]
    assert conversation.talk.language.key == "en"
    assert "Telefonassistent" in said(acts)
    assert next(act for act in acts if isinstance(act, Say)).protected
    assert acts[-1] == Ask("open", 1)


@pytest.mark.parametrize(("key", "language_key"), [("8", "en"), ("7", "de")])
def test_a_key_at_the_opening_question_changes_the_language(key: str, language_key: str) -> None:
    conversation = dialogue()
    acts = conversation.step(Keys(key), NOW)
    assert conversation.talk.language.key == language_key
    assert len(switches(acts)) == (language_key != "de")


def test_elsewhere_the_key_keeps_its_meaning() -> None:
    conversation = dialogue()
    conversation.step(Words("ich möchte einen termin"), NOW)
    assert conversation.talk.question == "service"
    assert switches(conversation.step(Keys("8"), NOW)) == []
    assert conversation.talk.facts.service is not None


def test_what_was_understood_stays_and_the_open_question_is_put_again() -> None:
    conversation = dialogue()
    conversation.step(Words("ich möchte einen haarschnitt"), NOW)
    acts = conversation.step(Words("auf englisch bitte"), NOW)
    assert conversation.talk.facts.service == "haarschnitt"
    assert said(acts).startswith("CHANGED")
    assert acts[-1] == Ask("when", 1)


def test_a_read_back_is_read_again_in_the_new_language() -> None:
    conversation = dialogue()
    talk = conversation.talk
    offer = Offer(START, START + timedelta(minutes=45), "anna", "haarschnitt")
    talk.facts.service, talk.facts.offer, talk.facts.name = "haarschnitt", offer, "Becker"
    talk.question, talk.pending = "confirm", Pending.READ_BACK
    acts = conversation.step(Words("auf englisch bitte"), NOW)
    assert "haircut" in said(acts)
    assert "Becker" in said(acts)
    assert talk.pending is Pending.READ_BACK


def test_a_language_that_is_not_spoken_is_answered_and_a_call_back_offered() -> None:
    conversation = dialogue()
    acts = conversation.step(Words("говоріть українською"), NOW)
    assert switches(acts) == []
    assert conversation.talk.language.key == "de"
    assert CallForHelp("language_missing") in acts
    assert "leider nicht" in said(acts)
    assert conversation.talk.pending is Pending.CALLBACK


def test_the_language_that_is_spoken_already_is_confirmed() -> None:
    conversation = dialogue()
    acts = conversation.step(Words("sprechen sie deutsch"), NOW)
    assert Decide("language_is_spoken") in acts
    assert acts[-1] == Ask("open", 1)


def test_a_name_that_is_a_language_is_a_name() -> None:
    conversation = dialogue()
    conversation.talk.question = "name"
    assert switches(conversation.step(Words("english"), NOW)) == []


def test_a_copy_that_looks_ahead_changes_nothing() -> None:
    conversation = dialogue()
    conversation.copy().step(Words("do you speak english"), NOW)
    assert conversation.talk.language.key == "de"
