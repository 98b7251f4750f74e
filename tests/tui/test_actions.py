"""The registry: keys, words, an operator's own keys, command words."""

import re
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.operator_words import LANGUAGES, operator_words, own_keys
from tui.actions import GENERAL, Registry, key_name, key_text, registry
from tui.call_actions import CALLS
from tui.desk_actions import DESK

TUI = Path(__file__).parents[2] / "tui"
TABLES = (CALLS, DESK, GENERAL)
ALT_GR = set("[]{}\\|@~")


def test_a_key_means_one_thing_in_a_view() -> None:
    all_of_them = registry(TABLES)
    for where in ("live", "call", "bookings", "customers", "history", "log"):
        own = [one for one in all_of_them.of(where) if one.where]
        keys = [key for one in own for key in all_of_them.keys[one.id]]
        assert sorted(keys) == sorted(set(keys)), where
    general = [key for one in GENERAL for key in one.keys]
    assert len(general) == len(set(general))


def test_no_key_needs_alt_gr_and_what_cannot_be_undone_is_no_small_letter() -> None:
    for table in TABLES:
        for action in table:
            assert not ALT_GR & set("".join(key for key in action.keys if len(key) == 1)), action.id
            if action.id in {"call.hang_up", "call.block"}:
                assert action.confirm != "none"
                assert not any(key.islower() and len(key) == 1 for key in action.keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_and_every_text_in_the_code_has_words(language: str) -> None:
    words = operator_words(language)
    ids = [action.id for table in TABLES for action in table]
    assert [name for name in ids if f"action.{name}.name" not in words] == []
    assert [name for name in ids if f"action.{name}.tip" not in words] == []
    code = "\n".join(path.read_text("utf-8") for path in TUI.rglob("*.py"))
    used = set(re.findall(r"(?:words|tell)\(\s*\"([a-z_]+(?:\.[a-z_0-9]+)+)\"", code))
    assert len(used) > 40
    assert [key for key in sorted(used) if key not in words] == []


@pytest.mark.parametrize(
    ("own", "keys", "warning"),
    [
        ({"call.hint": "K"}, {"call.hint": ("K",)}, None),
        ({"call.hint": "k"}, {"call.hint": ("w", "f6")}, ("k", "call.hint", "move")),
        ({"call.hint": "K, f8"}, {"call.hint": ("K", "f8")}, None),
        ({"call.hint": "X"}, {"call.hint": ("w", "f6")}, ("X", "call.hint", "call.hang_up")),
        ({"call.hint": "X, K"}, {"call.hint": ("K",)}, ("X", "call.hint", "call.hang_up")),
        (
            {"call.hint": "t", "call.takeover": "w"},
            {"call.hint": ("t",), "call.takeover": ("w",)},
            None,
        ),
        ({"help": ":"}, {"help": ("question_mark", "f1")}, (":", "help", "command")),
        ({"go.last": ""}, {"go.last": ()}, None),
        ({"call.fly": "k"}, {}, ("call.fly",)),
    ],
)
def test_own_keys(
    own: dict[str, str], keys: dict[str, tuple[str, ...]], warning: tuple[str, ...] | None
) -> None:
    found = registry(TABLES, own)
    assert {name: found.keys[name] for name in keys} == keys
    values = [tuple(key_text(one) for one in told.values()) for _, told in found.warnings]
    assert values == ([warning] if warning else [])


def test_own_keys_come_from_a_file_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "keys.yaml"
    assert own_keys(path) == {}
    path.write_text("call.hint: k\n", "utf-8")
    assert own_keys(path) == {"call.hint": "k"}
    for wrong in ("- call.hint\n", "call.hint: [k]\n", "call.hint: {"):
        path.write_text(wrong, "utf-8")
        with pytest.raises(ConfigError, match=r"keys\.yaml"):
            own_keys(path)


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("live", "go.live"),
        ("termin", "go.bookings"),
        ("auftrag", "go.inbox"),
        ("kunde", "go.customers"),
        ("anruf", "go.call"),
        ("betrieb", "go.business"),
        ("log", "log"),
        ("q", "quit"),
        ("quit", "quit"),
        ("hil", "help"),
        ("call.hint", "call.hint"),
        ("xyz", None),
    ],
)
def test_command_words(word: str, action: str | None) -> None:
    found = found_by(word, registry(TABLES))
    assert found == action


def found_by(word: str, all_of_them: Registry) -> str | None:
    action = all_of_them.by_command(word)
    return action.id if action is not None else None


def test_keys_as_people_write_them() -> None:
    written = (":", "?", "-", "Esc", "F4", "X", "Pos1")
    assert [key_name(one) for one in written] == [
        "colon",
        "question_mark",
        "minus",
        "escape",
        "f4",
        "X",
        "home",
    ]
    assert [key_text(one) for one in ("colon", "enter", "f4", "ctrl+p")] == [":", "⏎", "F4", "^p"]
