"""The words and keys of the operators' terminal, as files: read without the site's models, so that it starts fast."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from config.errors import ConfigError, Problem

LANGUAGES = ("de", "en")


@cache
def operator_words(language: str) -> Mapping[str, str]:
    """Every text of the terminal by its dotted key.

    Raises:
        FileNotFoundError: there is no such language; LANGUAGES names those there are.
    """
    text = (files("config") / "operators" / f"{language}.yaml").read_text("utf-8")
    flat: dict[str, str] = {}
    _flatten("", yaml.load(text, yaml.CBaseLoader), flat)  # noqa: S506  # strings only, our own file
    return flat


def _flatten(prefix: str, node: object, into: dict[str, str]) -> None:
    if isinstance(node, dict):
        for key, value in node.items():
            _flatten(f"{prefix}.{key}" if prefix else str(key), value, into)
    else:
        into[prefix] = str(node)


def own_keys(path: Path) -> Mapping[str, str]:
    """An operator's own keys by action id: keys.yaml, `{call.hint: w, call.hangup: "X,f4"}`; empty when absent.

    Raises:
        ConfigError: the file is no mapping of texts.
    """
    if not path.is_file():
        return {}
    try:
        found = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506  # strings only
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _refused(path, str(error)) from None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise _refused(path, "no mapping of texts")
    return found


def _refused(path: Path, found: str) -> ConfigError:
    return ConfigError((Problem(path, 0, "", found, "lines like `call.hint: w` are expected"),))
