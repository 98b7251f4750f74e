"""German free text as it is to be spoken: abbreviations, dates, times, prices, units, addresses, figures in words."""

import re
from collections.abc import Callable, Sequence
from datetime import time

from voice.language.de.numbers import number_word, ordinal_word
from voice.language.de.spoken import MONTHS, WEEKDAYS, spoken_digits, spoken_price, spoken_time

_ABBREVIATIONS = (
    (r"\bDr\.", "Doktor"), (r"\bProf\.", "Professor"), (r"\bz\. ?B\.", "zum Beispiel"),
    (r"\bca\.", "circa"), (r"\bNr\.", "Nummer"), (r"(?<=[a-zäöü])nr\.", "nummer"), (r"\bTel\.", "Telefon"),
    (r"\busw\.", "und so weiter"), (r"\bbzw\.", "beziehungsweise"), (r"\bd\. ?h\.", "das heißt"),
    (r"\bu\. ?a\.", "unter anderem"), (r"\bs\. ?o\.", "siehe oben"), (r"\betc\.", "et cetera"),
    (r"(?<=[a-zäöü])str\.", "straße"), (r"\bStr\.", "Straße"), (r"\bMin\.", "Minuten"), (r"\bStd\.", "Stunden"),
    (r"\binkl\.", "inklusive"), (r"\bzzgl\.", "zuzüglich"), (r"\bggf\.", "gegebenenfalls"), (r"\bevtl\.", "eventuell"),
    (r"\bmax\.", "maximal"), (r"\bmind\.", "mindestens"), (r"\btägl\.", "täglich"), (r"\bMio\.", "Millionen"),
    (r"\bMwSt\.?", "Mehrwertsteuer"), (r"\bFa\.", "Firma"), (r"\bFr\. (?=[A-ZÄÖÜ])", "Frau "), (r"\bHr\.", "Herr"),
    (r"\bPLZ\b", "Postleitzahl"), (r"\bOG\b", "Obergeschoss"), (r"\bEG\b", "Erdgeschoss"), (r" & ", " und "),
    (r"½|\b1/2\b", "ein halb"),
)  # fmt: skip
_SHORT_DAYS = dict(zip("Mo Di Mi Do Fr Sa So".split(), WEEKDAYS, strict=True))
_DAY = rf"(?:{'|'.join(_SHORT_DAYS)})\b\.?"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_UNITS = {
    "km": "Kilometer", "m²": "Quadratmeter", "m": "Meter", "cm": "Zentimeter", "mm": "Millimeter", "kg": "Kilogramm",
    "g": "Gramm", "l": "Liter", "h": "Stunden", "min": "Minuten", "°C": "Grad", "°": "Grad",
}  # fmt: skip
_NUMBER = r"\d+(?:,\d+)?"
_ENDINGS = {
    "Stock": "er",
    "Termin": "er",
    "Tag": "er",
    "Obergeschoss": "es",
    "Mal": "es",
    "Etage": "e",
    "Woche": "e",
}
"""What an ordinal without an article ends in, by the noun after it."""
_AFTER_ARTICLE = re.compile(
    r"\b(?:am|im|zum|vom|beim|dem|den|des|ab|bis|ersten|und)\s+$", re.IGNORECASE
)
_IN_SIGNS = (
    ("@", " ät "),
    (".", " Punkt "),
    ("-", " Minus "),
    ("_", " Unterstrich "),
    ("/", " Schrägstrich "),
)
Rule = tuple[str, Callable[[re.Match[str]], str]]


def normalise(text: str) -> str:
    """Free text in words; what is in words already stays as it is."""
    for pattern, replace in _RULES[:1]:
        text = re.sub(pattern, replace, text)
    for pattern, words in _ABBREVIATIONS:
        text = re.sub(pattern, words, text)
    for pattern, replace in _RULES[1:]:
        text = re.sub(pattern, replace, text)
    return re.sub(r"\s+", " ", text).strip()


def _address(found: re.Match[str]) -> str:
    text = found[0].replace("www.", "w w w Punkt ")
    for sign, words in _IN_SIGNS:
        text = text.replace(sign, words)
    return text


def _days(found: re.Match[str]) -> str:
    """A list or a range of weekdays: "Mo-Fr", "Mo, Mi und Fr"."""
    long = re.sub(_DAY, lambda day: _SHORT_DAYS[day[0].rstrip(".")], found[0])
    return re.sub(r"\s*[-–]\s*", " bis ", long)


def _full_date(found: re.Match[str]) -> str:
    day, month, year = int(found[1]), int(found[2]), found[3]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    spoken_year = f" {number_word(int(year))}" if year else ""
    return f"{ordinal_word(day, 'en')} {ordinal_word(month, 'en')}{spoken_year}"


def _ordinal(found: re.Match[str]) -> str:
    """As in "6. März" and "1. Stock": its ending follows the word before it, or the noun."""
    before, noun = found.string[: found.start()], found[2]
    if _AFTER_ARTICLE.search(before) or (noun in MONTHS and not before.lower().endswith("der ")):
        ending = "en"
    else:
        ending = _ENDINGS.get(noun, "e")
    return f"{ordinal_word(int(found[1]), ending)} {noun}"


