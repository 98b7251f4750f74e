"""German words around names."""

from collections.abc import Collection

from voice.language.de.numbers import cardinal, ordinal
from voice.language.de.words import LETTER_NAMES, NOT_NAMES, SPELLING
from voice.language.names import Names, NameWords

_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}


def _letter(token: str, umlauts: Collection[str]) -> str | None:
    if len(token) == 1 and token.isalpha():
        return token
    umlaut = _UMLAUTS.get(token)
    if umlaut is not None and (not umlauts or umlaut in umlauts):
        return umlaut
    return SPELLING.get(token) or LETTER_NAMES.get(token)


NAMES = Names(
    NameWords(
        frames=(
            r"(?:guten (?:tag|morgen|abend)|hallo|gruess gott|moin|servus)",
            r"(?:mein|der|unser) name (?:ist|waere|lautet)",
            r"(?:mein )?(?:nachname|familienname) (?:ist|lautet)",
            r"der name",
            r"ich heisse",
            r"(?:hier|da) (?:ist|spricht)",
            r"am apparat(?: ist)?",
            r"ich bin(?: die| der)?",
            r"(?:bitte )?auf(?: den| meinen)?(?: namen)?",
            r"(?:ich )?buchstabiere",
            r"das ist(?: der name)?",
            r"(?:der|die|das|den)",
            r"(?:schreiben sie|notieren sie|tragen sie)(?: bitte)?",
        ),
        introduces=(
            r"mein name|ich heisse|hier (ist|spricht)|am apparat|auf den namen|(der|nach|familien)name ist|ist mein name"
        ),
        after=r"mein name ist|ich heisse|hier (?:ist|spricht)|(?:nach|familien)name ist",
        before=r"am apparat",
        tail=r"ist mein name|bitte|danke|am apparat|ein|halt|eben",
        fillers=r"aeh|aehm|also|ja|hm|na|so|und|das ist|ganz einfach",
        aside=r"mit|wie",
        titles=frozenset("frau herr herrn doktor dr professor familie von van".split()),
        particles=frozenset({"von", "van", "zu", "de"}),
        articles=frozenset({"der", "dem", "den", "la"}),
        articles_in_front=frozenset({"die"}),
        not_names=NOT_NAMES,
        is_number=lambda token: cardinal(token) is not None or ordinal(token) is not None,
        letter=_letter,
        spelling=(
            (r"\b(\w) wie (\w+)", r"\1"),
            (r"scharfes s", "eszett"),
            (r"\bdoppel[ -]?(\w)\b", r"\1 \1"),
            (r"\b([aou]) umlaut\b", r"\1e"),
        ),
    )
)
parse_name = NAMES.parse
introduces_name = NAMES.introduces
without_introduction = NAMES.without_introduction
