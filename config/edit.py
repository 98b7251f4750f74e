"""Changes to the files that admins edit too: comments, order and quotes stay, and a change that is wrong is taken back."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from config.errors import ConfigError, Problem
from config.loader import load
from config.site import Configuration

Value = str | int | Sequence[str] | Mapping[str, "Value"]
_INDENTS = ((2, 0), (4, 2))
"""How far a list stands in: its items, and their dashes."""


class EditError(ValueError):
    """A file cannot be changed like that."""


def with_entry(text: str, place: Sequence[str], value: Value) -> str:
    """A file's text with one entry more, such as ("staff", "otto"); what was there stays as it was.

    Raises:
        EditError: the file cannot be read, or has that entry already.
    """
    yaml, data = _read(text)
    node = data
    for key in place[:-1]:
        if node.get(key) is None:
            node[key] = CommentedMap()
        node = node[key]
        if not isinstance(node, CommentedMap):
            raise EditError(f"{key} holds no `key: value` lines")
    if place[-1] in node:
        raise EditError(f"{'.'.join(place)} is there already")
    node[place[-1]] = _node(value)
    return _written(yaml, data)


def new_file(entries: Mapping[str, Value], comment: str) -> str:
    """The text of a new file."""
    yaml = _yaml(*_INDENTS[0])
    data = CommentedMap({key: _node(value, nested=key) for key, value in entries.items()})
    return f"# {comment}\n{_written(yaml, data)}"


def shown(data: Mapping[str, Any]) -> str:
    """What a file says, each value in a line of its own."""
    return _written(_yaml(*_INDENTS[0]), CommentedMap(data))


def apply(path: Path, text: str, folder: Path, environ: Mapping[str, str]) -> Configuration:
    """Puts a text in the place of a file and reads the whole configuration; a wrong one is taken back.

    Raises:
        ConfigError: with all mistakes; the file is what it was.
    """
    before = path.read_bytes() if path.exists() else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text.encode())
        return load(folder, environ)
    except ConfigError:
        if before is None:
            path.unlink()
        else:
            _replace(path, before)
        raise
    except OSError as error:
        why = (error.strerror or "error").lower()
        raise ConfigError(
            (Problem(path, 0, "", f"it cannot be written ({why})", "check the folder's rights"),)
        ) from error


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all; whoever may read the file may read the new one."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    if path.exists():
        part.chmod(path.stat().st_mode)
    part.replace(path)


def _yaml(mapping: int, offset: int) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=mapping, offset=offset)
    return yaml


def _read(text: str) -> tuple[YAML, CommentedMap]:
    """The content, and what writes it as it was written."""
    try:
        for indent in _INDENTS:
            yaml = _yaml(*indent)
            data = yaml.load(text)
            if not isinstance(data, CommentedMap):
                break
            if _written(yaml, data) == text or indent == _INDENTS[-1]:
                return yaml, data
    except YAMLError as error:
        raise EditError(f"not YAML: {str(error).splitlines()[0]}") from error
    raise EditError("lines of the form `key: value` are expected")


def _written(yaml: YAML, data: CommentedMap) -> str:
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _node(value: Value, nested: str = "") -> Any:
    """Lists in one line; the fields of one person or service too, a mapping of those in lines of its own."""
    if isinstance(value, Mapping):
        node = CommentedMap({key: _node(inner) for key, inner in value.items()})
        if not nested:
            node.fa.set_flow_style()
        return node
    if isinstance(value, str | int):
        return value
    items = CommentedSeq(value)
    items.fa.set_flow_style()
    return items
