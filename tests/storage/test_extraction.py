"""What a call was about as data: each fact with the words that prove it, and nothing without them."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from storage.events import Decided, Event, Heard, NeedsHuman, SlotFilled, ToolCalled
from storage.extraction import Extraction, Fact, beside, by_rules, checked

ENVELOPE: dict[str, Any] = {
    "seq": 1,
    "at": "2026-03-04T09:00:00.000Z",
    "business": "friseur",
    "call": "C",
}
TOLD: Sequence[Event] = (
    Heard(**ENVELOPE, turn=1, text="ich möchte am donnerstag kommen"),
    SlotFilled(**ENVELOPE, turn=1, slot="when", value="2026-03-05", quote="ich möchte am donnerstag kommen"),
    Heard(**ENVELOPE, turn=2, text="nein am freitag um zehn"),
    SlotFilled(**ENVELOPE, turn=2, slot="when", value="2026-03-06 10:00", quote="nein am freitag um zehn"),
    Heard(**ENVELOPE, turn=3, text="was kostet das"),
    Decided(**ENVELOPE, turn=3, by="rules", reason="price"),
    SlotFilled(**ENVELOPE, turn=4, slot="phone", value="+491701234567", quote=""),
    ToolCalled(**ENVELOPE, turn=5, tool="book", outcome="confirmed"),
)  # fmt: skip


def test_the_last_value_of_each_slot_stands_with_its_turn_and_words() -> None:
    made = by_rules(TOLD)
    assert made.purpose == "booking"
    assert made.facts == (
        Fact(slot="when", value="2026-03-06 10:00", quote="nein am freitag um zehn", turn=2),
        Fact(slot="phone", value="+491701234567", quote="", turn=4),
    )
    assert made.questions == ("was kostet das",)


@pytest.mark.parametrize(
    ("event", "purpose"),
    [
        (ToolCalled(**ENVELOPE, turn=1, tool="cancel", outcome="cancelled"), "cancel"),
        (ToolCalled(**ENVELOPE, turn=1, tool="cancel", outcome="refused"), "nothing"),
        (ToolCalled(**ENVELOPE, turn=1, tool="book", outcome="taken"), "nothing"),
        (NeedsHuman(**ENVELOPE, reason="complaint"), "complaint"),
        (Decided(**ENVELOPE, turn=1, by="rules", reason="wrong_number"), "wrong_number"),
    ],
)
def test_the_purpose_is_what_was_done_not_what_was_tried(event: Event, purpose: str) -> None:
    assert by_rules([event]).purpose == purpose


def test_of_a_proposal_only_what_was_said_in_the_turn_that_it_names_is_kept() -> None:
    facts: list[dict[str, Any]] = [
        {"slot": "when", "value": "2026-03-06 10:00", "quote": "Freitag um zehn", "turn": 2},
        {"slot": "name", "value": "Becker", "quote": "mein name ist becker", "turn": 2},
        {"slot": "when", "value": "2026-03-06", "quote": "am freitag", "turn": 1},
        {"slot": "service", "value": "haarschnitt", "quote": "", "turn": 1},
    ]
    proposal = {
        "purpose": "booking",
        "facts": facts,
        "questions": ["was kostet das", "wer ist der chef"],
    }
    made, complaints = checked(json.dumps(proposal), TOLD)
    assert made == Extraction(
        purpose="booking", facts=(Fact(**facts[0]),), questions=("was kostet das",)
    )
    assert [line.partition(":")[0] for line in complaints] == ["facts.name", "facts.when", "facts.service", "questions"]  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    ["", "Gern! Hier ist das JSON:", '{"purpose": "party"}', '{"purpose": "booking", "price": 0}'],
)
def test_what_breaks_the_schema_is_refused_with_the_place(answer: str) -> None:
    made, complaints = checked(answer, TOLD)
    assert made is None
    assert complaints


def test_a_model_adds_to_what_the_rules_know_and_changes_nothing_of_it() -> None:
    when = Fact(slot="when", value="2026-03-05", quote="am donnerstag", turn=1)
    name = Fact(slot="name", value="Becker", quote="becker", turn=2)
    model = Extraction(purpose="question", facts=(when, name), questions=("was kostet das",))
    made = beside(by_rules(TOLD), model)
    assert made.purpose == "booking"
    assert [(fact.slot, fact.value) for fact in made.facts] == [
        ("when", "2026-03-06 10:00"), ("phone", "+491701234567"), ("name", "Becker"),
    ]  # fmt: skip
    assert made.questions == ("was kostet das",)