def _clock(found: re.Match[str]) -> str:
    return spoken_time(time(int(found[1]), int(found[2])))


def _clock_range(found: re.Match[str]) -> str:
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return f"{spoken_time(first)} bis {spoken_time(last)}"


def _hour(written: str) -> str:
    return "ein" if int(written) == 1 else number_word(int(written))


def _price(found: re.Match[str]) -> str:
    return spoken_price(found[1].replace(".", ""))


def _decimal(written: str) -> str:
    whole, _, rest = written.partition(",")
    head = number_word(int(whole))
    return f"{head} Komma {spoken_digits(rest)}" if rest else head


def _measure(found: re.Match[str]) -> str:
    unit = _UNITS[found[2]]
    if found[1] == "1":
        return {"Stunden": "eine Stunde", "Minuten": "eine Minute"}.get(unit, f"ein {unit}")
    return f"{_decimal(found[1])} {unit}"


def _one(found: re.Match[str]) -> str:
    """As in "1 Stunde" and "1 Tag": most nouns in -e are feminine."""
    return f"{'eine' if found[1].endswith('e') else 'ein'} {found[1]}"


def _year(found: re.Match[str]) -> str:
    century, rest = divmod(int(found[2]), 100)
    return f"{found[1]} {number_word(century)}hundert{number_word(rest) if rest else ''}"


def _figure(found: re.Match[str]) -> str:
    written = found[0]
    plain = re.sub(r"\D", "", written)
    if written.startswith(("0", "+")) or len(plain) > 6 or plain != written:
        return spoken_digits(plain)
    return number_word(int(plain))


_ORDINAL_NOUN = rf"({_MONTH}|{'|'.join(_ENDINGS)})\b"
_RULES: Sequence[Rule] = (
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bwww\.[\w-]+(?:\.[\w-]+)+", _address),
    (rf"\b{_DAY}(?:(?:\s*[-–]\s*|, | und | bis |, und ){_DAY})+", _days),
    (r"(?<=außer )(Mo|Di|Mi|Do|Fr|Sa|So)\b", lambda m: _SHORT_DAYS[m[1]]),
    (r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", _full_date),
    (r"\b(\d{1,2})\.(\d{1,2})\.()(?!\d)", _full_date),
    (rf"\b(\d{{1,2}})\.(?= bis (?:zum )?\d{{1,2}}\. {_MONTH})", lambda m: ordinal_word(int(m[1]), "en")),
    (rf"\b(\d{{1,2}})\. {_ORDINAL_NOUN}", _ordinal),
    (r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3])[:.]([0-5]\d)(?: Uhr)?\b", _clock_range),
    (r"\b([01]?\d|2[0-3])\s*[-–]\s*([01]?\d|2[0-4]) Uhr\b", lambda m: f"{number_word(int(m[1]))} bis {_hour(m[2])} Uhr"),
    (r"\b([01]?\d|2[0-3])[:.]([0-5]\d) Uhr\b", _clock),
    (r"\b([01]?\d|2[0-3]):([0-5]\d)\b", _clock),
    (r"\b([01]?\d|2[0-4]) Uhr\b", lambda m: f"{_hour(m[1])} Uhr"),
    (r"\b(\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d+(?:,\d\d)?)(?:,[-–])? ?(?:€|EUR\b|Euro\b)", _price),
    (r"\b(\d+) ?%", lambda m: f"{number_word(int(m[1]))} Prozent"),
    (rf"\b({_NUMBER}) ?(km|m²|mm|cm|kg|min|°C|°|m|g|l|h)(?!\w)", _measure),
    (r"\b(\d+) ?x(?!\w)", lambda m: f"{'ein' if m[1] == '1' else number_word(int(m[1]))}mal"),
    (r"\b(?:D-)(?=\d{5}\b)", lambda _m: "D "),
    (r"(?<=Postleitzahl )\d{5}\b|\b\d{5}(?= [A-ZÄÖÜ][a-zäöü])", lambda m: spoken_digits(m[0])),
    (r"\b116 ?117\b", lambda _m: "eins eins sechs, eins eins sieben"),
    (r"\b11[02]\b", lambda m: spoken_digits(m[0])),
    (r"\b(seit|Jahr|Jahre|in|von|bis|ab) (1[1-9]\d\d)\b", _year),
    (r"\b1 ([A-ZÄÖÜ]\w+)", _one),
    (r"\b\d+,\d+\b", lambda m: _decimal(m[0])),
    (r"\b(\d+)([a-z])\b", lambda m: f"{m[1]} {m[2]}"),
    (r"(?<![\w-])-(?=\d)", lambda _m: "minus "),
    (r"\+?\d[\d /-]*\d|\d", _figure),
)  # fmt: skip
"""In this order: what one rule leaves is the next one's."""
