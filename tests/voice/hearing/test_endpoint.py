import pytest

from storage.events import SlotName
from voice.hearing.endpoint import CAP_S, DELAYS_MS, Endpointer
from voice.language.values import TextState


@pytest.mark.parametrize(
    ("slot", "state", "delay_ms"),
    [
        ("confirm", "complete", 250), ("confirm", "empty", 800), ("more", "open", 1000),
        ("when", "complete", 350), ("when", "open", 1300), ("name", "complete", 600),
        ("phone", "complete", 700), ("phone", "neutral", 1400), ("open", "neutral", 800),
    ],
)  # fmt: skip
def test_how_long_a_pause_ends_an_answer(slot: SlotName, state: TextState, delay_ms: int) -> None:
    endpointer = Endpointer()
    endpointer.expect(slot)
    endpointer.silence(10.0)
    endpointer.text(state)
    assert endpointer.deadline == pytest.approx(10 + delay_ms / 1000)


def test_speech_takes_the_deadline_back_and_a_new_turn_begins_empty() -> None:
    endpointer = Endpointer("confirm")
    assert endpointer.deadline is None
    endpointer.silence(1.0)
    endpointer.speech()
    assert endpointer.deadline is None
    endpointer.text("complete")
    endpointer.reset()
    endpointer.silence(2.0)
    assert endpointer.deadline == pytest.approx(2.8)


def test_no_pause_is_longer_than_the_cap_and_every_slot_has_its_row() -> None:
    for delays in DELAYS_MS.values():
        assert all(delay / 1000 <= CAP_S for delay in delays.values())
        assert delays["complete"] <= delays["neutral"] <= delays["open"]
