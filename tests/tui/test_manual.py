"""The manual's keys are the program's."""

from pathlib import Path

import pytest

from tui.actions import GENERAL, key_text, registry
from tui.call_actions import CALLS
from tui.desk_actions import DESK
from tui.manual import BEGIN, renewed
from tui.words import Words

MANUAL = (Path(__file__).parents[2] / "docs/operators.md").read_text("utf-8")
KNOWN = registry((CALLS, DESK, GENERAL))


def test_the_table_is_the_one_that_the_program_makes_and_holds_every_action() -> None:
    assert renewed(MANUAL, Words("de")) == MANUAL, "make pictures"
    for action in KNOWN.actions.values():
        assert f"**{Words('de')(f'action.{action.id}.name')}**" in MANUAL.partition(BEGIN)[2]


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("call.hint", "**Einen Hinweis geben** (`{}`"),
        ("call.say", "**Etwas sagen lassen** (`{}`"),
        ("call.mute", "**Stumm schalten** (`{}`"),
        ("call.listen", "**Mithören** (`{}`"),
        ("call.takeover", "**Übernehmen** (`{}`"),
        ("call.hand_back", "**Zurückgeben** (`{}`"),
        ("call.transfer", "**Durchstellen** (`{}`"),
        ("call.call_back", "**Rückruf versprechen** (`{}`"),
        ("call.hang_up", "**Auflegen** (`{}`"),
        ("call.block", "**Sperren** (`{}`"),
        ("live.problems", "`{}` zeigt nur diese Gespräche"),
        ("banner.jump", "`{}` zeigt es"),
        ("banner.dismiss", "`{}` blendet es aus"),
        ("theme", "`{}` wechselt zwischen"),
        ("quit", "Beenden: `{}`"),
        ("go.bookings", "`{}` öffnet Termine"),
        ("go.customers", "`{}` zeigt die offenen Rückrufe"),
        ("go.history", "`{}` zeigt frühere Anrufe"),
    ],
)
def test_a_key_in_the_text_is_the_actions(action: str, told: str) -> None:
    assert told.format(key_text(KNOWN.shown_key(action))) in MANUAL


def test_a_manual_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        renewed("nothing", Words("de"))
