"""What a call was about as data: its purpose, and each fact with the words that prove it.

From the journal, so that a crash only delays it. The rules' own state is in the journal as `slot_filled`;
what a model proposes instead counts only where its quote stands in the turn that it names.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from sqlite_utils import Database

from config.models import Frozen
from storage import journal
from storage.events import Decided, Event, Heard, NeedsHuman, SlotFilled, SlotName, ToolCalled

Purpose = Literal[
    "emergency",
    "complaint",
    "booking",
    "move",
    "cancel",
    "inquiry",
    "message",
    "question",
    "wrong_number",
    "nothing",
]
Maker = Literal["rules", "model"]
_TOOLS: Mapping[tuple[str, str], Purpose] = {
    ("cancel", "cancelled"): "cancel",
    ("move", "moved"): "move",
    ("book", "confirmed"): "booking",
    ("book", "requested"): "booking",
    ("inquiry", "stored"): "inquiry",
    ("message", "stored"): "message",
}
_QUESTIONS = frozenset({"price", "hours", "place", "knowledge", "question_noted"})
_WEIGHT: Sequence[Purpose] = (
    "emergency",
    "complaint",
    "booking",
    "move",
    "cancel",
    "inquiry",
    "message",
    "question",
    "wrong_number",
)
"""Of several purposes the first of these counts."""


class Fact(Frozen):
    """One thing that was understood, and where."""

    slot: SlotName
    value: str
    quote: str
    """The caller's words; empty where keys were pressed."""
    turn: Annotated[int, Field(ge=0)]


class Extraction(Frozen):
    """The schema that both makers keep to."""

    purpose: Purpose
    facts: tuple[Fact, ...] = ()
    questions: tuple[str, ...] = ()
    """What the caller wanted to know, in their own words."""


def by_rules(events: Sequence[Event]) -> Extraction:
    """From the rules' own state: the last value of each slot, and what was done."""
    facts = {e.slot: Fact(slot=e.slot, value=e.value, quote=e.quote, turn=e.turn) for e in events if isinstance(e, SlotFilled)}  # fmt: skip
    heard = {e.turn: e.text for e in events if isinstance(e, Heard)}
    asked = [e.turn for e in events if isinstance(e, Decided) and e.reason in _QUESTIONS]
    questions = tuple(dict.fromkeys(heard[turn] for turn in asked if turn in heard))
    return Extraction(purpose=_purpose(events), facts=tuple(facts.values()), questions=questions)


def _purpose(events: Sequence[Event]) -> Purpose:
    found: set[Purpose] = set()
    for event in events:
        match event:
            case ToolCalled(tool=tool, outcome=outcome) if (tool, outcome) in _TOOLS:
                found.add(_TOOLS[tool, outcome])
            case NeedsHuman(reason="emergency"):
                found.add("emergency")
            case NeedsHuman(reason="complaint"):
                found.add("complaint")
            case Decided(reason="wrong_number"):
                found.add("wrong_number")
            case Decided(reason=reason) if reason in _QUESTIONS:
                found.add("question")
            case _:
                pass
    return next((purpose for purpose in _WEIGHT if purpose in found), "nothing")


def checked(proposed: str, events: Sequence[Event]) -> tuple[Extraction | None, tuple[str, ...]]:
    """What of a proposal (JSON) holds, and what is wrong with the rest, in words that help to mend it.

    None when it does not keep to the schema at all. A fact without its words in the turn that it names
    is dropped, and so is a question that nobody asked.
    """
    try:
        wanted = Extraction.model_validate_json(proposed)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors())
        return None, tuple(wrong)
    heard = {e.turn: _plain(e.text) for e in events if isinstance(e, Heard)}
    kept, complaints = list[Fact](), list[str]()
    for fact in wanted.facts:
        if fact.quote and _plain(fact.quote) in heard.get(fact.turn, ""):
            kept.append(fact)
        else:
            complaints.append(f"facts.{fact.slot}: the quote is not in turn {fact.turn}")
    said = " ".join(heard.values())
    questions = tuple(question for question in wanted.questions if _plain(question) in said)
    complaints += ["questions: not the caller's words"] * (len(questions) < len(wanted.questions))
    made = Extraction(purpose=wanted.purpose, facts=tuple(kept), questions=questions)
    return made, tuple(complaints)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def beside(rules: Extraction, model: Extraction) -> Extraction:
    """What the rules know stays; the model adds what they have no view of."""
    known = {fact.slot for fact in rules.facts}
    return Extraction(
        purpose=model.purpose if rules.purpose == "nothing" else rules.purpose,
        facts=(*rules.facts, *(fact for fact in model.facts if fact.slot not in known)),
        questions=tuple(dict.fromkeys((*rules.questions, *model.questions))),
    )


def store(db: Database, call: str, made: Extraction, by: Maker) -> None:
    """Keeps it on the call's row; the caller owns the transaction."""
    db.execute(
        "UPDATE calls SET extraction = ?, extracted_by = ? WHERE id = ?",
        (made.model_dump_json(), by, call),
    )


def store_by_rules(db: Database, call: str) -> None:
    """Makes it from the journal and keeps it; the caller owns the transaction."""
    store(db, call, by_rules(journal.of_call(db, call)), "rules")


def of_row(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A call's extraction as plain JSON values; None until it is made."""
    return json.loads(row["extraction"]) if row.get("extraction") else None
