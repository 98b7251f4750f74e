"""What `vorzimmer understand` prints: one expression's meaning as plain JSON values."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from config.models import Business
from voice.language.languages import Language
from voice.language.values import When

Meaning = dict[str, Any] | None


def _when(meant: When | None) -> Meaning:
    if meant is None:
        return None
    return {
        "date": meant.date.isoformat() if meant.date else None,
        "time": meant.time.strftime("%H:%M") if meant.time else None,
        "end_date": meant.end_date.isoformat() if meant.end_date else None,
        "end_time": meant.end_time.strftime("%H:%M") if meant.end_time else None,
        "daypart": meant.daypart,
    }


def understand(
    kind: str, text: str, language: Language, now: datetime, business: Business | None = None
) -> Meaning:
    """The meaning of a text of one of the `KINDS`; None when it has none.

    Raises:
        KeyError: there is no such kind.
    """
    hours = business.hours if business else None
    known = business.names if business else ()

    def number() -> Meaning:
        value = language.number(text)
        return None if value is None else {"value": value}

    def quantity() -> Meaning:
        value = language.quantity(text)
        return None if value is None else {"value": value}

    def email() -> Meaning:
        address = language.email(text)
        return None if address is None else {"address": address}

    def name() -> Meaning:
        meant = language.name(text, known)
        return None if meant is None else asdict(meant)

    def phone() -> Meaning:
        meant = language.phone(text)
        return None if meant is None else asdict(meant)

    def yesno() -> Meaning:
        meant = language.answer(text)
        return None if meant is None else {"answer": str(meant)}

    kinds: Mapping[str, Callable[[], Meaning]] = {
        "when": lambda: _when(language.when(text, now, hours)),
        "number": number,
        "phone": phone,
        "yesno": yesno,
        "name": name,
        "email": email,
        "quantity": quantity,
    }
    return kinds[kind]()


KINDS = ("when", "number", "phone", "yesno", "name", "email", "quantity")
