"""One YAML file as text values with their line numbers: `12:30`, `on` and `0176…` keep their meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.errors import Problem

Place = tuple[str, ...]
"""The keys on the way to a value, list items by their index."""


@dataclass
class Document:
    """A file's content: mappings, lists, text, and None for an empty value."""

    path: Path
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    behind: "Document | None" = None
    """What this file lies on top of: a mistake is named where the value was written."""

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest part around it that exists; 0 when nothing does."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 0)

    def blame(self, place: Place, found: str, expected: str) -> None:
        """Notes a mistake at a place of this file, or of the one behind it that says more of that place."""
        writer: Document = self
        under = self.behind
        while under is not None:
            if under.depth(place) > writer.depth(place):
                writer = under
            under = under.behind
        self.problems.append(
            Problem(writer.path, writer.line(place), ".".join(place), found, expected)
        )

    def depth(self, place: Place) -> int:
        """How many keys on the way to a place this file writes."""
        while place and place not in self.lines:
            place = place[:-1]
        return len(place)


def read_document(path: Path) -> Document:
    """Reads a file whose top level is a mapping; mistakes are noted, never raised."""
    document = Document(path)
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        document.blame((), "there is no such file", "create it, see docs/configuration.md")
        return document
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        document.blame((), f"it cannot be read ({why})", "make it a readable UTF-8 file")
        return document
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        found = f"not YAML: {error.problem or error.context}"
        document.problems.append(
            Problem(path, line, "", found, "correct the line, or put text in quotes")
        )
        return document
    except yaml.YAMLError:
        document.blame((), "not YAML: a character that is not allowed", "save it as UTF-8 text")
        return document
    if node is None:
        return document
    if not isinstance(node, yaml.MappingNode):
        document.problems.append(
            Problem(path, 1, "", "no mapping", "lines of the form `key: value` are expected")
        )
        return document
    document.data = _mapping(node, (), document)
    return document


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        inner = (*place, key)
        if key in content:
            document.problems.append(
                Problem(
                    document.path,
                    key_node.start_mark.line + 1,
                    ".".join(inner),
                    f"a second time (first in line {document.lines[inner]})",
                    "keep one of the two",
                )
            )
            continue
        document.lines[inner] = key_node.start_mark.line + 1
        content[key] = _value(value_node, inner, document)
    return content


def _value(node: yaml.Node, place: Place, document: Document) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            inner = (*place, str(index))
            document.lines[inner] = item.start_mark.line + 1
            items.append(_value(item, inner, document))
        return items
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if plain and node.value in {"", "~", "null"} else node.value


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` on top of `base`: mappings by key, lists and values replaced, an empty value removes."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(below, dict):
            result[key] = merged(below, value)
        elif isinstance(value, dict):
            result[key] = merged({}, value)
        else:
            result[key] = value
    return result
