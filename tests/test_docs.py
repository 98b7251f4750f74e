"""Every command and every field of the configuration is in the docs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pydantic
import pytest
import typer.main
from click import Group
from typer.core import TyperGroup

from ari_controller.cli import app
from config.models import (
    Business,
    ClosedCall,
    Colleague,
    Emergency,
    Faq,
    Resource,
    Service,
    StaffMember,
)
from config.site import Site

ROOT = Path(__file__).parents[1]
COMMANDS = (ROOT / "docs/commands.md").read_text("utf-8")
PROFILES = (ROOT / "docs/profiles.md").read_text("utf-8")
CONFIGURATION = (ROOT / "docs/configuration.md").read_text("utf-8")


def commands() -> Iterator[str]:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup | Group)
    for name, command in root.commands.items():
        yield name
        if isinstance(command, TyperGroup | Group):
            for inner in command.commands:
                yield f"{name} {inner}"


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_is_in_the_docs(command: str) -> None:
    assert f"{command}" in COMMANDS


def fields(model: type[pydantic.BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        nested = isinstance(inner, type) and issubclass(inner, pydantic.BaseModel)
        if nested and isinstance(inner, type):
            yield from fields(inner, f"{prefix}{name}.")
        else:
            assert get_args(inner) is not None
            yield f"{prefix}{name}"


@pytest.mark.parametrize(
    "field", [*fields(Site), *fields(Business), *fields(Service), *fields(StaffMember)]
)
def test_every_field_is_in_the_docs(field: str) -> None:
    assert re.search(rf"`[^`]*\b{re.escape(field)}\b[^`]*`", CONFIGURATION)


@pytest.mark.parametrize(
    "model", [Business, Service, StaffMember, Resource, Faq, Emergency, ClosedCall, Colleague]
)
def test_every_field_of_a_profile_is_in_its_docs(model: type[pydantic.BaseModel]) -> None:
    written = set(model.model_fields) - {"key", "branch"}
    assert {field for field in written if f"| `{field}` |" not in PROFILES} == set()


def test_every_profile_is_in_its_docs() -> None:
    for path in (ROOT / "config/profiles").glob("*.yaml"):
        assert f"| `{path.stem}` |" in PROFILES


def test_the_readme_names_the_two_commands_the_synthetic_model_and_the_fallback() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for wanted in (
        "make demo",
        "make test",
        "synthetic",
        "stt",
        "STASISSTATUS",
        "vorzimmer check",
        "vorzimmer run",
    ):
        assert wanted in readme


def test_links_in_the_docs_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
            if not target.startswith("http"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_test_that_the_docs_name_exists() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs/development.md").read_text("utf-8"))
    assert named
    assert [name for name in named if f"def {name}(" not in text] == []
