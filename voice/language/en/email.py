"""How English-speaking callers dictate e-mail addresses."""

from dataclasses import replace

from voice.language.email import Emails, EmailWords
from voice.language.en.numbers import NUMERALS, cardinal

_SIGNS = {
    "at": "@", "dot": ".", "point": ".", "period": ".", "dash": "-", "hyphen": "-", "minus": "-", "underscore": "_", "plus": "+",
}  # fmt: skip


def _digit(token: str) -> int | None:
    return 0 if token in {"oh", "o"} else None if token == "a" else cardinal(token)


EMAILS = Emails(
    EmailWords(
        signs=_SIGNS,
        names={},
        as_in="as in|for|like",
        ignored=frozenset(
            "my the address mail email is its that thats well so yes uh um please and thanks under to".split()
        ),
        numerals=replace(NUMERALS, single=_digit, years=False),
    )
)
parse_email = EMAILS.parse
