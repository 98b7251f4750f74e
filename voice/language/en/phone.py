"""How English-speaking callers dictate telephone numbers."""

from voice.language.en.numbers import NUMERALS
from voice.language.phone import Phones, PhoneWords

PHONES = Phones(
    PhoneWords(
        numerals=NUMERALS,
        between=frozenset("and then the its uh um er so dash slash hyphen pause yes".split()),
        twice=frozenset({"double", "twice"}),
        thrice=frozenset({"triple", "treble"}),
        zeros=frozenset({"oh", "o"}),
        ignored=frozenset({"a"}),
    )
)
digits = PHONES.digits
parse_phone = PHONES.parse
