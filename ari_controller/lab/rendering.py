"""Fills the templates of config/asterisk: `@NAME@` becomes a value, an unknown name is an error."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

_NAME = re.compile(r"@([A-Z_]+)@")


def render(template: str, values: Mapping[str, str]) -> str:
    """The template with every `@NAME@` replaced.

    Raises:
        KeyError: the template has a name that `values` lacks.
    """
    return _NAME.sub(lambda match: values[match.group(1)], template)


def render_configuration(folder: Path, values: Mapping[str, str]) -> None:
    """Writes Asterisk's whole configuration into `folder`; its files are readable by the owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for template in files("config").joinpath("asterisk").iterdir():
        if template.name.endswith(".conf.in"):
            target = folder / template.name.removesuffix(".in")
            target.touch(mode=0o600)
            target.write_text(render(template.read_text("utf-8"), values), encoding="utf-8")
