"""Reads a configuration folder: every file, every mistake at once, nothing half."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_args

import pydantic

from config.checks import (
    check_business,
    check_channels,
    check_llm,
    check_numbers,
    check_password,
    check_voice,
)
from config.document import Document, Place, merged, read_document
from config.errors import ConfigError, Problem
from config.hours import HoursError, ranges_of, read_hours
from config.models import Business, Frozen
from config.site import EMBEDDED, Configuration, Site

Model = TypeVar("Model", bound=Frozen)
DEFAULT_FOLDER = Path("/etc/vorzimmer")
COMMON = Path(str(files("config") / "common.yaml"))
"""What firms of every branch have; profiles go on top of it."""


def folder_of(given: Path | None, environ: Mapping[str, str]) -> Path:
    """`--config DIR`, else $VORZIMMER_CONFIG, else /etc/vorzimmer."""
    return given or Path(environ.get("VORZIMMER_CONFIG") or DEFAULT_FOLDER)


def load(folder: Path, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Everything that a controller needs to know.

    Raises:
        ConfigError: with all mistakes of all files; nothing was changed.
    """
    folder = folder.absolute()
    main = read_document(folder / "vorzimmer.yaml")
    if not folder.is_dir():
        main.problems = [
            Problem(
                folder,
                0,
                "",
                "there is no such folder",
                "name it with --config or VORZIMMER_CONFIG",
            )
        ]
        raise ConfigError(tuple(main.problems))
    site = None if main.problems else _validated(Site, _site_data(main, folder), main)
    if site is not None:
        check_password(site, main)
        check_voice(site, main)
        check_llm(site, main)
    problems = list(main.problems)
    businesses: dict[str, Business] = {}
    documents: dict[str, Document] = {}
    for path in sorted((folder / "businesses").glob("*.yaml")):
        document = read_document(path)
        business = None if document.problems else _business(document, folder)
        problems += document.problems
        if business is not None:
            businesses[business.key], documents[business.key] = business, document
    problems += check_numbers(businesses, documents)
    if site is not None:
        problems += check_channels(site, businesses, documents)
    if not businesses and not problems:
        where = folder / "businesses"
        problems.append(
            Problem(where, 0, "", "no business in it", "add one, see docs/configuration.md")
        )
    if problems or site is None:
        raise ConfigError(tuple(problems))
    state = Path(environ.get("STATE_DIRECTORY") or folder / "state")
    return Configuration(folder=folder, state=state, site=site, businesses=businesses)


def _site_data(document: Document, folder: Path) -> dict[str, Any]:
    """Relative paths of the file start at its folder."""
    data = merged({}, document.data)
    ari = data.get("ari")
    if isinstance(ari, dict) and isinstance(ari.get("password_file"), str):
        ari["password_file"] = str(folder / ari["password_file"])
    llm = data.get("llm")
    if isinstance(llm, dict) and isinstance(llm.get("api_key_file"), str):
        llm["api_key_file"] = str(folder / llm["api_key_file"])
    control = data.get("control")
    if isinstance(control, dict) and isinstance(control.get("socket"), str):
        control["socket"] = str(folder / control["socket"])
    channels = data.get("notify")
    for channel in channels.values() if isinstance(channels, dict) else ():
        if isinstance(channel, dict) and isinstance(channel.get("url_file"), str):
            channel["url_file"] = str(folder / channel["url_file"])
    stt, tts = _mapping(data, "stt"), _mapping(data, "tts")
    models, voices = _mapping(stt, "models"), _mapping(tts, "voices")
    spoken = [_mapping(voices, key) for key in voices]
    for section, fields in (
        (stt, ("model",)),
        (models, tuple(models)),
        *((voice, ("model", "vocoder")) for voice in (tts, *spoken)),
    ):
        for field in fields:
            if isinstance(section.get(field), str) and section[field] != EMBEDDED:
                section[field] = str(folder / section[field])
    return data


def _mapping(data: dict[str, Any], key: str) -> dict[str, Any]:
    """A section as it is written; an empty one where it is none."""
    section = data.get(key)
    return section if isinstance(section, dict) else {}


def _business(document: Document, folder: Path) -> Business | None:
    own = dict(document.data)
    profile_name = own.pop("extends", None)
    if profile_name is None:
        document.blame((), "no profile is named", f"add `extends: {_profiles(folder)[0]}`")
        return None
    profile = _profile(str(profile_name), document, folder)
    if profile is None:
        return None
    if "key" in own:
        document.blame(("key",), "not to be written", "the file's name is the key; remove the line")
        return None
    data = merged(profile.data, own)
    data |= {"key": document.path.stem, "branch": str(profile_name)}
    _normalise_hours(data, document, profile)
    if document.problems:
        return None
    document.behind = profile
    business = _validated(Business, data, document)
    if business is not None:
        check_business(business, document)
    return None if document.problems else business


