"""A call as its events tell it."""

from dataclasses import asdict
from pathlib import Path

import pytest

from ari_controller.lab.scenarios import load_scenario
from ari_controller.lab.virtual_run import run
from storage.database import connect
from storage.events import Event, Partial, decode, encode
from storage.journal import of_call
from storage.live.fold import FACTS, LEVELS, LINE, LIST, ORDERS, SPANS, TALK, TIMES, apply
from storage.live.model import LiveCall, Speech, Tool
from tests.firms import configuration
from tests.storage.live.script import Script

SCENARIO = Path(__file__).parents[2] / "scenarios" / "friseur" / "interrupts.yaml"


def folded(events: list[Event]) -> LiveCall:
    calls: dict[str, LiveCall] = {}
    for event in events:
        apply(calls, event)
    (call,) = calls.values()
    return call


def booked() -> Script:
    script = Script().talking().at(6).partial("ich möchte").at(7)
    script.hears("ich möchte einen Haarschnitt am Freitag um zehn")
    script.fills("service", "haarschnitt", "einen Haarschnitt")
    script.fills("when", "2026-07-17 10:00:00", "am Freitag um zehn")
    script.tell("decided", turn=1, by="rules", reason="facts")
    script.tell("tool_called", turn=1, tool="find", outcome="exact", detail={"ms": 40})
    script.tell("asked", turn=1, slot="confirm").becomes("speaking").timed(850.0, endpoint=500.0)
    script.at(10).says(
        "Freitag, 17. Juli", 1500.0, cut=True, wanted="Freitag, 17. Juli, 10 Uhr, passt das?"
    )
    return script.tell("barge_in", turn=1, heard_ms=1500).becomes("listening")


AREAS: tuple[tuple[str, dict[str, object], set[str]], ...] = (
    ("level", {"caller_dbfs": -20.0, "assistant_dbfs": -60.0}, {LEVELS}),
    ("partial", {"turn": 2, "text": "ja"}, {LIST, TALK}),
    ("partial", {"turn": 2, "text": ""}, set()),
    ("heard", {"turn": 2, "text": "ja"}, {LIST, TALK, SPANS}),
    ("said", {"turn": 1, "text": "Gut."}, {LIST, TALK, SPANS}),
    ("state_changed", {"before": "listening", "after": "thinking"}, {LIST, LINE}),
    ("slot_filled", {"turn": 2, "slot": "name", "value": "Becker", "quote": ""}, {LIST, FACTS}),
    ("slot_filled", {"turn": 2, "slot": "more", "value": "yes", "quote": ""}, set()),
    ("decided", {"turn": 2, "by": "rules", "reason": "facts"}, {TALK, FACTS}),
    ("turn_timed", {"turn": 2, "slot": "name", "audible": 900.0}, {LIST, TIMES}),
    ("barge_in", {"turn": 2, "heard_ms": 300}, {SPANS}),
    ("needs_human", {"reason": "emergency"}, {LIST}),
    ("language_changed", {"turn": 2, "before": "de", "after": "uk"}, {LIST, LINE}),
    ("operator_did", {"operator": "mk", "verb": "mute", "outcome": "done"}, {LIST, ORDERS, TALK}),
    ("dtmf", {"digit": "1"}, {TALK}),
    ("consent_changed", {"consent": "given"}, {LINE}),
    ("call_ended", {"reason": "farewell", "turns": 2}, {LIST, LINE, TALK}),
)


@pytest.mark.parametrize(("kind", "body", "areas"), AREAS)
def test_each_event_touches_its_areas(kind: str, body: dict[str, object], areas: set[str]) -> None:
    script = booked()
    calls: dict[str, LiveCall] = {}
    for event in script.events:
        apply(calls, event)
    assert apply(calls, script.tell(kind, **body).events[-1]) == areas


def test_a_turn_holds_what_belongs_to_it() -> None:
    call = folded(booked().events)
    greeting, turn = call.turns
    assert [one.who for one in greeting.said if isinstance(one, Speech)] == ["assistant"]
    heard, tool, said = turn.said
    assert isinstance(heard, Speech)
    assert isinstance(tool, Tool)
    assert isinstance(said, Speech)
    assert (heard.who, heard.interim) == ("caller", False)
    assert (tool.name, tool.outcome, tool.ms) == ("find", "exact", 40.0)
    assert (said.text, said.unheard, said.words_heard) == (
        "Freitag, 17. Juli",
        ", 10 Uhr, passt das?",
        (3, 7),
    )
    assert turn.decided == [("rules", "facts")]
    assert turn.timing is not None
    assert call.answer_ms == turn.timing.audible == 850.0


