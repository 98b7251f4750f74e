"""Every sentence that people hear, by key; a business may say some in its own words."""

import string
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from config.models import Business

Texts = Mapping[str, tuple[str, ...]]


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    names = [
        entry.name.removesuffix(".yaml") for entry in (files("config") / "catalogue").iterdir()
    ]
    return tuple(sorted(name for name in names if "." not in name))


@cache
def _shipped(name: str) -> Texts:
    """One file: a language ("de"), or what another form of address says differently in it ("de.du")."""
    path = files("config") / "catalogue" / f"{name}.yaml"
    text = path.read_text("utf-8") if path.is_file() else "{}"
    return flattened("", yaml.load(text, yaml.CBaseLoader))  # noqa: S506  # strings only, our own file


def flattened(prefix: str, node: object) -> dict[str, tuple[str, ...]]:
    """A tree of texts by their dotted keys; a list holds several wordings."""
    if isinstance(node, dict):
        flat: dict[str, tuple[str, ...]] = {}
        for key, value in node.items():
            flat |= flattened(f"{prefix}.{key}" if prefix else str(key), value)
        return flat
    if isinstance(node, list):
        return {prefix: tuple(str(item) for item in node)}
    return {prefix: (str(node),)}


class Catalogue:
    """One language's sentences, those of a form of address above them, a business's own on top."""

    def __init__(
        self,
        language: str,
        own: Mapping[str, str | tuple[str, ...]] | None = None,
        *,
        address: str = "sie",
    ) -> None:
        self._texts = {**_shipped(language), **_shipped(f"{language}.{address}")}
        for key, text in (own or {}).items():
            if not key.startswith("disclosure"):
                self._texts[key] = (text,) if isinstance(text, str) else text

    @classmethod
    def of(cls, business: Business, language: str | None = None) -> "Catalogue":
        """What the callers of one business hear; its own wordings are in its own language."""
        own = language in (None, business.language)
        texts = business.texts if own else None
        return cls(language or business.language, texts, address=business.address)

    def texts(self) -> list[str]:
        """Every wording of every sentence, not filled in."""
        return [text for texts in self._texts.values() for text in texts]

    def keys(self) -> frozenset[str]:
        """Every key there is."""
        return frozenset(self._texts)

    def text(self, key: str, **values: str) -> str:
        """One sentence, filled in.

        Raises:
            KeyError: there is no such key, or a value for it is missing.
        """
        return self.variant(key, 1, **values)

    def variant(self, key: str, number: int, **values: str) -> str:
        """The n-th wording, counted from 1; the last one stays."""
        wordings = self._texts[key]
        return wordings[min(number, len(wordings)) - 1].format(**values)

    def placeholders(self, key: str) -> frozenset[str]:
        """The names that are filled in at any wording of a key."""
        return frozenset(
            name
            for wording in self._texts[key]
            for _, name, _, _ in string.Formatter().parse(wording)
            if name
        )