def _profile(name: str, document: Document, folder: Path) -> Document | None:
    """A profile on top of what every firm has; None when it is missing or cannot be read."""
    path = _profile_path(name, folder)
    if path is None:
        known = ", ".join(_profiles(folder))
        document.blame(("extends",), f"no profile {name!r}", f"one of: {known}")
        return None
    profile = read_document(path)
    profile.behind = read_document(COMMON)
    problems = [*profile.behind.problems, *profile.problems]
    profile.data = merged(profile.behind.data, profile.data)
    document.problems += problems
    return None if problems else profile


def _normalise_hours(data: dict[str, Any], document: Document, profile: Document) -> None:
    notify = data.get("notify")
    if isinstance(notify, dict) and isinstance(notify.get("quiet"), str):
        try:
            [quiet] = ranges_of([notify["quiet"]])
        except HoursError as error:
            document.blame(("notify", "quiet"), error.found, error.remedy)
        else:
            notify["quiet"] = quiet.model_dump()
    if "hours" in data:
        # The days of a business's own file replace those of the profile: ranges of days do not merge.
        own = "hours" in document.data
        written = document.data["hours"] if own else profile.data["hours"]
        data["hours"] = read_hours(written, ("hours",), document if own else profile)
    people = data.get("staff")
    for key, person in people.items() if isinstance(people, dict) else ():
        if isinstance(person, dict) and "hours" in person:
            person["hours"] = read_hours(person["hours"], ("staff", key, "hours"), document)


def _profile_path(name: str, folder: Path) -> Path | None:
    """The firm's own profile of that name, or the one that comes with the product."""
    own = folder / "profiles" / f"{name}.yaml"
    if own.is_file():
        return own
    shipped = Path(str(files("config") / "profiles" / f"{name}.yaml"))
    return shipped if shipped.is_file() and "/" not in name else None


def profile_data(name: str, folder: Path) -> dict[str, Any]:
    """A profile as it is written, on top of what every firm has.

    Raises:
        ConfigError: there is none, or it cannot be read.
    """
    asked = Document(folder)
    profile = _profile(name, asked, folder)
    if profile is None:
        raise ConfigError(tuple(asked.problems))
    return profile.data


def profiles_of(folder: Path) -> dict[str, Path]:
    """The profiles that businesses can extend, by name; the firm's own before those of the product."""
    places = (Path(str(files("config") / "profiles")), folder / "profiles")
    found = {path.stem: path for place in places for path in place.glob("*.yaml")}
    return dict(sorted(found.items()))


def _profiles(folder: Path) -> list[str]:
    return list(profiles_of(folder))


def _validated(model: type[Model], data: dict[str, Any], document: Document) -> Model | None:
    """The model, or None with every mistake noted in the file where its line is."""
    try:
        return model.model_validate(data)
    except pydantic.ValidationError as error:
        for detail in error.errors(include_url=False):
            if detail["type"] == "too_short" and detail["input"]:
                continue  # its entries are wrong, and were named
            place = tuple(str(part) for part in detail["loc"] if part != "[key]")
            document.blame(place, *_explain(detail, place, model))
        return None


def _explain(detail: Any, place: Place, model: type[Frozen]) -> tuple[str, str]:
    """What was found and what was expected, in a person's words."""
    kind, value = detail["type"], detail.get("input")
    shown = f'"{value}"' if isinstance(value, str) else "this"
    if kind == "extra_forbidden":
        close = get_close_matches(place[-1], _keys(model, place[:-1]), n=1)
        hint = f"did you mean {close[0]}?" if close else "remove it, or see docs/configuration.md"
        return "unknown key", hint
    if kind == "missing":
        return "missing", "add it, see docs/configuration.md"
    context = detail.get("ctx", {})
    if kind in {"enum", "literal_error"}:
        return shown, f"one of: {context.get('expected', '')} is expected".replace("'", "")
    if kind.startswith(("int", "greater", "less")):
        bounds = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
        limits = [f"{words} {context[key]}" for key, words in bounds.items() if key in context]
        return shown, f"a whole number{' ' + ' and '.join(limits) if limits else ''} is expected"
    if kind == "string_pattern_mismatch" and place[-1] == "price_eur":
        return shown, 'a price like "32" or "32,50" is expected'
    if kind.startswith("date"):
        return shown, "a date like 2026-12-24 is expected"
    if kind.startswith("bool"):
        return shown, "true or false is expected"
    if kind == "too_short":
        return "empty", "at least one entry is expected"
    if kind in {"tuple_type", "list_type"}:
        return shown, "a list like [one, two] is expected"
    if kind in {"dict_type", "model_type", "model_attributes_type"}:
        return shown, "lines of the form `key: value` below it are expected"
    if kind == "string_type":
        return "no text", "one line of text is expected"
    return shown, str(detail["msg"]).lower()


def _keys(model: type[pydantic.BaseModel], place: Place) -> list[str]:
    """The keys that are allowed at a place of the model."""
    current: type[pydantic.BaseModel] = model
    for part in place:
        annotation = current.model_fields[part].annotation if part in current.model_fields else None
        inner = _inner_model(annotation)
        if inner is not None:
            current = inner
    return list(current.model_fields)


def _inner_model(annotation: Any) -> type[pydantic.BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return annotation
    for argument in get_args(annotation):
        inner = _inner_model(argument)
        if inner is not None:
            return inner
    return None
