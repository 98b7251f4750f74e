"""How German callers dictate e-mail addresses."""

from voice.language.de.numbers import NUMERALS
from voice.language.email import Emails, EmailWords

_SIGNS = {
    "at": "@", "aet": "@", "aeht": "@", "klammeraffe": "@", "punkt": ".", "dot": ".", "bindestrich": "-", "minus": "-",
    "strich": "-", "unterstrich": "_", "plus": "+",
}  # fmt: skip
EMAILS = Emails(
    EmailWords(
        signs=_SIGNS,
        names={"gemail": "gmail", "dschimail": "gmail", "jimail": "gmail"},
        as_in="wie",
        ignored=frozenset(
            "meine die adresse mail email ist lautet das also ja aeh aehm bitte und danke unter an ganz einfach".split()
        ),
        numerals=NUMERALS,
    )
)  # fmt: skip
parse_email = EMAILS.parse
