"""Orders: what kind they are is told by the caller's words and never asked for."""

import pytest

from config.catalogue import Catalogue
from config.models import Category
from tests.firms import configuration
from tests.voice.dialogue.test_policy import CALLER, NOW
from voice.dialogue.acts import Inquire, Say, Words
from voice.dialogue.inquiry import category
from voice.dialogue.phrases import Phrasebook
from voice.dialogue.policy import Dialogue
from voice.dialogue.talk import Talk
from voice.language.languages import language

KINDS = {
    "heizung": Category(name="Heizung", words=("Heizkörper", "wird nicht warm")),
    "sanitaer": Category(name="Sanitär", words=("Wasserhahn", "Abfluss verstopft")),
}


def ordered(problem: str) -> Inquire:
    business = configuration().businesses["installateur"].model_copy(update={"categories": KINDS})
    spoken = language("de")
    talk = Talk(business, spoken, Phrasebook(Catalogue("de"), business, spoken), CALLER)
    dialogue = Dialogue(talk)
    said: list[str] = []
    for text in (problem, "hauptstraße zwölf in dachau", "es hat zeit", "becker", "ja"):
        acts = dialogue.step(Words(text), NOW)
        said += [act.text for act in acts if isinstance(act, Say)]
        agreed = [act for act in acts if isinstance(act, Inquire)]
    assert not any("Heizung oder" in text for text in said)
    return agreed[0]


def test_the_kind_is_known_by_the_words_of_the_problem() -> None:
    assert ordered("der wasserhahn in der küche tropft").category == "sanitaer"
    assert ordered("im bad wird es nicht warm der heizkörper gluckert").category == "heizung"


def test_a_problem_of_no_known_kind_is_taken_all_the_same() -> None:
    assert ordered("die haustür klemmt seit gestern").category is None


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        ("die heizung wird nicht warm", "heizung"),
        ("bei uns ist der abfluss verstopft", "sanitaer"),
        ("in der küche geht die steckdose nicht mehr", "elektro"),
        ("die dachrinne ist kaputt", "dach"),
        ("der rollladen klemmt", "tueren_fenster"),
        ("wir möchten das wohnzimmer streichen lassen", "maler"),
        ("wir haben ein anderes problem", None),
    ],
)
def test_the_kinds_of_the_shipped_profile(problem: str, kind: str | None) -> None:
    business = configuration().businesses["installateur"]
    spoken = language("de")
    talk = Talk(business, spoken, Phrasebook(Catalogue("de"), business, spoken), CALLER)
    talk.facts.problem = problem
    assert category(talk) == kind
