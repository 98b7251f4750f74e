"""The schema for editors: current, and every file of ours fits it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import schema

ROOT = Path(__file__).parents[2]
SCHEMA = schema.profile_schema()
FILES = [
    ROOT / "config/common.yaml",
    *sorted((ROOT / "config/profiles").glob("*.yaml")),
    *sorted((ROOT / "config/lab/businesses").glob("*.yaml")),
]
TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "number": (int, float), "integer": int,
    "boolean": bool, "null": type(None),
}  # fmt: skip


def mistakes(value: Any, rule: dict[str, Any], where: str = "") -> list[str]:
    """What does not fit, by the keywords that the schema uses."""
    if "$ref" in rule:
        return mistakes(value, SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]], where)
    if "anyOf" in rule:
        found = [mistakes(value, one, where) for one in rule["anyOf"]]
        return [] if [] in found else min(found, key=len)
    kinds = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", list(TYPES))
    if not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{where}: {value!r} is no {kinds}"]
    if "enum" in rule and value not in rule["enum"]:
        return [f"{where}: {value!r} is none of {rule['enum']}"]
    if "pattern" in rule and isinstance(value, str) and not re.search(rule["pattern"], value):
        return [f"{where}: {value!r} is no {rule['pattern']}"]
    if isinstance(value, list):
        return [m for n, one in enumerate(value) for m in mistakes(one, rule.get("items", {}), f"{where}.{n}")]  # fmt: skip
    if isinstance(value, dict):
        return in_object(value, rule, where)
    return []


def in_object(value: dict[str, Any], rule: dict[str, Any], where: str) -> list[str]:
    found = []
    names = rule.get("propertyNames", {}).get("pattern", "")
    for key, inner in value.items():
        other = rule.get("additionalProperties", {})
        known = rule.get("properties", {}).get(key, other)
        if known is False or (names and not re.search(names, key)):
            found.append(f"{where}.{key}: unknown")
        else:
            found += mistakes(inner, known, f"{where}.{key}")
    return found


def test_the_copy_in_the_repository_is_current() -> None:
    assert (ROOT / "config/profile.schema.json").read_text("utf-8") == schema.text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_of_ours_fits(path: Path) -> None:
    assert mistakes(yaml.safe_load(path.read_text("utf-8")), SCHEMA) == []


@pytest.mark.parametrize(
    "line",
    [
        "colour: red",
        "mode: kiosk",
        "hours: {mo: 9-17}",
        "hours: {montag: 09:00-17:00}",
        "faq: {a: {question: x}}",
        "closed_call: {offers: [termin]}",
        "services: {a: {duration_min: lang}}",
        "key: x",
    ],
)
def test_a_mistake_is_seen_by_the_editor(line: str) -> None:
    assert mistakes(yaml.safe_load(line), SCHEMA)


def test_every_field_is_explained() -> None:
    fields = [
        f"{where}.{name}"
        for where, model in {"": SCHEMA, **SCHEMA["$defs"]}.items()
        for name, field in model.get("properties", {}).items()
        if "description" not in field
    ]
    assert fields == []
