"""What scripted callers on a bad line do that their script does not say."""

from typing import Any

from ari_controller.lab.caller import CallerScript, Patience
from ari_controller.lab.scenarios import Step, Trigger
from storage.events import Asked, Event, Said, StateChanged

ENVELOPE: dict[str, Any] = {"seq": 1, "at": "2026-03-04T09:00:00.000Z", "business": "friseur", "call": "C"}  # fmt: skip
STEPS = (
    Step(when=Trigger(asks="name"), say="Becker"),
    Step(when=Trigger(asks="confirm"), say="ja"),
)


def asked(script: CallerScript, slot: Any, said: str, now: float) -> str | None:
    """The assistant says something, asks, and listens; what the caller answers."""
    events: list[Event] = [
        Said(**ENVELOPE, turn=1, text=said),
        Asked(**ENVELOPE, turn=1, slot=slot),
        StateChanged(**ENVELOPE, before="speaking", after="listening"),
    ]
    for event in events:
        script.on_event(event, now)
    step = script.due(now + 5)
    return step.say if step else None


def test_who_is_asked_again_says_it_again_and_gives_up_at_last() -> None:
    script = CallerScript(STEPS, Patience("Becker", left=2))
    answers = [asked(script, "name", "Wie ist Ihr Name?", float(at)) for at in range(0, 40, 10)]
    assert answers == ["Becker", "Becker", "Becker", None]


def test_a_name_that_is_read_back_wrong_is_put_right_and_then_agreed_to() -> None:
    script = CallerScript(STEPS, Patience("Becker"))
    asked(script, "name", "Wie ist Ihr Name?", 0)
    wrong = asked(
        script, "confirm", "Ich fasse zusammen: auf den Namen Decker. Ist das richtig?", 10
    )
    assert wrong == "nein der Name ist Becker"
    right = asked(
        script, "confirm", "Ich fasse zusammen: auf den Namen Becker. Ist das richtig?", 20
    )
    assert right == "ja"


def test_nobody_agrees_to_a_wrong_name_or_number_in_the_end() -> None:
    script = CallerScript(STEPS, Patience("Becker", "null eins sieben null", left=1))
    asked(script, "name", "Wie ist Ihr Name?", 0)
    read_back = "Ich fasse zusammen: auf den Namen {}, Telefon {}. Ist das richtig?"
    wrong = asked(script, "confirm", read_back.format("Becker", "null eins sieben eins"), 10)
    assert wrong == "nein die Nummer ist falsch"
    script.on_event(Said(**ENVELOPE, turn=2, text=read_back.format("Decker", "null eins sieben null")), 20)  # fmt: skip
    script.on_event(StateChanged(**ENVELOPE, before="speaking", after="listening"), 20)
    step = script.due(25)
    assert step is not None
    assert step.hang_up


def test_without_patience_each_thing_is_said_once() -> None:
    script = CallerScript(STEPS)
    assert asked(script, "name", "Wie ist Ihr Name?", 0) == "Becker"
    assert asked(script, "name", "Wie bitte?", 10) is None
    assert asked(script, "confirm", "auf den Namen Decker, richtig?", 20) == "ja"
