"""The control API as an OpenAPI 3.1 document, made from the same tables as its handlers.

python -m ari_controller.control.openapi > docs/control-api.openapi.json
"""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ari_controller.control.errors import STATUS
from ari_controller.control.routes import PREFIX, VERSION, Route, desk, routes
from storage.desk.table import Field

_KINDS: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "texts": {"type": "array", "items": {"type": "string"}},
}
_ERROR = {"$ref": "#/components/schemas/Error"}
_ABOUT = (
    "Over the controller's Unix socket; who asks is known by the credentials of the connection. "
    "Described for people in control-api.md."
)


def document(table: Sequence[Route]) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for route in table:
        operation = _operation(route)
        paths.setdefault(f"{PREFIX}{route.path}", {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vorzimmer control API", "version": str(VERSION), "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": {
                "Error": {
                    "type": "object",
                    "required": ["error", "message", "detail"],
                    "properties": {
                        "error": {"type": "string", "enum": list(STATUS)},
                        "message": {"type": "string", "description": "what, where, remedy"},
                        "detail": {"type": "object"},
                    },
                }
            }
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    words = [part.strip("{}") for part in route.path.split("/") if part]
    operation: dict[str, Any] = {
        "operationId": "_".join([route.method.lower(), *words]),
        "summary": route.what,
        "x-right": route.right,
    }
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "maxLength": 64}}
        for name in route.names
    ]  # fmt: skip
    if route.method == "GET":
        parameters += [_parameter(field) for field in route.fields]
    if parameters:
        operation["parameters"] = parameters
    if route.method == "POST":
        operation["requestBody"] = _body(route.fields)
    operation["responses"] = {**_success(route), "default": _response("Refused.", _ERROR)}
    return operation


def _parameter(field: Field) -> dict[str, Any]:
    found = {"name": field.name, "in": "query", "required": field.required, "description": field.what,
             "schema": _schema(field)}  # fmt: skip
    return found | ({"style": "form", "explode": False} if field.kind == "texts" else {})


def _schema(field: Field) -> dict[str, Any]:
    schema = dict(_KINDS[field.kind])
    if field.choices:
        target = schema if field.kind != "texts" else schema.setdefault("items", {}).copy()
        target["enum"] = list(field.choices)
        if field.kind == "texts":
            schema["items"] = target
    return schema


def _body(fields: Sequence[Field]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: {**_schema(field), "description": field.what} for field in fields},
        "additionalProperties": False,
    }  # fmt: skip
    if required := [field.name for field in fields if field.required]:
        schema["required"] = required
    return {"required": bool(required), "content": {"application/json": {"schema": schema}}}


def _success(route: Route) -> dict[str, Any]:
    if route.kind == "stream":
        return {"101": {"description": "WebSocket; its messages are in control-api.md."}}
    properties = {name: {"description": what} for name, what in route.returns.items()}
    schema = {"type": "object", "properties": properties}
    if route.kind == "steer":
        return {"202": _response("Taken; events tell what becomes of it.", schema)}
    return {"200": _response("Done.", schema)}


def _response(about: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def written() -> str:
    """The document as it lies in the docs."""
    return json.dumps(document(routes(*desk())), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(written())
