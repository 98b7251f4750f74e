"""The shape of a profile or a business's file as JSON Schema, for editors: drawn from the models, in the written form."""

import json
from typing import Any

from config.models import Business

ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_LEFT_OUT = frozenset({"required", "default", "title"})
COMMENT = "yaml-language-server: $schema={where}"
"""The line at the top of a file by which editors find the schema."""
_RANGE = r"\d{1,2}[:.]\d\d\s*(-|–|bis)\s*\d{1,2}[:.]\d\d"
_DAY = r"(mo|di|mi|do|fr|sa|so)"
_TEXT = {"type": ["string", "number", "boolean"]}
"""Text in YAML may look like something else: `0176123456`, `on`."""
_HOURS = {
    "type": "object",
    "description": "Opening hours: `di-fr: 09:00-18:00`, several with commas, `so: zu`.",
    "propertyNames": {"pattern": f"^{_DAY}(-{_DAY})?$"},
    "additionalProperties": {
        "anyOf": [
            {"type": "string", "pattern": rf"^({_RANGE}(\s*,\s*{_RANGE})*|zu|geschlossen|closed)$"},
            {"type": "array", "items": {"type": "string", "pattern": f"^{_RANGE}$"}},
            {"type": "null"},
        ]
    },
}


def profile_schema() -> dict[str, Any]:
    """What may stand in profiles/NAME.yaml and businesses/NAME.yaml.

    Nothing is required, since a file only says what differs, and everything may be empty, which removes it.
    """
    schema: dict[str, Any] = _written(Business.model_json_schema())
    properties: dict[str, Any] = schema["properties"]
    for ours in ("key", "branch"):
        del properties[ours]
    extends = {"type": "string", "description": "The profile that it goes on top of."}
    schema["properties"] = {"extends": extends, **properties}
    return {"$schema": ADDRESS, **schema, "title": "Vorzimmer: profile or business"}


def text() -> str:
    """The schema as a file."""
    return json.dumps(profile_schema(), ensure_ascii=False, indent=2) + "\n"


def _written(node: Any) -> Any:
    """A part of the models' schema as people write it: hours in words, nothing required, null allowed."""
    if isinstance(node, list):
        return [_written(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _written(part) for key, part in node.items() if key not in _LEFT_OUT}
    if "properties" in node:
        kept["properties"] = {
            name: _field(name, _written(part)) for name, part in node["properties"].items()
        }
    if isinstance(node.get("additionalProperties"), dict):
        kept["additionalProperties"] = _or_nothing(kept["additionalProperties"])
    return kept


def _field(name: str, part: dict[str, Any]) -> dict[str, Any]:
    if name == "hours":
        return _HOURS
    about = {"description": part["description"]} if "description" in part else {}
    kind = {key: value for key, value in part.items() if key != "description"}
    if name == "quiet":
        kind = {"type": "string", "pattern": f"^{_RANGE}$"}
    if kind == {"type": "string"}:
        kind = _TEXT
    if kind == {"type": "array", "items": {"type": "string"}}:
        kind = {"type": "array", "items": _TEXT}  # [0176123456]
    return {**about, **_or_nothing(kind)}


def _or_nothing(kind: dict[str, Any]) -> dict[str, Any]:
    """An empty value removes what lies below."""
    ways = kind.get("anyOf", [kind])
    nothing = {"type": "null"}
    return {"anyOf": ways if nothing in ways else [*ways, nothing]}
