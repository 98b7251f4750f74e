import json
import os
from random import Random

import pytest

from voice.media.control import Started, Status, encode_command, read_message

START = {
    "event": "MEDIA_START",
    "connection_id": "c",
    "channel_id": "ch",
    "format": "slin16",
    "optimal_frame_size": 640,
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(START),
        "MEDIA_START connection_id:c channel_id:ch format:slin16 optimal_frame_size:640",
    ],
)
def test_the_start_is_read_in_both_forms(text: str) -> None:
    started = Started.read(read_message(text))
    assert (started.connection_id, started.channel_id, started.format, started.frame_bytes) == (
        "c",
        "ch",
        "slin16",
        640,
    )


def test_the_queue_is_told_in_milliseconds() -> None:
    status = Status.read(
        read_message('{"event": "STATUS", "queue_length": 4, "queue_full": "false"}')
    )
    assert (status.unplayed_ms, status.full) == (80, False)


@pytest.mark.parametrize("text", ["{", "{}", '{"event": 5}', "?? what", "[" * 10_000])
def test_what_is_no_message_is_malformed(text: str) -> None:
    assert read_message(text).kind in {"malformed", "[" * 10_000}


def test_commands_are_written_in_the_form_that_asterisk_speaks() -> None:
    assert json.loads(encode_command("MARK_MEDIA", "m1", as_json=True)) == {
        "command": "MARK_MEDIA",
        "correlation_id": "m1",
    }
    assert encode_command("MARK_MEDIA", "m1", as_json=False) == "MARK_MEDIA m1"
    assert encode_command("FLUSH_MEDIA", None, as_json=False) == "FLUSH_MEDIA"


@pytest.mark.soak
def test_broken_messages_by_the_thousand_harm_nothing() -> None:
    count = 100_000 if os.environ.get("VORZIMMER_SOAK") else 10_000
    random = Random(815)
    whole = [
        json.dumps(START),
        "MEDIA_START connection_id:c channel_id:ch format:slin16 optimal_frame_size:640",
        '{"event": "STATUS", "queue_length": 4, "queue_full": false}',
        "MEDIA_MARK_PROCESSED correlation_id:m1",
        "ERROR error_text:something",
    ]
    kinds = set()
    for _ in range(count):
        letters = list(random.choice(whole))
        for _ in range(random.randint(1, 5)):
            letters[random.randrange(len(letters))] = chr(random.randrange(1, 0x250))
        message = read_message("".join(letters[: random.randint(1, len(letters))]))
        kinds.add(message.kind)
        Started.read(message)
        Status.read(message)
    print("seed 815,", count, "messages")  # noqa: T201
    assert "malformed" in kinds
