"""The OpenAPI file in the docs is what the handlers serve, and the page for people names all of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ari_controller.control.errors import STATUS
from ari_controller.control.openapi import document, written
from ari_controller.control.routes import desk, routes
from ari_controller.control.steering import VERBS
from tests.ari_controller.control.served import READS, WRITES, serving

DOCS = Path(__file__).parents[3] / "docs"
FILE = DOCS / "control-api.openapi.json"


def operations(made: dict[str, Any]) -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, found in made["paths"].items() for method in found}


def test_the_file_is_what_the_tables_say() -> None:
    """Made anew with `python -m ari_controller.control.openapi > docs/control-api.openapi.json`."""
    assert FILE.read_text("utf-8") == written()


async def test_the_handlers_serve_what_the_document_says() -> None:
    async with serving() as served:
        resources = served.api._app.router.routes()
        found = {
            (route.method, str(route.resource.canonical))
            for route in resources
            if route.resource is not None and route.method != "HEAD"
        }
    assert found == operations(document(routes(READS, WRITES)))


@pytest.mark.parametrize("route", routes(*desk()), ids=lambda route: f"{route.method} {route.path}")
def test_every_field_has_a_place_and_a_sentence(route: Any) -> None:
    operation = json.loads(written())["paths"][f"/v1{route.path}"][route.method.lower()]
    assert operation["summary"].endswith(".")
    named = {one["name"] for one in operation.get("parameters", [])}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    named |= set(body.get("schema", {}).get("properties", {}))
    assert named == {field.name for field in route.fields} | set(route.names)


def test_the_page_names_every_verb_code_and_message() -> None:
    page = (DOCS / "control-api.md").read_text("utf-8")
    told = "hello snapshot_begin snapshot_call snapshot_end event levels entry state log lagging"
    for word in [*(verb.name for verb in VERBS), *STATUS, *told.split()]:
        assert f"`{word}" in page, word
