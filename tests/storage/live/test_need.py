"""Which calls need a human, and in which order the reasons stand."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.live.fold import apply
from storage.live.model import LiveCall
from storage.live.need import USUAL, Need, Thresholds, needs
from tests.storage.live.script import START, Script


def reasons(script: Script, at_s: float, limits: Thresholds = USUAL) -> list[str]:
    return [need.reason for need in found(script, at_s, limits)]


def found(script: Script, at_s: float, limits: Thresholds = USUAL) -> tuple[Need, ...]:
    calls: dict[str, LiveCall] = {}
    for event in script.events:
        apply(calls, event)
    return needs(calls[script.call], START + timedelta(seconds=at_s), limits)


def talk() -> Script:
    return Script().talking()


CASES: dict[str, tuple[Callable[[], Script], float, list[str]]] = {
    "nothing": (talk, 5.0, []),
    "asked for a person": (
        lambda: talk().tell("needs_human", reason="person_wanted"),
        5.0,
        ["person_wanted"],
    ),
    "an emergency before everything": (
        lambda: (
            talk()
            .tell("needs_human", reason="complaint")
            .tell("needs_human", reason="emergency")
            .tell("needs_human", reason="no_free_slot")
        ),
        5.0,
        ["emergency", "no_free_slot", "complaint"],
    ),
    "a part that failed": (
        lambda: talk().tell("needs_human", reason="llm_failed"),
        5.0,
        ["engine_failed"],
    ),
    "asked a second time": (lambda: talk().tell("asked", turn=0, slot="name", attempt=2), 3.0, []),
    "asked a third time": (
        lambda: talk().tell("asked", turn=0, slot="name", attempt=3),
        3.0,
        ["not_understood"],
    ),
    "quiet, but not for long": (talk, 9.9, []),
    "quiet": (talk, 10.1, ["silence"]),
    "words so far are no silence": (lambda: talk().at(9).partial("äh"), 12.0, []),
    "an answer that is late": (lambda: talk().at(4).hears("ja"), 7.5, ["engine_slow"]),
    "an answer that was late": (
        lambda: talk().at(4).hears("ja").at(8).timed(3500.0).becomes("speaking"),
        9.0,
        ["engine_slow"],
    ),
    "a filler was due": (
        lambda: talk().at(4).hears("ja").tell("decided", turn=1, by="controller", reason="slow"),
        5.0,
        ["engine_slow"],
    ),
    "a filler was due, and the answer came": (
        lambda: (
            talk()
            .at(4)
            .hears("ja")
            .tell("decided", turn=1, by="controller", reason="slow")
            .becomes("speaking")
            .timed(1200.0)
        ),
        6.0,
        [],
    ),
    "long": (lambda: talk().at(298).hears("ja").becomes("speaking"), 301.0, ["long"]),
    "what nobody knows": (lambda: talk().tell("needs_human", reason="of_tomorrow"), 5.0, []),
    "over": (lambda: talk().tell("needs_human", reason="emergency").ends(), 5.0, []),
    "a human has it": (
        lambda: talk().tell("needs_human", reason="emergency").order("o1", "takeover", "done"),
        400.0,
        [],
    ),
    "a human gave it back": (
        lambda: (
            talk()
            .tell("needs_human", reason="emergency")
            .order("o1", "takeover", "done")
            .order("o2", "hand_back", "done")
        ),
        5.0,
        ["emergency"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_reasons(case: str) -> None:
    script, at_s, expected = CASES[case]
    assert reasons(script(), at_s) == expected


def test_since_when_and_what_of() -> None:
    (need,) = found(talk().at(4).tell("needs_human", reason="tts_failed"), 6.0)
    assert (need.since, need.detail) == ("2026-07-14T12:28:04.000Z", "tts")
    (need,) = found(talk(), 30.0)
    assert need.since == "2026-07-14T12:28:02.000Z"
    (need,) = found(talk().at(299).partial("ja"), 302.0)
    assert need.since == "2026-07-14T12:33:00.000Z"


def test_thresholds_are_the_sites() -> None:
    assert reasons(talk(), 5.0, Thresholds(silence_s=2.0, long_s=4.0)) == ["silence", "long"]
