"""Commands that change the files of admins leave every other line as it was."""

from pathlib import Path

import pytest

from config.edit import EditError, apply, new_file, with_entry
from config.errors import ConfigError
from config.loader import load
from tests.config.test_loader import BUSINESS, write

ODD = """\
# Salon Anna, since 1987
extends: friseur   # the profile
name: 'Salon Anna'
numbers: [0176123456, "100"]
hours: {di-fr: "09:00-18:00", sa: 9:00-13:00}   # long Fridays

staff:
  anna: {name: Anna}     # the boss

  maria:
    name: Maria
names:
  - on
  - No
# the end
"""


def test_every_other_line_stays() -> None:
    text = with_entry(ODD, ("staff", "otto"), {"name": "Otto"})
    assert [line for line in text.splitlines() if line not in ODD.splitlines()] == [
        "  otto: {name: Otto}"
    ]
    assert [line for line in ODD.splitlines() if line not in text.splitlines()] == []
    text = with_entry(text, ("services", "bart"), {"name": "Bart", "duration_min": 20, "staff": ["otto"]})  # fmt: skip
    assert text.endswith("  bart: {name: Bart, duration_min: 20, staff: [otto]}\n")
    assert "# the end" in text


@pytest.mark.parametrize("value", ["on", "0176", "12:30", "32", "32,50", "Müller: Söhne", "#1", "", "null", "- x", "'"])  # fmt: skip
def test_what_people_type_is_read_back_as_they_typed_it(tmp_path: Path, value: str) -> None:
    folder = write(tmp_path)
    path = folder / "businesses/anna.yaml"
    path.write_text(with_entry(BUSINESS, ("texts", "greeting"), f"{value} {{business}}"), "utf-8")
    assert load(folder, {}).businesses["anna"].texts["greeting"] == f"{value} {{business}}"
    path.write_text(with_entry(BUSINESS, ("staff", "otto"), {"name": value or "x"}), "utf-8")
    assert load(folder, {}).businesses["anna"].staff["otto"].name == (value or "x")


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        (BUSINESS, ("staff", "anna"), "staff.anna is there already"),
        ("staff: [anna]\n", ("staff", "otto"), "staff holds no"),
        ("- a\n", ("staff", "otto"), "of the form"),
        ("staff: {\n", ("staff", "otto"), "not YAML"),
    ],
)
def test_what_cannot_be_done_is_told(text: str, place: tuple[str, ...], told: str) -> None:
    with pytest.raises(EditError, match=told):
        with_entry(text, place, {"name": "x"})


def test_a_wrong_change_is_taken_back_and_a_right_one_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path)
    path = folder / "businesses/anna.yaml"
    path.chmod(0o640)
    wrong = with_entry(BUSINESS, ("services", "bart"), {"name": "Bart", "accusative": "Bart", "duration_min": 20, "staff": ["otto"]})  # fmt: skip
    with pytest.raises(ConfigError, match="otto"):
        apply(path, wrong, folder, {})
    assert path.read_text("utf-8") == BUSINESS
    known = apply(path, with_entry(BUSINESS, ("staff", "otto"), {"name": "Otto"}), folder, {})
    assert known.businesses["anna"].staff["otto"].name == "Otto"
    assert path.stat().st_mode & 0o777 == 0o640
    new = folder / "businesses/berta.yaml"
    text = new_file({"extends": "friseur", "name": "Berta", "numbers": ["100"], "staff": {}}, "x")
    with pytest.raises(ConfigError, match="nobody"):
        apply(new, text, folder, {})
    assert not new.exists()
    staff = {"berta": {"name": "Berta"}}
    text = new_file({"extends": "friseur", "name": "Berta", "numbers": ["100"], "staff": staff}, "x")  # fmt: skip
    assert text == "# x\nextends: friseur\nname: Berta\nnumbers: ['100']\nstaff:\n  berta: {name: Berta}\n"  # fmt: skip
    assert set(apply(new, text, folder, {}).businesses) == {"anna", "berta"}
