"""What only makes sense together: staff that exist, numbers that are used once, zones that are real."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from config.answers import MOST_TEXT, check_answers, placeholders
from config.catalogue import Catalogue, languages
from config.document import Document
from config.errors import Problem
from config.in_house import not_in_the_house, runs_elsewhere
from config.models import Business, Mode
from config.prompts import read_prompts
from config.site import EMBEDDED, Site, VoiceModel
from config.templates import template_mistake

STATES = frozenset("BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH".split())
DISCLOSURE = "disclosure"


def check_business(business: Business, document: Document) -> None:
    """Notes what contradicts itself within one business."""
    if not business.numbers:
        document.blame(("numbers",), "no number", "name at least one that callers dial")
    if business.mode is Mode.TERMIN and not business.services:
        document.blame(("services",), "no service", "a business of mode termin needs one")
    if business.mode is Mode.TERMIN and not business.staff:
        document.blame(("staff",), "nobody", "a business of mode termin needs at least one person")
    if business.language not in languages():
        known = ", ".join(languages())
        document.blame(("language",), f'"{business.language}"', f"this version speaks: {known}")
        return
    try:
        ZoneInfo(business.zone)
    except (KeyError, ValueError, OSError):
        document.blame(("zone",), f'"{business.zone}"', "a name like Europe/Berlin is expected")
    if business.state is not None and business.state not in STATES:
        known = " ".join(sorted(STATES))
        document.blame(("state",), f'"{business.state}"', f"one of: {known} is expected")
    for key, service in business.services.items():
        for field, named, there in (
            ("staff", service.staff, business.staff),
            ("resources", service.resources, business.resources),
        ):
            _check_named(key, field, named, there, document)
    _check_staff_hours(business, document)
    for period in business.closed:
        if period.last < period.first:
            document.blame(
                ("closed",), f"{period.first} is after {period.last}", "first the first day"
            )
    _check_texts(business, document)
    check_answers(business, document)


def _check_named(
    service: str,
    field: str,
    named: Sequence[str],
    there: Mapping[str, object],
    document: Document,
) -> None:
    """Who or what a service names exists."""
    for index, key in enumerate(named):
        if key not in there:
            close = get_close_matches(key, list(there), n=1)
            known = f"one of: {', '.join(there)}" if there else f"name it under {field} first"
            place = ("services", service, field, str(index))
            what = "nobody has the key" if field == "staff" else "nothing has the key"
            document.blame(
                place, f'{what} "{key}"', f"did you mean {close[0]}?" if close else known
            )


def _check_staff_hours(business: Business, document: Document) -> None:
    for key, person in business.staff.items():
        for day, ranges in (person.hours or {}).items():
            open_ = business.hours.get(day, ())
            for own in ranges:
                if not any(o.opens <= own.opens and own.closes <= o.closes for o in open_):
                    document.blame(
                        ("staff", key, "hours", str(day)),
                        f"{own.opens:%H:%M}-{own.closes:%H:%M} is outside the business's hours",
                        "open the business then, or shorten these",
                    )


def _check_texts(business: Business, document: Document) -> None:
    shipped = Catalogue(business.language, address=business.address)
    known_keys = shipped.keys()
    for key, text in business.texts.items():
        if key.split(".")[0] == DISCLOSURE:
            document.blame(
                ("texts", key),
                "the disclosure cannot be changed",
                "remove it: callers are always told that a machine speaks",
            )
            continue
        if key not in known_keys:
            close = get_close_matches(key, sorted(known_keys), n=1)
            hint = f"did you mean {close[0]}?" if close else "see config/catalogue"
            document.blame(("texts", key), "no such text", hint)
            continue
        for wording in (text,) if isinstance(text, str) else text:
            _check_wording(key, wording, shipped, document)


def _check_wording(key: str, text: str, shipped: Catalogue, document: Document) -> None:
    names = placeholders(text)
    if names is None or not names <= shipped.placeholders(key):
        known = " ".join(f"{{{name}}}" for name in sorted(shipped.placeholders(key))) or "none"
        document.blame(("texts", key), "a placeholder that nothing fills", f"allowed: {known}")
    elif len(text) > MOST_TEXT:
        document.blame(
            ("texts", key), f"{len(text)} letters", f"at most {MOST_TEXT}: people listen"
        )


def check_numbers(
    businesses: Mapping[str, Business], documents: Mapping[str, Document]
) -> list[Problem]:
    """A dialled number reaches one business only."""
    owners: dict[str, str] = {}
    problems = []
    for key, business in businesses.items():
        for index, number in enumerate(business.numbers):
            if number in owners:
                document, place = documents[key], ("numbers", str(index))
                problems.append(
                    Problem(
                        document.path,
                        document.line(place),
                        "numbers",
                        f"{number} belongs to {owners[number]} already",
                        "a number reaches one business",
                    )
                )
            owners.setdefault(number, key)
    return problems


def check_channels(
    site: Site, businesses: Mapping[str, Business], documents: Mapping[str, Document]
) -> list[Problem]:
    """Businesses name channels that there are, and a customers' channel that reaches customers."""
    problems = []
    for key, business in businesses.items():
        document, notify = documents[key], business.notify
        named: list[tuple[tuple[str, ...], str]] = [
            (("notify", "business", str(index)), name) for index, name in enumerate(notify.business)
        ]
        if notify.customers:
            named.append((("notify", "customers"), notify.customers))
        if notify.customers_mail:
            named.append((("notify", "customers_mail"), notify.customers_mail))
        for place, name in named:
            if name in site.notify:
                continue
            known = (
                f"one of: {', '.join(site.notify)}" if site.notify else "add it to vorzimmer.yaml"
            )
            line = document.line(place)
            problems.append(
                Problem(document.path, line, ".".join(place), f'no channel "{name}"', known)
            )
        for template, text in notify.texts.items():
            mistake = template_mistake(business.language, template, text)
            if mistake is not None:
                place = ("notify", "texts", template)
                problems.append(
                    Problem(document.path, document.line(place), ".".join(place), *mistake)
                )
    return problems


