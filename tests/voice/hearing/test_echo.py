"""Our own voice that comes back is no caller; a caller who repeats an offer is no echo."""

import pytest

from voice.hearing.echo import is_echo, is_surely_echo

SAID = "Frei ist am Freitag, dem sechsten März, um zehn Uhr, um elf Uhr dreißig, oder am Samstag um neun Uhr."


@pytest.mark.parametrize(
    ("heard", "echo", "surely"),
    [
        ("freitag dem sechsten märz", True, True),
        ("frei ist am freitag dem sechsten", True, True),
        ("am freitag dem sexten merz um zehn", True, True),
        ("um zehn uhr um elf uhr dreißig", True, True),
        ("um zehn", True, False),
        ("samstag", True, False),
        ("am samstag um neun", True, True),
        ("um vierzehn uhr bitte", False, False),
        ("nein lieber am montag nachmittag", False, False),
        ("nein", False, False),
        ("moment mal", False, False),
        ("ich möchte mit einem menschen sprechen", False, False),
        ("haben sie auch am mittwoch etwas", False, False),
        ("", False, False),
    ],
)
def test_is_it_us(heard: str, echo: bool, surely: bool) -> None:
    assert is_echo(heard, SAID) is echo
    assert is_surely_echo(heard, SAID) is surely


def test_nothing_is_an_echo_while_we_are_silent() -> None:
    assert not is_echo("am freitag dem sechsten märz", "")
    assert not is_surely_echo("am freitag dem sechsten märz", "")
