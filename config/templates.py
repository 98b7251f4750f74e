"""Messages to businesses and customers: Jinja2 templates, sandboxed and strict, a business's own words first."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import yaml
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from config.catalogue import flattened


class TextError(ValueError):
    """A text cannot be written: there is none of that key, or a fact that it names is missing."""


FACTS = frozenset(
    "business name service staff start day time problem address urgency number words text also summary length said result asked_again ended reply on_day cost".split()
)
"""What templates may name."""
_SAMPLE = dict.fromkeys(FACTS, "x")
_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,  # plain text
    finalize=lambda value: "" if value is None else value,  # what nobody said is not "None"
)


@cache
def _shipped(language: str) -> Mapping[str, str]:
    text = (files("config") / "messages" / f"{language}.yaml").read_text("utf-8")
    read = flattened("", yaml.load(text, yaml.CBaseLoader))  # noqa: S506  # strings only, our own file
    return {key: wordings[0] for key, wordings in read.items()}


def render(language: str, own: Mapping[str, str], key: str, facts: Mapping[str, str | None]) -> str:
    """One text, such as "customer.booked" or "business.inquiry.title".

    Raises:
        TextError: it cannot be written.
    """
    try:
        template = own.get(key) or _shipped(language)[key]
        return _ENVIRONMENT.from_string(template).render(facts).strip()
    except (KeyError, TemplateError) as error:
        raise TextError(f"{key}: {error}") from error


def has(language: str, key: str) -> bool:
    """True when there is such a text."""
    return key in _shipped(language)


def date_format(language: str) -> str:
    """How a day is written, for `strftime`."""
    return _shipped(language)["date"]


def written_moment(language: str, moment: datetime, zone: str) -> tuple[str, str]:
    """A day and a clock time as people read them: "06.03.", "14:30"."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:{date_format(language)}}", f"{local:%H:%M}"


def template_mistake(language: str, key: str, text: str) -> tuple[str, str] | None:
    """What is wrong with a business's own template, and what to do; None when nothing is."""
    if not has(language, key):
        return "no such text", f"one of: {', '.join(sorted(_shipped(language)))}"
    try:
        _ENVIRONMENT.from_string(text).render(_SAMPLE)
    except TemplateError as error:
        return str(error.message or "a broken template"), f"facts are: {', '.join(sorted(FACTS))}"
    return None
