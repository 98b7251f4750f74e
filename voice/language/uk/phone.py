"""How Ukrainian callers dictate telephone numbers."""

from voice.language.phone import Phones, PhoneWords
from voice.language.uk.numbers import NUMERALS

PHONES = Phones(
    PhoneWords(
        numerals=NUMERALS,
        between=frozenset("і та потім далі е ем ну так тире дефіс пауза риска".split()),
        twice=frozenset({"двічі", "подвійна", "подвійний"}),
        thrice=frozenset({"тричі", "потрійна"}),
    )
)
digits = PHONES.digits
parse_phone = PHONES.parse
