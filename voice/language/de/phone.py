"""How German callers dictate telephone numbers."""

from voice.language.de.numbers import ARTICLES, NUMERALS
from voice.language.phone import Phones, PhoneWords

PHONES = Phones(
    PhoneWords(
        numerals=NUMERALS,
        between=frozenset("und dann die der aeh aehm ja also noch bindestrich pause strich mal".split()),
        twice=frozenset({"doppel", "zweimal", "doppelt"}),
        thrice=frozenset({"dreimal", "dreifach"}),
        glued="doppel",
        ignored=ARTICLES,
    )
)  # fmt: skip
digits = PHONES.digits
parse_phone = PHONES.parse
