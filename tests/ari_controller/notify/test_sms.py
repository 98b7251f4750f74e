import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_controller.notify.sms import parts, shortened


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("ä" * 160, 1), ("ß" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("{" * 80 + "a", 2),
        ("„" * 70, 1), ("„" * 71, 2), ("ї" * 134, 2), ("ї" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2),
    ],
)  # fmt: skip
def test_parts_are_counted_as_networks_do(text: str, count: int) -> None:
    assert parts(text) == count


@given(st.text(max_size=900), st.integers(1, 3))
def test_a_shortened_text_fits_and_a_short_one_stays(text: str, most: int) -> None:
    short = shortened(text, most)
    assert parts(short) <= most
    if parts(text) <= most:
        assert short == text
