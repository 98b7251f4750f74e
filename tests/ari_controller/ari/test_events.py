import json
import os
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_controller.ari.events import (
    ChannelDtmfReceived,
    Malformed,
    StasisEnd,
    StasisStart,
    Unknown,
    read_event,
)

CHANNEL = {
    "id": "1700000000.1", "name": "PJSIP/caller-00000001", "state": "Ring",
    "caller": {"number": "+491701234567", "name": ""}, "protocol_id": "abc@127.0.0.2",
    "dialplan": {"context": "vorzimmer", "exten": "100", "app_name": "Stasis", "app_data": "vorzimmer,x"},
}  # fmt: skip


def test_a_new_caller_is_read_with_everything_that_routes_the_call() -> None:
    event = read_event(json.dumps({"type": "StasisStart", "args": ["a", "b"], "channel": CHANNEL}))
    assert isinstance(event, StasisStart)
    assert event.args == ("a", "b")
    channel = event.channel
    assert (channel.caller_number, channel.dialled, channel.stasis_app) == (
        "+491701234567",
        "100",
        "vorzimmer",
    )
    assert "+49" not in repr(channel)


@pytest.mark.parametrize("number", ["", "anonymous", "Anonymous", "unavailable"])
def test_a_withheld_number_is_none(number: str) -> None:
    event = read_event(
        json.dumps({"type": "StasisEnd", "channel": {**CHANNEL, "caller": {"number": number}}})
    )
    assert isinstance(event, StasisEnd)
    assert event.channel.caller_number is None


def test_keys_are_read_and_unknown_kinds_are_only_named() -> None:
    event = read_event(
        json.dumps(
            {"type": "ChannelDtmfReceived", "digit": "5", "duration_ms": 120, "channel": CHANNEL}
        )
    )
    assert isinstance(event, ChannelDtmfReceived)
    assert (event.digit, event.duration_ms) == ("5", 120)
    assert read_event('{"type": "RecordingFinished", "x": 1}') == Unknown("RecordingFinished")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"type": 5}', '{"type": "StasisStart"}', "[" * 100_000]
)
def test_what_is_no_event_is_malformed(text: str) -> None:
    assert isinstance(read_event(text), Malformed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.sampled_from(
        [
            "StasisStart",
            "StasisEnd",
            "ChannelVarset",
            "Dial",
            "ChannelDestroyed",
            "ApplicationReplaced",
        ]
    ),
    st.dictionaries(
        st.sampled_from(["channel", "args", "bridge", "digit", "cause", "peer", "application"]),
        JSON,
    ),
)
def test_no_event_whatever_is_in_it_raises(kind: str, fields: dict[str, object]) -> None:
    read_event(json.dumps({"type": kind, **fields}))


@pytest.mark.soak
def test_broken_events_by_the_thousand_harm_nothing() -> None:
    count = 100_000 if os.environ.get("VORZIMMER_SOAK") else 10_000
    random = Random(99)
    whole = json.dumps({"type": "StasisStart", "args": ["a"], "channel": CHANNEL})
    understood = 0
    for _ in range(count):
        letters = list(whole)
        for _ in range(random.randint(1, 4)):
            letters[random.randrange(len(letters))] = random.choice('{}[]":,0a\\\0')
        understood += not isinstance(read_event("".join(letters)), Malformed)
    print("seed 99,", understood, "of", count, "were events all the same")  # noqa: T201
    assert 0 < understood < count
