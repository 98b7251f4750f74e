import pytest

from storage.events import SlotName
from voice.hearing.endpoint import CAP_S, DELAYS_MS, QUICKEST, SLOWEST, Endpointer
from voice.language.values import TextState


@pytest.mark.parametrize(
    ("slot", "state", "delay_ms"),
    [
        ("confirm", "complete", 400), ("confirm", "empty", 800), ("more", "open", 1000),
        ("when", "complete", 400), ("when", "open", 1300), ("name", "complete", 600),
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


def pauses(*lengths: float) -> Endpointer:
    """A caller who pauses so long within an answer to "when"."""
    endpointer = Endpointer("when")
    at = 0.0
    for length in lengths:
        endpointer.silence(at)
        endpointer.speech(at + length)
        at += 5.0
    return endpointer


def test_a_slow_speaker_is_given_more_time_and_a_quick_one_is_answered_sooner() -> None:
    assert pauses().patience == 1.0
    assert pauses(0.05, 0.1).patience == 1.0  # the hold of a consonant is no pause
    slow, quick = pauses(0.9, 0.8, 1.0), pauses(0.2, 0.2, 0.16, 0.2, 0.2)
    assert slow.patience > 1.3
    assert quick.patience < 0.9
    slow.silence(100.0)
    slow.text("complete")
    assert slow.deadline == pytest.approx(100 + 0.4 * slow.patience)


def test_the_patience_has_bounds_and_never_passes_the_cap() -> None:
    endless = pauses(*[30.0] * 20)
    assert endless.patience == SLOWEST
    assert pauses(*[0.15] * 50).patience == QUICKEST
    for slot in DELAYS_MS:
        endless.expect(slot)
        endless.silence(0.0)
        endless.text("open")
        assert endless.deadline is not None
        assert endless.deadline <= CAP_S


def test_whoever_was_cut_in_on_is_given_more_time_at_once_and_it_wears_off() -> None:
    endpointer = Endpointer("when")
    endpointer.cut_in(0.5)
    after = endpointer.patience
    assert after > 1.2
    for number in range(6):
        endpointer.silence(float(number))
        endpointer.speech(number + 0.25)
    assert endpointer.patience < after
