"""The door to phonenumbers: what is a valid number, and can it get an SMS."""

from dataclasses import dataclass

import phonenumbers

_MOBILE = {
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,  # what North America cannot tell apart
}


def parse_number(digits: str, region: str = "DE") -> tuple[str, bool] | None:
    """E.164 and whether it is a mobile one; None when it is no valid number of that region or the world."""
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), mobile


def is_mobile(number: str | None) -> bool:
    """True when an SMS can reach it."""
    if number is None:
        return False
    try:
        parsed = phonenumbers.parse(number, "DE")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) in _MOBILE


@dataclass(frozen=True)
class NumberParts:
    """A number as people group it: country code, area or network code, the rest."""

    country: int
    area: str
    subscriber: str


def number_parts(number: str) -> NumberParts | None:
    """The parts of a number; None when it is none."""
    try:
        parsed = phonenumbers.parse(number, "DE")
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.national_significant_number(parsed)
    area = phonenumbers.length_of_national_destination_code(parsed)
    return NumberParts(parsed.country_code or 0, national[:area], national[area:])