def check_voice(site: Site, document: Document) -> None:
    """Notes a voice or a recogniser whose model is not there."""
    _check_voice(site.tts, ("tts",), document)
    for language, voice in site.tts.voices.items():
        _check_voice(voice, ("tts", "voices", language), document)
        if voice.engine == "coqui" and voice.model == EMBEDDED:
            document.blame(
                ("tts", "voices", language, "engine"),
                "the embedded voice is German",
                "name a model's folder",
            )
    for language, model in site.stt.models.items():
        if model != EMBEDDED and not Path(model).is_dir():
            document.blame(
                ("stt", "models", language),
                f"there is no folder {model}",
                "see: vorzimmer models list",
            )


def _check_voice(voice: VoiceModel, place: tuple[str, ...], document: Document) -> None:
    name = ".".join(place)
    if voice.engine == "piper" and voice.model == EMBEDDED:
        document.blame(
            (*place, "engine"), "piper has no model", f"name a voice's .onnx in {name}.model"
        )
    if voice.engine == "espeak" and voice.model != EMBEDDED:
        document.blame((*place, "model"), "espeak has no models", "choose engine coqui or piper")
    if voice.vocoder is not None and voice.engine != "coqui":
        document.blame((*place, "vocoder"), f"{voice.engine} has none", "leave it out")
    for field, named in (("model", voice.model), ("vocoder", voice.vocoder)):
        if named not in {None, EMBEDDED} and not Path(named or "").exists():
            document.blame((*place, field), f"there is no {named}", "see: vorzimmer voices")


def check_llm(site: Site, document: Document) -> None:
    """Notes a model that is not in the house, and a key that cannot be read."""
    llm = site.llm
    if not llm.wanted:
        return
    read_prompts()
    why = not_in_the_house(llm.url)
    if why is not None:
        document.blame(("llm", "url"), *why)
    if llm.model is not None and runs_elsewhere(llm.model):
        document.blame(
            ("llm", "model"), f'"{llm.model}" runs at somebody else\'s', "choose one without cloud"
        )
    if llm.turn_s < llm.first_sentence_s:
        document.blame(("llm", "turn_s"), f"{llm.turn_s}", "at least first_sentence_s is expected")
    if llm.api_key_file is not None:
        try:
            key = llm.api_key_file.read_text("utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError):
            key = ""
        if not key:
            place = ("llm", "api_key_file")
            document.blame(place, f"no key in {llm.api_key_file}", "write it on the first line")


def check_password(site: Site, document: Document) -> None:
    """The password's file can be read and holds one."""
    place = ("ari", "password_file")
    try:
        text = site.ari.password_file.read_text("utf-8")
    except OSError as error:
        why = (error.strerror or "error").lower()
        document.blame(
            place, f"{site.ari.password_file}: {why}", "create it with the password in it"
        )
        return
    if not text.partition("\n")[0].strip():
        document.blame(
            place, f"{site.ari.password_file} is empty", "write the password on its first line"
        )
    if not site.ari.url.startswith(("http://", "https://")) or "@" in site.ari.url:
        document.blame(
            ("ari", "url"), f'"{site.ari.url}"', "http://HOST:PORT without a password is expected"
        )