def test_words_so_far_stand_until_the_final_ones() -> None:
    script = Script().talking().partial("ich").partial("ich möchte")
    last = folded(script.events).last_speech
    assert last is not None
    assert (last.text, last.interim) == ("ich möchte", True)
    last = folded(script.hears("ich möchte einen Termin").events).last_speech
    assert last is not None
    assert (last.text, last.interim) == ("ich möchte einen Termin", False)


def test_facts_are_confirmed_by_the_callers_yes_and_open_again_when_corrected() -> None:
    script = booked()
    assert not any(fact.confirmed for fact in folded(script.events).facts.values())
    script.hears("ja").tell("decided", turn=2, by="rules", reason="confirmed")
    facts = folded(script.events).facts
    assert all(fact.confirmed for fact in facts.values())
    assert (facts["when"].turn, facts["when"].quote) == (1, "am Freitag um zehn")
    script.hears("nein um elf").fills("when", "2026-07-17 11:00:00", "um elf")
    facts = folded(script.events).facts
    assert {slot: fact.confirmed for slot, fact in facts.items()} == {
        "service": True,
        "when": False,
    }


def test_speech_stands_on_the_timeline_by_what_was_measured() -> None:
    spans = folded(booked().events).spans
    assert [(one.who, one.start_s, one.end_s, one.cut) for one in spans] == [
        ("assistant", pytest.approx(0.1), 2.0, False),
        ("caller", pytest.approx(5.2), pytest.approx(6.7), False),
        ("assistant", 8.5, 10.0, True),
    ]
    assert folded(booked().events).interruptions == [(10.0, True)]


@pytest.mark.parametrize(
    ("verbs", "muted", "taken_by", "listening"),
    [
        (["mute"], True, None, set()),
        (["mute", "unmute"], False, None, set()),
        (["takeover"], False, "mk", set()),
        (["takeover", "hand_back"], False, None, set()),
        (["listen"], False, None, {"mk"}),
        (["listen", "stop_listening"], False, None, set()),
        (["hint"], False, None, set()),
    ],
)
def test_only_what_was_done_counts(
    verbs: list[str], *, muted: bool, taken_by: str | None, listening: set[str]
) -> None:
    script = booked()
    for number, verb in enumerate(verbs):
        script.order(f"o{number}", verb, "requested").order(f"o{number}", verb, "done")
    script.order("o9", "takeover", "requested").order("o9", "takeover", "failed", "no_answer")
    call = folded(script.events)
    assert (call.muted, call.taken_by, call.listening) == (muted, taken_by, listening)
    assert [(one.verb, one.outcome) for one in call.orders] == [
        *((verb, "done") for verb in verbs),
        ("takeover", "failed"),
    ]


def test_an_event_twice_or_late_changes_nothing_else() -> None:
    events = booked().events
    late = [*events[:5], *events[6:], events[5]]
    again = folded([*events, *events[:4], *late])
    again.last_at = folded(events).last_at
    stored = [event for event in events if not event.live_only]
    assert asdict(again)["facts"] == asdict(folded(stored))["facts"]
    assert len(again.taken) == len(stored)


def test_what_is_stored_folds_to_what_was_live(tmp_path: Path) -> None:
    """A simulated call: its events as they were published, against the journal that was written."""
    live: dict[str, LiveCall] = {}

    def watch(event: Event) -> None:
        apply(live, decode(encode(event)))

    run(load_scenario(SCENARIO), configuration(), tmp_path, "text", watch=watch)
    assert live, "the scenario published nothing"
    db = connect(tmp_path / "scenario.db")
    for key, call in live.items():
        stored = folded(of_call(db, key))
        assert asdict(stored) == asdict(call)
        assert stored.exit_reason == "farewell"
        assert any(fact.confirmed for fact in stored.facts.values())
    assert not any(isinstance(event, Partial) for event in of_call(db, next(iter(live))))
