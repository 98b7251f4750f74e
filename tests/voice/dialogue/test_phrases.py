"""Every sentence that the dialogue asks for is in the catalogue, with what fills it."""

import ast
from pathlib import Path

import pytest

from config.catalogue import Catalogue

DIALOGUE = Path(__file__).parents[3] / "voice/dialogue"
CALLS = {"text", "variant", "ask", "say"}
SHARED = ("ask.", "help.", "offer.")


def keys_in_code() -> set[str]:
    """First arguments of `phrases.text("…")` and its kin, f-strings left out."""
    found = set()
    for path in DIALOGUE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = node.func
                name = (
                    function.attr
                    if isinstance(function, ast.Attribute)
                    else getattr(function, "id", "")
                )
                value = node.args[0].value
                if name in CALLS and isinstance(value, str):
                    owner = getattr(getattr(function, "value", None), "attr", "") or getattr(
                        getattr(function, "value", None), "id", ""
                    )
                    if (name == "ask" and owner == "talk") or name == "ask":
                        found.add(f"ask.{value}")
                    elif owner != "match":
                        found.add(value)
    return found


@pytest.mark.parametrize("key", sorted(keys_in_code()))
def test_what_the_dialogue_says_is_in_the_catalogue(key: str) -> None:
    german = Catalogue("de")
    assert german.variant(key, 1, **dict.fromkeys(german.placeholders(key), "x"))


@pytest.mark.parametrize(
    "key",
    [
        *(
            f"ask.{slot}"
            for slot in ("open", "service", "when", "name", "phone", "problem", "more", "confirm")
        ),
        *(
            f"help.{slot}"
            for slot in ("open", "service", "when", "name", "phone", "problem", "more", "confirm")
        ),
        *(
            f"offer.{reason}"
            for reason in ("taken", "closed", "past", "too_far", "none", "one", "two", "three")
        ),
    ],
)
def test_what_depends_on_a_slot_or_a_reason_is_in_the_catalogue(key: str) -> None:
    german = Catalogue("de")
    assert german.variant(key, 1, **dict.fromkeys(german.placeholders(key), "x"))


def test_the_disclosure_is_one_sentence_that_names_the_machine() -> None:
    text = Catalogue("de").text("disclosure")
    assert text.count(".") == 1
    assert "automatisch" in text
    # 4 s at 150 words a minute are ten words.
    assert len(text.split()) <= 10
