"""Questions: the table decides which written answer they get; what nobody wrote is noted, never made up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.models import Business
from storage import knowledge
from storage.database import Database, connect
from storage.mirror import mirror
from tests.firms import configuration
from tests.voice.dialogue.test_emergency import FIRMS, NOW, dialogue
from tests.voice.language.tables import rows
from voice.dialogue.acts import (
    Act,
    Ask,
    Decide,
    Find,
    Found,
    Input,
    Look,
    Looked,
    MessageStored,
    Offer,
    Say,
    TakeMessage,
    Words,
)
from voice.dialogue.policy import Dialogue
from voice.language.languages import language

TABLE = rows("questions.yaml")
INTENTS = {"hours": "oeffnungszeiten", "place": "ort"}
"""Questions that were understood without looking are answered from the same fields."""


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = connect(Path(tmp_path_factory.mktemp("knowledge")) / "x.db")
    mirror(database, configuration().businesses, NOW)
    yield database
    database.close()


def feed(talk: Dialogue, db: Database, text: str) -> list[Act]:
    """All acts of a turn; the house answers from the database."""
    waiting: list[Input] = [Words(text)]
    acts: list[Act] = []
    while waiting:
        for act in talk.step(waiting.pop(0), NOW):
            acts.append(act)
            if isinstance(act, Look):
                found = knowledge.find(db, talk.talk.business.key, act.text)
                waiting.append(Looked(act.text, found))
            elif isinstance(act, TakeMessage):
                waiting.append(MessageStored("M", act.callback))
            elif isinstance(act, Find):
                waiting.append(Found("near", (Offer(NOW, NOW, "anna", act.service),)))
    return acts


def answered(acts: list[Act]) -> str:
    """Which entry was told; - for none."""
    for act in acts:
        if isinstance(act, Decide):
            reason = str(act.reason)
            if reason.startswith("answered:") or reason in INTENTS:
                return INTENTS.get(reason, reason.removeprefix("answered:"))
    return "-"


def said(acts: list[Act]) -> str:
    return " ".join(act.text for act in acts if isinstance(act, Say))


@pytest.mark.parametrize(("text", "branch", "key"), TABLE, ids=[row[0] for row in TABLE])
def test_which_answer_a_question_gets(db: Database, text: str, branch: str, key: str) -> None:
    assert answered(feed(dialogue(FIRMS[branch]), db, text)) == key


@pytest.mark.parametrize("branch", sorted(FIRMS))
def test_every_question_of_a_profile_finds_its_own_answer(db: Database, branch: str) -> None:
    business: Business = FIRMS[branch]
    for key, faq in business.faq.items():
        for question in faq.questions:
            found = knowledge.find(db, business.key, question)
            best = {passage.key for passage in found if passage.score >= found[0].score - 0.01}
            assert key in best, question


def test_the_answer_and_then_the_open_question_again(db: Database) -> None:
    talk = dialogue(FIRMS["friseur"])
    feed(talk, db, "ich hätte gern einen haarschnitt")
    acts = feed(talk, db, "kann ich bei ihnen mit karte zahlen")
    assert said(acts) == "Sie können bar und mit Karte zahlen. Wann möchten Sie kommen?"
    assert [act.slot for act in acts if isinstance(act, Ask)] == ["when"]
    assert talk.talk.facts.service == "haarschnitt"


def test_what_nobody_wrote_is_noted_without_a_call_back_and_the_question_stays(
    db: Database,
) -> None:
    talk = dialogue(FIRMS["friseur"], "+491701234567")
    acts = feed(talk, db, "machen sie eigentlich auch hausbesuche")
    assert said(acts).startswith("Das weiß ich leider nicht, ich notiere die Frage.")
    [note] = [act for act in acts if isinstance(act, TakeMessage)]
    assert (note.words, note.callback, note.phone) == (
        "Frage: machen sie eigentlich auch hausbesuche", False, "+491701234567",
    )  # fmt: skip
    assert [act.slot for act in acts if isinstance(act, Ask)] == ["open"]
    acts = feed(talk, db, "gut dann einen haarschnitt bitte")
    assert [act.slot for act in acts if isinstance(act, Ask)] == ["when"]


def test_an_order_that_is_put_as_a_question_is_an_order(db: Database) -> None:
    acts = feed(dialogue(FIRMS["handwerk"]), db, "können sie meinen wasserhahn reparieren")
    assert [act.slot for act in acts if isinstance(act, Ask)] == ["address"]


@pytest.mark.parametrize(
    "text",
    [
        "haben sie am freitag um zehn noch was frei",
        "kann ich morgen zum haare schneiden kommen",
        "was kostet ein haarschnitt",
        "haben sie einen termin für mich",
    ],
)
def test_wishes_that_are_put_as_questions_stay_wishes(db: Database, text: str) -> None:
    acts = feed(dialogue(FIRMS["friseur"]), db, text)
    assert answered(acts) == "-"
    assert not any(isinstance(act, TakeMessage) for act in acts)


def test_place_and_hours_are_told_from_their_fields(db: Database) -> None:
    talk = dialogue(FIRMS["anwalt"])
    assert "Schillerstraße 5" in said(feed(talk, db, "wo sind sie denn genau"))
    assert "Montag" in said(feed(talk, db, "wann haben sie geöffnet"))
    assert "Unser Büro" in said(feed(dialogue(FIRMS["immobilien"]), db, "wo finde ich sie"))


def test_a_removed_answer_is_forgotten(db: Database) -> None:
    business = FIRMS["kosmetik"]
    less = business.model_copy(update={"faq": {}})
    with db.conn:
        knowledge.remember(db, less)
    assert knowledge.find(db, business.key, "haben sie gutscheine") == ()
    with db.conn:
        knowledge.remember(db, business)
    assert knowledge.find(db, business.key, "haben sie gutscheine")[0].key == "gutschein"


QUESTIONS = ("wie lange dauert das", "haben sie parkplätze", "ich wollte fragen ob sie morgen da sind", "guten tag nehmen sie neue patienten")  # fmt: skip
NO_QUESTIONS = ("ich hätte gern einen termin", "am freitag um zehn", "becker", "ja gern", "haben wir schon", "das ist gut", "meine heizung ist kaputt")  # fmt: skip


def test_what_is_put_as_a_question() -> None:
    asks = language("de").asks
    assert [text for text in QUESTIONS if not asks(text)] == []
    assert [text for text in NO_QUESTIONS if asks(text)] == ["haben wir schon"]
