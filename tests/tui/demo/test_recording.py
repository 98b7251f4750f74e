"""The recording that ships: an afternoon in which everything happens that operators should see."""

from collections import Counter
from typing import Any

import pytest

from storage.events import decode
from tui.demo.afternoon import Afternoon
from tui.demo.recording import OPENS, SHIPPED, Recording, open_recording

MOST_BYTES = 1_000_000


@pytest.fixture(scope="module")
def recording() -> Recording:
    return open_recording(SHIPPED)


@pytest.fixture(scope="module")
def events(recording: Recording) -> list[Any]:
    return [decode(frame["event"]) for frame in recording.frames if "event" in frame]


def test_it_is_small_and_in_order(recording: Recording) -> None:
    assert SHIPPED.stat().st_size < MOST_BYTES
    times = [frame["t"] for frame in recording.frames]
    assert times == sorted(times)
    assert times[-1] < recording.end_s


def test_many_call_many_businesses_some_of_them_at_once(events: list[Any]) -> None:
    assert len({event.call for event in events}) >= 25
    assert len({event.business for event in events}) >= 8
    running, most = set(), 0
    for event in events:
        running.discard(event.call) if event.kind == "call_ended" else running.add(event.call)
        most = max(most, len(running))
    assert 4 <= most <= 6
    assert running == set()


def test_everything_happens(events: list[Any]) -> None:
    kinds = Counter(event.kind for event in events)
    assert kinds["barge_in"] > 0
    assert kinds["partial"] > 100
    reasons = {event.reason for event in events if event.kind == "needs_human"}
    assert reasons >= {"emergency", "person_wanted", "not_understood", "complaint"}
    assert {e.after for e in events if e.kind == "language_changed"} == {"en", "uk"}
    exits = Counter(event.reason for event in events if event.kind == "call_ended")
    assert exits["farewell"] > 20
    assert {"silence", "caller_hung_up", "limit"} <= exits.keys()
    assert "unknown" not in kinds


def test_a_snapshot_holds_the_running_calls_and_their_last_words(recording: Recording) -> None:
    afternoon = Afternoon(recording.frames, "")
    afternoon.take(recording.seconds(OPENS))
    first, *calls, last = afternoon.snapshot(afternoon.state(recording.seconds(OPENS), ""))
    assert (first["type"], last["type"]) == ("snapshot_begin", "snapshot_end")
    assert first["state"]["lines"]["used"] == len(calls) >= 3
    assert first["state"]["answer_ms"]["p50"] > 0
    for call in calls:
        assert call["events"][0]["kind"] == "call_started"
        assert sum(event["kind"] == "partial" for event in call["events"]) <= 1
    afternoon.take(recording.end_s)
    assert afternoon.running == {}
    assert afternoon.due_s is None


def test_times_of_the_day_are_seconds_of_the_recording(recording: Recording) -> None:
    assert recording.seconds("14:00") == 0
    assert recording.seconds("15:00:30") == 3630
    assert recording.seconds("23:00") == recording.end_s
    with pytest.raises(ValueError, match="noon: a time like 15:12"):
        recording.seconds("noon")
