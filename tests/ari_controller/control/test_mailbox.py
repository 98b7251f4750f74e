"""What waits for a client is bounded, and a client that is behind loses levels first."""

from hypothesis import given
from hypothesis import strategies as st

from ari_controller.control.limits import Bucket
from ari_controller.control.mailbox import Mailbox


def test_messages_keep_their_order_and_levels_are_the_latest() -> None:
    box = Mailbox()
    box.put(b"1")
    box.put_levels(b"old")
    box.put(b"2")
    box.put_levels(b"new")
    assert box.take() == [b"1", b"2", b"new"]
    assert box.empty


def test_a_client_that_is_behind_gets_no_levels() -> None:
    box = Mailbox(most_messages=8)
    box.put_levels(b"levels")
    for _ in range(3):
        box.put(b"x")
    box.put_levels(b"levels")
    assert box.take() == [b"x"] * 3


def test_a_full_one_is_emptied_and_counts_what_was_lost() -> None:
    box = Mailbox(most_messages=3)
    for _ in range(5):
        box.put(b"x")
    box.put_levels(b"levels")
    assert (box.lagging, box.take()) == (True, [])
    assert not box.empty
    assert box.caught_up() == 5
    box.put(b"y")
    assert box.take() == [b"y"]


@given(st.lists(st.binary(max_size=40)))
def test_it_never_holds_more_than_it_may(messages: list[bytes]) -> None:
    box = Mailbox(most_messages=5, most_bytes=100)
    for message in messages:
        box.put(message)
        assert box.size <= 100
    kept = box.take()
    assert len(kept) <= 5
    assert sum(len(message) for message in kept) <= 100
    assert len(kept) + box.dropped == len(messages)


def test_a_bucket_allows_a_burst_and_then_its_rate() -> None:
    bucket = Bucket(rate=2, burst=3)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(100.5), bucket.take(100.5)] == [True, False]
    assert [bucket.take(200.0) for _ in range(4)] == [True, True, True, False]
